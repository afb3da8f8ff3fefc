"""An entry as one of a library: what of its reading is kept while all of them are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

from webcare_lint.checks.agree import Agree
from webcare_lint.checks.repeat import Repeat, word_of
from webcare_lint.finding import Finding
from webcare_lint.library.entry import Entry
from webcare_lint.library.lint import reply_of
from webcare_lint.library.wording import Found, LibraryRules
from webcare_lint.reading import Cue

Placed: TypeAlias = tuple[int, Finding]
"""A finding, and the number of its entry."""


class Volume(NamedTuple):
    """One text of a library; a few facts of it instead of its reading, which takes a hundred times as much room."""

    number: int
    entry: Entry
    rules: LibraryRules
    empathy: Mapping[str, Cue]
    """The words of empathy in it, each with its first cue."""
    je: Cue | None
    u: Cue | None

    @property
    def record(self) -> tuple[Path, int]:
        """What it is counted by: texts of one record are one response."""
        return self.entry.path, self.entry.record

    def placed(self, rule: str, found: Iterable[Found]) -> Iterator[Placed]:
        """The findings of a rule in this text; none when the rule is not in effect."""
        loaded = self.rules.named(rule)
        if loaded is not None:
            for finding in self.rules.findings(loaded, self.entry, found):
                yield self.number, finding


def read_volume(number: int, entry: Entry, rules: LibraryRules) -> Volume:
    """Read an entry for the cues that are counted over a library."""
    empathy, address = rules.check("repeated-empathy", Repeat), rules.check("mixed-address", Agree)
    words: dict[str, Cue] = {}
    je = u = None
    if empathy or address:
        reading = rules.linter.read(reply_of(entry, entry.text)).reading
        if empathy:
            for cue in reading.all_of(empathy.cue):
                words.setdefault(word_of(cue), cue)
        if address:
            je = next(iter(reading.all_of(address.informal)), None)
            u = next(iter(reading.all_of(address.formal)), None)
    return Volume(number, entry, rules, words, je, u)
