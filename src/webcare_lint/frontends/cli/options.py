"""What several commands share: options, the configuration of a run, and exit codes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from webcare_lint.config import Config
    from webcare_lint.jobs import Jobs
    from webcare_lint.rulebook import LoadedRule

OK, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


class CheckFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    RDJSON = "rdjson"
    CHECKSTYLE = "checkstyle"
    MARKDOWN = "markdown"
    HTML = "html"


class FailOn(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


class Lang(StrEnum):
    NL = "nl"
    EN = "en"


class ReplyLang(StrEnum):
    NL = "nl"
    EN = "en"
    AUTO = "auto"


Select = Annotated[
    list[str] | None,
    typer.Option("--select", help="Only these: a rule, a commandment (2, privacy, channel) or a severity. Repeatable."),
]
Ignore = Annotated[
    list[str] | None, typer.Option("--ignore", help="Not these: a rule, a commandment or a severity. Repeatable.")
]
ConfigFile = Annotated[Path | None, typer.Option("--config", help="A .webcare-lint.yaml, instead of the nearest one.")]


def configuration(start: str | None, config: Path | None, **changes: Any) -> Config:
    """The configuration for a run: from a file, with what the command line says laid over it."""
    from pydantic import ValidationError

    from webcare_lint.config import Config, find_config, read_config
    from webcare_lint.errors import Problem

    path = config or find_config(Path(start) if start else Path.cwd())
    given = read_config(path) if path else Config()
    set_ = {key: value for key, value in changes.items() if value is not None}
    if "ignore" in set_:
        set_["ignore"] = (*given.ignore, *set_["ignore"])
    try:
        return Config.model_validate({**given.model_dump(by_alias=True, exclude_unset=True), **set_})
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        raise Problem(detail["msg"].removeprefix("Value error, "), field=".".join(map(str, detail["loc"]))) from None


def jobs_of(given: str) -> Jobs:
    """The value of --jobs; Problem when it is neither a number from 1 nor `auto`."""
    from webcare_lint.errors import Problem

    if given == "auto":
        return "auto"
    if given.isascii() and given.isdigit() and int(given) > 0:
        return int(given)
    raise Problem("a number from 1, or auto, is expected", field="--jobs")


def reply_context(*, customer: str | None, **fields: str | None) -> dict[str, Any]:
    """The fields of a reply that the command line gives; Problem when one of them can't be."""
    from pydantic import ValidationError

    from webcare_lint.errors import Problem
    from webcare_lint.reply import Message, Reply

    context: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
    if customer is not None:
        context["thread"] = (Message(author="customer", text=customer, name=fields.get("customer_name")),)
    try:
        Reply(text="", **context)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        raise Problem(detail["msg"], field=f"--{str(detail['loc'][0]).replace('_', '-')}") from None
    return context


def all_rules(config: Path | None) -> tuple[LoadedRule, ...]:
    from webcare_lint.rulebook import bundled_rules, read_rules

    settings = configuration(None, config)
    return tuple(rule for root in (bundled_rules(), *settings.rule_paths) for rule in read_rules(root))
