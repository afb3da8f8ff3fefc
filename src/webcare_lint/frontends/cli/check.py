"""`check`: lint replies and libraries."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from webcare_lint.frontends.cli.options import (
    FAILED,
    FOUND,
    CheckFormat,
    ConfigFile,
    FailOn,
    Ignore,
    ReplyLang,
    Select,
    configuration,
    reply_context,
)
from webcare_lint.frontends.cli.terminal import emit, has_colour, with_progress

if TYPE_CHECKING:
    from webcare_lint.config import Config
    from webcare_lint.formats.base import Outcome, Presentation


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="A .txt reply, a .jsonl of replies, a library of canned responses, or - for standard input."
        ),
    ] = None,
    customer: Annotated[str | None, typer.Option(help="What the customer wrote.")] = None,
    channel: Annotated[
        str | None,
        typer.Option(help="x, facebook, instagram, mastodon, bluesky, whatsapp, sms, chat, email, review or other."),
    ] = None,
    visibility: Annotated[str | None, typer.Option(help="public or private.")] = None,
    brand: Annotated[str | None, typer.Option(help="The brand that answers.")] = None,
    customer_name: Annotated[str | None, typer.Option(help="The customer's name.")] = None,
    lang: Annotated[ReplyLang | None, typer.Option(help="Language of the replies; auto tells per reply.")] = None,
    format: Annotated[CheckFormat, typer.Option(help="How findings are printed.")] = CheckFormat.TEXT,
    output: Annotated[
        list[str] | None,
        typer.Option(
            help="FORMAT=PATH writes one more format to a file; PATH alone takes --format there instead of printing it. "
            "Repeatable."
        ),
    ] = None,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Ids, places and rules only: no text of the replies in any format.")
    ] = False,
    config: ConfigFile = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: Annotated[FailOn | None, typer.Option(help="The least severity that makes the exit code 1.")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Put safe fixes into text files and libraries, in place.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what the safe fixes change; alone, nothing is written.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing but errors; the exit code tells.")
    ] = False,
) -> None:
    """Lint replies and libraries of canned responses.

    Exit code 0: nothing at or above --fail-on; 1: something; 2: not everything could be done.
    """
    from webcare_lint.formats.base import problem_lines
    from webcare_lint.formats.outputs import outputs_of, write_outputs

    outputs = outputs_of(output or (), format.value, quiet=quiet)
    paths = paths or ["-"]
    first = next((path for path in paths if path != "-"), None)
    told = None if lang in (None, ReplyLang.AUTO) else lang
    settings = configuration(
        first, config, language=told.value if told else None, select=tuple(select) if select else None,
        ignore=tuple(ignore) if ignore else None, fail_on=fail_on.value if fail_on else None,
    )  # fmt: skip
    context = reply_context(
        customer=customer, channel=channel, visibility=visibility, brand=brand, customer_name=customer_name
    )
    outcome = _lint(paths, context, settings, detect=lang is ReplyLang.AUTO)
    if fix or diff:
        _fix(outcome, write=fix, show=diff)
        if fix:
            outcome = _lint(paths, context, settings, detect=lang is ReplyLang.AUTO)
    if no_text:
        outcome = _without_text(outcome, settings)
    write_outputs(outputs, outcome, _presentation(settings))
    for line in problem_lines(outcome.problems):
        typer.echo(line, err=True)
    if outcome.problems:
        typer.echo(f"{len(outcome.problems)} not read, {len(outcome.linted)} linted", err=True)
        raise typer.Exit(FAILED)
    worst = settings.fail_on
    if worst != "never" and any(linted.report.at_least(worst) for linted in outcome.linted):
        raise typer.Exit(FOUND)


def _lint(paths: list[str], context: dict[str, Any], settings: Config, *, detect: bool) -> Outcome:
    from webcare_lint.detection import language_of
    from webcare_lint.errors import Problem
    from webcare_lint.formats.base import Linted, Outcome
    from webcare_lint.inputs import read_inputs
    from webcare_lint.library.lint import lint_entry
    from webcare_lint.linter import Linter
    from webcare_lint.rule import LANGUAGES

    linters: dict[str, Linter] = {settings.language: Linter(settings)}
    linted: list[Linted] = []
    problems: list[Problem] = []
    for item in with_progress(read_inputs(paths, context, sys.stdin.buffer)):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        language = item.language or settings.language
        if (detect or item.entry) and not item.language and (said := language_of(item.reply.text)) in LANGUAGES:
            language = said  # unsure, or a language without rules: the configured one
        if language not in linters:
            linters[language] = Linter(settings.model_copy(update={"language": language}))
        linter = linters[language]
        linted.append(Linted(item, lint_entry(linter, item.entry) if item.entry else linter.lint(item.reply)))
    rules = {rule.id: rule for linter in linters.values() for rule in linter.rules}
    return Outcome(tuple(linted), tuple(problems), tuple(rules.values()))


def _fix(outcome: Outcome, *, write: bool, show: bool) -> None:
    """Apply the safe fixes, or show them; what was fixed is said on stderr."""
    from webcare_lint.fixing import fixed_files

    for fixed in fixed_files(((linted.input, linted.report.findings) for linted in outcome.linted), write=write):
        if show:
            emit(fixed.diff(), None)
        if write:
            typer.echo(f"{fixed.path}: fixed", err=True)


def _presentation(settings: Config) -> Presentation:
    from webcare_lint.formats.base import Presentation

    return Presentation(settings.messages or settings.language, has_colour(), settings.fail_on)


def _without_text(outcome: Outcome, settings: Config) -> Outcome:
    from webcare_lint.formats.redaction import salt_of_run, without_text

    return without_text(outcome, settings.messages or settings.language, salt_of_run())
