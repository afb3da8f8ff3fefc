"""What `check`, `baseline` and `suppress` share: lint paths, and leave out what a team has accepted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from webcare_lint.frontends.cli.terminal import with_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from webcare_lint.changes import Changes
    from webcare_lint.config import Config
    from webcare_lint.errors import Problem
    from webcare_lint.finding import Report
    from webcare_lint.formats.base import Outcome
    from webcare_lint.inputs import Input
    from webcare_lint.library.insight import LibraryInsight
    from webcare_lint.linter import Linter
    from webcare_lint.suppressions import Suppressions

Source = Annotated[
    str | None,
    typer.Option(
        "--source",
        help="The format of the libraries, instead of what their content shows: zendesk, chatwoot, csv, folder …",
    ),
]


class Wanted(NamedTuple):
    """What to lint, and how."""

    paths: list[str]
    settings: Config
    context: dict[str, Any]
    detect: bool = False
    """Tell the language of every reply."""
    source: str | None = None
    changed_since: str | None = None

    @property
    def files(self) -> list[Path]:
        """The paths that are not standard input."""
        return [Path(path) for path in self.paths if path != "-"]

    def read(self, paths: list[str]) -> Iterable[Input | Problem]:
        """The replies in `paths`."""
        from webcare_lint.inputs import read_inputs

        mapping = self.settings.library.declared()
        return read_inputs(paths, self.context, sys.stdin.buffer, source=self.source, mapping=mapping)


def lint(wanted: Wanted) -> Outcome:
    """Lint all that is wanted, with the findings that are accepted suppressed."""
    from webcare_lint.changes import Changes

    _check_source(wanted)
    suppressions = _suppressions(wanted.files)
    changes = Changes(wanted.paths, wanted.changed_since, wanted.read) if wanted.changed_since is not None else None
    outcome, linters = _linted(wanted, changes)
    if changes is not None:
        outcome = outcome._replace(linted=tuple(item for item in outcome.linted if changes.has(item.input)))
    return _without_accepted(outcome, suppressions, linters, whole_files=changes is None and not outcome.problems)


def _linted(wanted: Wanted, changes: Changes | None) -> tuple[Outcome, list[Linter]]:
    """Everything that was read, with findings for what changed: the rest is there to be compared with."""
    from webcare_lint.detection import language_of
    from webcare_lint.errors import Problem
    from webcare_lint.finding import Report
    from webcare_lint.formats.base import Linted, Outcome
    from webcare_lint.library.lint import lint_entry
    from webcare_lint.linter import Linter
    from webcare_lint.rule import LANGUAGES

    settings = wanted.settings
    linters: dict[str, Linter] = {settings.language: Linter(settings)}
    read: list[tuple[Input, Linter, Report]] = []
    unchanged: list[tuple[Input, Linter, Report]] = []
    problems: list[Problem] = []
    for item in with_progress(wanted.read(wanted.paths)):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        language = item.language or settings.language
        if (wanted.detect or item.entry) and not item.language and (said := language_of(item.reply.text)) in LANGUAGES:
            language = said  # unsure, or a language without rules: the configured one
        if language not in linters:
            linters[language] = Linter(settings.model_copy(update={"language": language}))
        linter = linters[language]
        if changes is not None and not changes.has(item):
            unchanged.append((item, linter, Report()))
            continue
        read.append((item, linter, lint_entry(linter, item.entry) if item.entry else linter.lint(item.reply)))
    read = [*unchanged, *read]  # of two that are alike the later is told of: what changed, wherever it stands
    reports, insight = _compared(read)
    linted = tuple(Linted(item, report) for (item, _, _), report in zip(read, reports, strict=True))
    rules = {rule.id: rule for linter in linters.values() for rule in linter.rules}
    notices = tuple(problem for linter in linters.values() for problem in linter.lost)
    outcome = Outcome(linted, tuple(problems), tuple(rules.values()), insight, notices=notices)
    return outcome, list(linters.values())


def _compared(
    read: Sequence[tuple[Input, Linter, Report]],
) -> tuple[list[Report], LibraryInsight | None]:
    """The reports with what comparing the entries adds."""
    from webcare_lint.library.whole import Checked, compare

    reports = [report for _, _, report in read]
    numbers = [number for number, (item, _, _) in enumerate(read) if item.entry]
    if not numbers:
        return reports, None
    entries = (
        Checked(item.entry, linter, report)
        for (item, linter, _), report in zip(read, reports, strict=True)
        if item.entry
    )
    whole = compare(list(entries))
    for number, report in zip(numbers, whole.reports, strict=True):
        reports[number] = report
    return reports, whole.insight


def _without_accepted(
    outcome: Outcome, suppressions: Suppressions, linters: list[Linter], *, whole_files: bool
) -> Outcome:
    """The outcome with its accepted findings suppressed, and with what no longer holds of them."""
    from webcare_lint.formats.base import Linted

    linted = tuple(Linted(item.input, *suppressions.judge(item.input, item.report)) for item in outcome.linted)
    known = {rule.id for linter in linters for rule in linter.pack.rules}
    notices = suppressions.notices(known, {rule.id for rule in outcome.rules}, whole_files=whole_files)
    return outcome._replace(linted=linted, notices=(*outcome.notices, *notices))


def against_baseline(outcome: Outcome, path: Path, *, whole_files: bool) -> Outcome:
    """The outcome with the findings of a baseline suppressed."""
    from webcare_lint.baseline import compare, gone, read_baseline
    from webcare_lint.errors import Problem

    baseline = read_baseline(path)
    comparison = compare([(linted.input, linted.report) for linted in outcome.linted], baseline)
    linted = tuple(
        before._replace(report=report, suppressed=(*before.suppressed, *suppressed))
        for before, (report, suppressed) in zip(outcome.linted, comparison.judged, strict=True)
    )
    notices = outcome.notices
    inputs = (item.input for item in outcome.linted) if whole_files else ()
    if left := sum(row.count for row in gone(baseline, comparison.found, inputs, path)):
        said = f"{left} of its findings are gone; `webcare-lint baseline update` takes them out"
        notices = (*notices, Problem(said, path=path))
    return outcome._replace(linted=linted, notices=notices)


def _suppressions(files: list[Path]) -> Suppressions:
    from datetime import date

    from webcare_lint.suppressions import Suppressions, find_files, read_suppressions

    recorded = [item for path in find_files(files) for item in read_suppressions(path)]
    return Suppressions(recorded, date.today())


def _check_source(wanted: Wanted) -> None:
    from webcare_lint.errors import Problem
    from webcare_lint.library.sources import check_source

    if wanted.source is None:
        return
    check_source(wanted.source, "--source")
    if "-" in wanted.paths:
        raise Problem("standard input is one reply and has no format; name a file", field="--source")
