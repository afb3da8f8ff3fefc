"""What every way out gets: the linted replies, and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from webcare_lint.errors import Problem
from webcare_lint.finding import Report
from webcare_lint.inputs import Input


class Linted(NamedTuple):
    """One reply with its report."""

    input: Input
    report: Report


class Outcome(NamedTuple):
    """All that was linted in one run."""

    linted: tuple[Linted, ...]
    problems: tuple[Problem, ...]

    def counts(self) -> Counter[str]:
        """How many findings of each severity."""
        return Counter(finding.severity.value for linted in self.linted for finding in linted.report.findings)


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    """The problems as text, one line each."""
    return [str(problem).replace("\n", " ") for problem in problems]
