"""What `check`, `baseline` and `suppress` share: lint paths, and leave out what a team has accepted."""

from __future__ import annotations

import sys
from collections import deque
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from webcare_lint.frontends.cli.terminal import with_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from webcare_lint.config import Config
    from webcare_lint.errors import Problem
    from webcare_lint.finding import Report
    from webcare_lint.formats.base import Linted, Outcome
    from webcare_lint.inputs import Input
    from webcare_lint.jobs import Jobs, Step
    from webcare_lint.library.insight import LibraryInsight
    from webcare_lint.reply import Language
    from webcare_lint.rulebook import LoadedRule
    from webcare_lint.suppressions import Suppressions
    from webcare_lint.timing import Timings

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
    jobs: Jobs = 1
    cache: bool = False
    """Remember from run to run in which replies nothing was found."""
    timings: Timings | None = None
    """Count what the time goes to, here."""

    @property
    def files(self) -> list[Path]:
        """The paths that are not standard input."""
        return [Path(path) for path in self.paths if path != "-"]

    def read(self, paths: list[str]) -> Iterable[Input | Problem]:
        """The replies in `paths`."""
        from webcare_lint.inputs import read_inputs

        mapping = self.settings.library.declared()
        return read_inputs(paths, self.context, sys.stdin.buffer, source=self.source, mapping=mapping)


class Failed(NamedTuple):
    """A reply that was read and could not be linted, and why."""

    input: Input
    why: Problem

    def problem(self) -> Problem:
        """It, with where the reply stands."""
        from webcare_lint.errors import Problem

        line = self.input.position(0)[0] if self.input.line is None else self.input.line
        return Problem(self.why.expected, path=self.input.path, line=line)


class Run:
    """One run over what is wanted: replies are read, linted and judged as they are asked for."""

    def __init__(self, wanted: Wanted):
        from webcare_lint.changes import Changes
        from webcare_lint.clean import CleanReplies
        from webcare_lint.jobs import Linters
        from webcare_lint.timing import TimedLinter

        _check_source(wanted)
        self.wanted = wanted
        self._suppressions = _suppressions(wanted.files)
        since = wanted.changed_since
        self._changes = None if since is None else Changes(wanted.paths, since, wanted.read)
        self._linters = Linters(
            wanted.settings, partial(TimedLinter, timings=wanted.timings) if wanted.timings else None
        )
        _ = self._linters[wanted.settings.language]  # what is wrong with the rules is said before anything is read
        self._clean = CleanReplies(wanted.settings) if wanted.cache else None
        self.read = 0
        """How many replies and problems have been read so far."""
        self.unchanged: list[Input] = []
        """Entries that did not change since the revision that was given; they are there to be compared with."""

    def inputs(self) -> Iterator[Input | Problem]:
        """What there is to lint, and what can't be read."""
        from webcare_lint.errors import Problem
        from webcare_lint.inputs import Input

        for item in self.wanted.read(self.wanted.paths):
            has_changed = isinstance(item, Problem) or self._changes is None or self._changes.has(item)
            if isinstance(item, Input) and item.entry:  # of an entry it is asked again when entries are compared
                item = item._replace(language=self._language_of(item))
            if has_changed:
                self.read += 1
                yield item
            elif isinstance(item, Input) and item.entry:
                self.unchanged.append(item)

    def linted(self, items: Iterable[Input | Problem]) -> Iterator[Linted | Failed | Problem]:
        """What becomes of the items: one for one, in their order. What is accepted has not been taken out yet."""
        from webcare_lint.jobs import lint_steps

        due: deque[_Due] = deque()
        try:
            for said in lint_steps(self._linters, self._steps(items, due), self.wanted.jobs):
                self._keep(due[0], said)
                due[0].said.append(said)
                if len(due[0].said) == due[0].steps:
                    yield self._reported(due.popleft())
        finally:
            if self._clean is not None:
                self._clean.close()

    def _steps(self, items: Iterable[Input | Problem], due: deque[_Due]) -> Iterator[Step]:
        from webcare_lint.errors import Problem
        from webcare_lint.jobs import Task
        from webcare_lint.library.lint import replies_of

        for item in items:
            if isinstance(item, Problem):
                due.append(_Due(item, self.wanted.settings.language, 1, [], []))
                yield item
                continue
            language = self._language_of(item)
            _ = self._linters[language]
            replies = replies_of(item.entry) if item.entry else [item.reply]
            waiting = _Due(item, language, len(replies), [], [])
            due.append(waiting)
            for reply in replies:
                task = Task(language, reply, is_canned=item.entry is not None)
                key = self._clean.key_of(task) if self._clean is not None else b""
                known = self._clean.find(key) if self._clean is not None else None
                waiting.keys.append(b"" if known else key)
                yield known or task

    def _keep(self, due: _Due, said: Report | Problem) -> None:
        from webcare_lint.finding import Report

        if self._clean is not None and isinstance(said, Report) and (key := due.keys[len(due.said)]):
            self._clean.keep(key, said)

    def _language_of(self, item: Input) -> Language:
        from webcare_lint.detection import language_among, language_of
        from webcare_lint.rule import LANGUAGES

        if item.language:
            return item.language
        if self.wanted.detect or item.entry:
            said = language_among(item.reply.text) if item.entry else language_of(item.reply.text)
            if said in LANGUAGES:
                return said
        return self.wanted.settings.language  # unsure, or a language without rules

    def _reported(self, due: _Due) -> Linted | Failed | Problem:
        from webcare_lint.errors import Problem
        from webcare_lint.formats.base import Linted
        from webcare_lint.library.lint import entry_report

        item = due.item
        if isinstance(item, Problem):
            return item
        reports: list[Report] = []
        for said in due.said:
            if isinstance(said, Problem):
                return Failed(item, said)
            reports.append(said)
        report = entry_report(self._linters[due.language], item.entry, reports) if item.entry else reports[0]
        return Linted(item, report)

    def compared(self, linted: Iterable[Linted]) -> tuple[list[Linted], LibraryInsight | None]:
        """The same with what comparing the entries of libraries adds to their reports; and what it showed besides."""
        from webcare_lint.finding import Report
        from webcare_lint.formats.base import Linted
        from webcare_lint.library.whole import Checked, compare

        linted = list(linted)
        # Of two that are alike the later is told of: what changed, wherever it stands.
        both = [*(Linted(item, Report()) for item in self.unchanged), *linted]
        entries = [
            Checked(item.input.entry, self._linters[self._language_of(item.input)], item.report)
            for item in both
            if item.input.entry
        ]
        if not entries:
            return linted, None
        whole = compare(entries)
        reports = iter(whole.reports)
        both = [item._replace(report=next(reports)) if item.input.entry else item for item in both]
        return both[len(self.unchanged) :], whole.insight

    def without_accepted(self, linted: Linted) -> Linted:
        """The same with the findings that are accepted suppressed."""
        from webcare_lint.formats.base import Linted

        return Linted(linted.input, *self._suppressions.judge(linted.input, linted.report))

    @property
    def rules(self) -> dict[str, LoadedRule]:
        """The rules in effect so far, by id."""
        return {rule.id: rule for linter in self._linters.values() for rule in linter.rules}

    def notices(self, *, whole_files: bool = True) -> tuple[Problem, ...]:
        """What was not looked for, and what no longer holds of what was accepted, once all has been linted."""
        known = {rule.id for linter in self._linters.values() for rule in linter.pack.rules}
        lost = [problem for linter in self._linters.values() for problem in linter.lost]
        lost += [self._clean.problem] if self._clean is not None and self._clean.problem else []
        whole_files = whole_files and self._changes is None
        return (*lost, *self._suppressions.notices(known, self.rules.keys(), whole_files=whole_files))


class _Due(NamedTuple):
    """An item whose reports are on their way."""

    item: Input | Problem
    language: Language
    steps: int
    keys: list[bytes]
    """Under which each report is kept once it is there; empty for one that is known already."""
    said: list[Report | Problem]


def lint(wanted: Wanted) -> Outcome:
    """Lint all that is wanted, with the findings that are accepted suppressed."""
    from webcare_lint.errors import Problem
    from webcare_lint.formats.base import Outcome
    from webcare_lint.graphs import without_garbage_collection

    run = Run(wanted)
    linted: list[Linted] = []
    problems: list[Problem] = []
    with without_garbage_collection():
        for item in with_progress(run.linted(run.inputs()), wanted.files):
            if isinstance(item, Problem):
                problems.append(item)
            elif isinstance(item, Failed):
                problems.append(item.problem())
            else:
                linted.append(item)
        linted, insight = run.compared(linted)
    return Outcome(
        tuple(map(run.without_accepted, linted)),
        tuple(problems),
        tuple(run.rules.values()),
        insight,
        notices=run.notices(whole_files=not problems),
    )


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
