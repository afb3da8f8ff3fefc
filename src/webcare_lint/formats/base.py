"""What every way out gets: the linted replies, and what could not be read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from webcare_lint.errors import Problem
from webcare_lint.finding import Finding, Report, Suppressed
from webcare_lint.inputs import STDIN_NAME, Input
from webcare_lint.reply import Language

if TYPE_CHECKING:
    from webcare_lint.library.entry import Entry
    from webcare_lint.library.insight import LibraryInsight
    from webcare_lint.rulebook import LoadedRule


class Linted(NamedTuple):
    """One reply with its report."""

    input: Input
    report: Report
    suppressed: tuple[Suppressed, ...] = ()


class Outcome(NamedTuple):
    """All that was linted in one run."""

    linted: tuple[Linted, ...]
    problems: tuple[Problem, ...]
    rules: tuple[LoadedRule, ...] = ()
    """The rules in effect, for what formats say of a rule."""
    insight: LibraryInsight | None = None
    """What comparing the entries showed; None when nothing was compared."""
    has_text: bool = True
    """Whether the replies still have their text; see `redaction`."""
    notices: tuple[Problem, ...] = ()
    """What is good to know and never gates, such as a suppression that no longer holds."""

    def counts(self) -> Counter[str]:
        """How many findings of each severity."""
        return Counter(finding.severity.value for linted in self.linted for finding in linted.report.findings)

    def findings(self) -> Iterator[tuple[Linted, Finding]]:
        """Every finding with its reply, in the order of the replies."""
        return ((linted, finding) for linted in self.linted for finding in linted.report.findings)


class Presentation(NamedTuple):
    """How a format should speak: the language of its own words, colour for terminals, and what fails the run."""

    language: Language = "nl"
    colour: bool = False
    fail_on: Literal["error", "warning", "info", "never"] = "error"


class Place(NamedTuple):
    """Where a finding stands in its file, 1-based, the end exclusive; columns are code points.

    `column` and `end_column` are None where the whole line is meant: something is absent, or the file's lines are
    records (JSON Lines).
    """

    line: int
    column: int | None
    end_line: int
    end_column: int | None


def place_of(linted: Linted, finding: Finding) -> Place:
    """Where the finding stands; for an absence the line its reply begins on."""
    given = linted.input
    if given.line is not None:
        return Place(given.line, None, given.line, None)
    if finding.start is None or finding.end is None or finding.message_index is not None:
        line = given.position(0)[0]
        return Place(line, None, line, None)
    line, column = given.position(finding.start)
    end_line, end_column = _end_position(given, finding.start, finding.end)
    if (end_line, end_column) <= (line, column):
        return Place(line, column, line, column + 1)  # a cell of a workbook, or an empty span
    return Place(line, column, end_line, end_column)


def _end_position(given: Input, start: int, end: int) -> tuple[int, int]:
    """Behind the last code point; not the beginning of the next one, which may stand behind a tag."""
    if given.entry is None:
        return given.position(end)
    return given.entry.layer.place.position(given.entry.source_span(start, end)[1])


def file_name(linted: Linted) -> str:
    """The path as CI jobs name files: relative to the working folder where it lies in it, with forward slashes."""
    return shown_path(linted.input.path)


def shown_path(path: Path | str) -> str:
    """A path relative to the working folder where it lies in it, with forward slashes; `stdin` for standard input."""
    name = str(path)
    if name == STDIN_NAME:
        return "stdin"
    if os.path.isabs(name):
        name = name.removeprefix(os.path.join(os.getcwd(), ""))
    return name.replace(os.sep, "/")


def entry_key(entry: Entry) -> tuple[str, int, str]:
    """What tells the texts of a run apart, also after their text has been taken out."""
    return str(entry.path), entry.record, entry.field


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    """The problems as text, one line each."""
    return [str(problem).replace("\n", " ") for problem in problems]
