"""Configuration: .webcare-lint.yaml or [tool.webcare-lint] in pyproject.toml; frozen once read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from webcare_lint.conditions import Data
from webcare_lint.cues import ListOverlay, Overlay
from webcare_lint.errors import Problem
from webcare_lint.reply import Language, Profile
from webcare_lint.rule import Severities
from webcare_lint.settings import Settings
from webcare_lint.yamlfile import YamlFile, build, load, read_text

FILE_NAMES = (".webcare-lint.yaml", ".webcare-lint.yml")
FailOn = Literal["error", "warning", "info", "never"]


def _listed(value: object) -> object:
    """`select: 5` and `select: [5, snark]` are read alike; numbers are commandments."""
    if isinstance(value, str | int):
        value = (value,)
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else value


Selection = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class ProfileConfig(Data):
    """What differs for one profile."""

    ignore: Selection = ()
    severity: dict[str, Severities] = Field(default={})


class LibraryKeys(Data):
    """The keys or columns of a house format; what is not declared goes by its usual names."""

    text: str | None = None
    title: str | None = None
    id: str | None = None
    language: str | None = None
    channel: str | None = None
    visibility: str | None = None
    active: str | None = None

    def declared(self) -> dict[str, str]:
        """Those that are."""
        return self.model_dump(exclude_none=True)


class Config(Settings):
    """How the linter is set up. Selections take rule ids, commandments (`2`, `privacy`, `channel`) and severities."""

    messages: Language | None = Field(
        default=None, description="Language of the messages; the language of the rules by default."
    )
    select: Selection = ()
    ignore: Selection = ()
    preview: bool = Field(default=False, description="Also use rules that are not precise enough yet.")
    severity: dict[str, Severities] = Field(
        default={}, description="Severity per rule: one word, or a list of {when, is}."
    )
    fail_on: FailOn = "error"
    profile: Profile | None = Field(default=None, description="Always this profile, instead of each reply's channel.")
    profiles: dict[Profile, ProfileConfig] = Field(default={}, description="What differs per profile.")
    rule_paths: tuple[Path, ...] = Field(default=(), description="Folders of house rules, relative to this file.")
    cues: dict[str, Overlay] = Field(default={}, description="Phrases to add to or take from a cue.")
    lists: dict[str, ListOverlay] = Field(default={}, description="Items to add to or take from a list.")
    spacy_pipeline: str | None = Field(default=None, description="An installed spaCy pipeline, for cues with `tokens`.")

    library: LibraryKeys = Field(
        default=LibraryKeys(), description="Keys or columns of a house format for libraries, such as {text: body}."
    )
    baseline: Path | None = Field(
        default=None, description="A file of accepted findings, relative to this one; see `webcare-lint baseline`."
    )

    @model_validator(mode="after")
    def _does_not_contradict_itself(self) -> Config:
        both = sorted(set(self.select) & set(self.ignore))
        if both:
            raise ValueError(f'"{both[0]}" is both selected and ignored; take it from one of the two')
        for rule in sorted(set(self.severity) & set(self.ignore)):
            raise ValueError(f'"{rule}" is ignored and given a severity; take it from one of the two')
        return self


def find_config(start: Path) -> Path | None:
    """The nearest configuration at or above `start`: a .webcare-lint.yaml, or a pyproject.toml with our table."""
    start = start.resolve()
    for folder in (start, *start.parents) if start.is_dir() else start.parents:
        for name in FILE_NAMES:
            if (folder / name).is_file():
                return folder / name
        project = folder / "pyproject.toml"
        if project.is_file() and _table(project) is not None:
            return project
    return None


def _table(project: Path) -> Any:
    try:
        return tomllib.loads(read_text(project)).get("tool", {}).get("webcare-lint")
    except tomllib.TOMLDecodeError:
        return None  # somebody else's file; it is for their tools to complain


def read_config(path: Path) -> Config:
    """Read a configuration file; Problem or Problems say what is wrong, and on which line."""
    if path.suffix == ".toml":
        try:
            value = tomllib.loads(read_text(path)).get("tool", {}).get("webcare-lint", {})
        except tomllib.TOMLDecodeError as error:
            raise Problem(f"not readable as TOML: {error}", path=path) from None
        file = YamlFile(path, _texts(value), {})
    else:
        file = load(path)
    config = build(Config, file, value={} if file.value is None else file.value)
    return config.model_copy(
        update={
            "rule_paths": tuple(path.parent / rule_path for rule_path in config.rule_paths),
            "baseline": config.baseline and path.parent / config.baseline,
        }
    )


def _texts(value: Any) -> Any:
    """TOML's typed values as the texts that YAML gives."""
    match value:
        case dict():
            return {key: _texts(item) for key, item in value.items()}
        case list():
            return [_texts(item) for item in value]
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)
