"""Cue files and lists as they stand in YAML, and the overlays a team lays over them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from webcare_lint.conditions import Data


class Phrase(Data):
    """A phrase with the data it carries (`word`, `target`, `fix` …)."""

    model_config = ConfigDict(frozen=True, extra="allow", hide_input_in_errors=True)
    phrase: str

    @property
    def data(self) -> dict[str, str]:
        """All keys but the phrase itself, as text."""
        return {key: str(value) for key, value in (self.model_extra or {}).items() if value is not None}


def _phrase(value: object) -> object:
    return {"phrase": value} if isinstance(value, str) else value


AnyPhrase = Annotated[Phrase, BeforeValidator(_phrase)]


class CueFile(Data):
    """One cue in one language: the phrases that make it, and what takes it away."""

    meaning: str
    phrases: tuple[AnyPhrase, ...] = ()
    unless: tuple[AnyPhrase, ...] = Field(
        default=(), description="Takes the cue away over it, or up to three tokens before it."
    )
    unless_sentence: tuple[AnyPhrase, ...] = Field(
        default=(), description="Takes the cue away anywhere in its sentence."
    )
    in_quotes: Literal["drop", "keep"] = "drop"
    tokens: tuple[list[dict[str, Any]], ...] = Field(
        default=(), description="spaCy Matcher patterns, for pipelines that can."
    )


class ListFile(Data):
    """A word list that phrases use as `{name}`; its items are phrases themselves."""

    meaning: str
    items: tuple[str, ...]
    fuzzy: bool = Field(default=False, description="Accept misspellings of words of seven letters and more.")


class Overlay(Data):
    """What a team adds to a bundled cue or list, or takes from it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True)
    add: tuple[AnyPhrase, ...] = Field(default=(), alias="phrases+")
    remove: tuple[str, ...] = Field(default=(), alias="phrases-")
    add_unless: tuple[AnyPhrase, ...] = Field(default=(), alias="unless+")
    remove_unless: tuple[str, ...] = Field(default=(), alias="unless-")


class ListOverlay(Data):
    """What a team adds to a bundled list, or takes from it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True)
    add: tuple[str, ...] = Field(default=(), alias="items+")
    remove: tuple[str, ...] = Field(default=(), alias="items-")
