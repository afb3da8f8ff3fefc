"""What of a canned response is counted over its library: words of empathy, je and u.

It is noted while the response is linted, in whichever process that is, so that nothing need be read a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from webcare_lint.checks.agree import Agree
from webcare_lint.checks.repeat import Repeat, word_of
from webcare_lint.finding import Report

if TYPE_CHECKING:
    from webcare_lint.linter import Linter
    from webcare_lint.reading import Cue, Reading
    from webcare_lint.reply import Reply


class Use(NamedTuple):
    """Where something is used first, in code points of the text, and the data of the phrase that says so."""

    start: int
    end: int
    data: Mapping[str, str]


class Counted(NamedTuple):
    """What one text uses; words of empathy by what makes them the same wording."""

    empathy: Mapping[str, Use]
    je: Use | None = None
    u: Use | None = None


class EntryReport(Report):
    """The report of a canned response, and what is counted over its library."""

    counted: Counted


def lint_canned(linter: Linter, reply: Reply) -> EntryReport:
    """Check a canned reply, and note what its library counts."""
    exchange, report = linter.examine(reply)
    return EntryReport(
        findings=report.findings,
        strengths=report.strengths,
        not_applicable=report.not_applicable,
        counted=counted_in(exchange.reading, linter),
    )


def counted_in(reading: Reading, linter: Linter) -> Counted:
    """What a text uses of what the rules of `linter` count."""
    empathy, address = linter.check("repeated-empathy", Repeat), linter.check("mixed-address", Agree)
    words: dict[str, Use] = {}
    if empathy:
        for cue in reading.all_of(empathy.cue):
            words.setdefault(word_of(cue), _use(cue))
    if address is None:
        return Counted(words)
    return Counted(words, _first(reading.all_of(address.informal)), _first(reading.all_of(address.formal)))


def _first(cues: Iterable[Cue]) -> Use | None:
    return next(map(_use, cues), None)


def _use(cue: Cue) -> Use:
    return Use(cue.start, cue.end, dict(cue.data))
