"""`check`: lint replies and libraries."""

from __future__ import annotations

import gc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from webcare_lint.frontends.cli.linting import Run, Source, Wanted, against_baseline, lint
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
    jobs_of,
    reply_context,
)
from webcare_lint.frontends.cli.terminal import emit, has_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webcare_lint.config import Config
    from webcare_lint.formats.base import Outcome, Presentation
    from webcare_lint.formats.outputs import Output
    from webcare_lint.timing import Timings


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="A .txt reply, a .jsonl or .parquet of replies, a library of canned responses, or - for standard input."
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
    source: Source = None,
    changed_since: Annotated[
        str | None,
        typer.Option(metavar="REVISION", help="Only replies and entries that changed in git since this revision."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="A file of accepted findings; see `webcare-lint baseline`.")
    ] = None,
    config: ConfigFile = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: Annotated[FailOn | None, typer.Option(help="The least severity that makes the exit code 1.")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Put safe fixes into text files and libraries, in place.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what the safe fixes change; alone, nothing is written.")
    ] = False,
    jobs: Annotated[
        str, typer.Option(metavar="N|auto", help="Processes to lint in; auto calls more when there is enough to do.")
    ] = "auto",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where an earlier run with the same --output ended; JSON Lines only.")
    ] = False,
    cache: Annotated[
        bool,
        typer.Option("--cache", help="Remember from run to run in which replies nothing is found; no text is kept."),
    ] = False,
    timing: Annotated[
        bool,
        typer.Option(
            "--timing", help="Say on standard error what the time goes to, per step and per rule; in one process."
        ),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing but errors; the exit code tells.")
    ] = False,
) -> None:
    """Lint replies and libraries of canned responses.

    Exit code 0: nothing at or above --fail-on; 1: something; 2: not everything could be done.
    """
    from webcare_lint.errors import Problem
    from webcare_lint.formats.base import problem_lines
    from webcare_lint.formats.outputs import outputs_of
    from webcare_lint.formats.redaction import salt_of_run
    from webcare_lint.frontends.cli.streaming import stream
    from webcare_lint.inputs import is_library
    from webcare_lint.timing import Timings

    if diff and no_text:
        raise Problem("a diff is text of the replies; leave out one of --diff and --no-text", field="--diff")
    outputs = outputs_of(output or (), format.value, quiet=quiet)
    paths = paths or ["-"]
    first = next((path for path in paths if path != "-"), None)
    told = None if lang in (None, ReplyLang.AUTO) else lang
    settings = configuration(
        first, config, language=told.value if told else None, select=tuple(select) if select else None,
        ignore=tuple(ignore) if ignore else None, fail_on=fail_on.value if fail_on else None, baseline=baseline,
    )  # fmt: skip
    context = reply_context(
        customer=customer, channel=channel, visibility=visibility, brand=brand, customer_name=customer_name
    )
    timings = Timings() if timing else None
    wanted = Wanted(
        paths, settings, context, lang is ReplyLang.AUTO, source, changed_since,
        jobs=1 if timings else jobs_of(jobs), cache=cache, timings=timings,
    )  # fmt: skip
    is_stream = [output.format for output in outputs] == ["jsonl"] and not (
        fix or diff or settings.baseline or any(is_library(path, source) for path in paths)
    )
    if resume and not (is_stream and outputs[0].path):
        raise Problem("replies, --format jsonl with --output FILE, and nothing else, are expected", field="--resume")
    if is_stream:
        redact = partial(_without_text, settings=settings, salt=salt_of_run()) if no_text else None
        code = stream(Run(wanted), outputs[0].path, resume=resume, redact=redact)
        _tell(timings)
        raise typer.Exit(code)
    outcome = check_all(wanted, outputs, fix=fix, diff=diff, no_text=no_text)
    for line in problem_lines((*outcome.notices, *outcome.problems)):
        typer.echo(line, err=True)
    if outcome.problems:
        typer.echo(f"{len(outcome.linted):,} linted; problems: {len(outcome.problems):,}", err=True)
        raise typer.Exit(FAILED)
    worst = settings.fail_on
    if worst != "never" and any(linted.report.at_least(worst) for linted in outcome.linted):
        raise typer.Exit(FOUND)


def check_all(wanted: Wanted, outputs: Sequence[Output], *, fix: bool, diff: bool, no_text: bool) -> Outcome:
    """Lint all that is wanted, put safe fixes in or show them when that is asked for, and write the outputs."""
    from webcare_lint.formats.outputs import write_outputs
    from webcare_lint.formats.redaction import salt_of_run
    from webcare_lint.graphs import without_garbage_collection

    with without_garbage_collection():
        outcome = _lint(wanted)
        _tell(wanted.timings)
        if fix or diff:
            _fix(outcome, write=fix, show=diff)
            if fix:
                outcome = _lint(wanted)
        if no_text:
            outcome = _without_text(outcome, wanted.settings, salt_of_run())
        write_outputs(outputs, outcome, _presentation(wanted.settings))
        gc.freeze()  # all of it is there until the process ends: looking through it for garbage is in vain
    return outcome


def _tell(timings: Timings | None) -> None:
    from webcare_lint.timing import timing_text

    if timings is not None:
        typer.echo(timing_text(timings), err=True, nl=False)


def _lint(wanted: Wanted) -> Outcome:
    """What is wanted, without what the baseline has."""
    outcome = lint(wanted)
    path = wanted.settings.baseline
    whole_files = wanted.changed_since is None and not outcome.problems
    return outcome if path is None else against_baseline(outcome, path, whole_files=whole_files)


def _fix(outcome: Outcome, *, write: bool, show: bool) -> None:
    """Apply the safe fixes, or show them; what was fixed is said on stderr."""
    from webcare_lint.fixed_files import fixed_files

    for fixed in fixed_files(((linted.input, linted.report.findings) for linted in outcome.linted), write=write):
        if show:
            emit(fixed.diff(), None)
        if write:
            typer.echo(f"{fixed.path}: fixed", err=True)


def _presentation(settings: Config) -> Presentation:
    from webcare_lint.formats.base import Presentation

    return Presentation(settings.messages or settings.language, has_colour(), settings.fail_on)


def _without_text(outcome: Outcome, settings: Config, salt: bytes) -> Outcome:
    from webcare_lint.formats.redaction import without_text

    return without_text(outcome, settings.messages or settings.language, salt)
