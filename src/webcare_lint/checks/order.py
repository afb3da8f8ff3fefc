"""order: one cue before another, or before anything of substance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from webcare_lint.checks.base import Check, Hit, names
from webcare_lint.conditions import CueNames, substance
from webcare_lint.reading import Exchange
from webcare_lint.settings import Settings


class Order(Check):
    """A `cue` that stands before the first sentence with one of the cues `before`, or without such a sentence at all.

    A sentence also counts as `before` when it is of substance: more than `slack` words and none of the cues `smalltalk`.
    A cue in such a sentence is neither before nor after it; one of `before` inside the cue's own words is none.
    """

    kind: Literal["order"]
    cue: CueNames
    before: CueNames
    smalltalk: CueNames = ()
    slack: int = 3

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        reading = exchange.reading
        cues = reading.all_of(self.cue)
        own = {token for cue in cues for token in range(cue.first, cue.last + 1)}
        helpful = {
            reading.sentence_of(other.first)
            for other in reading.all_of(self.before)
            if own.isdisjoint(range(other.first, other.last + 1))
        }
        helpful.update(substance(reading, (*self.smalltalk, *self.cue), self.slack))
        first_help = min(helpful, default=reading.sentence_count)
        for cue in cues:
            if reading.sentence_of(cue.last) < first_help:
                yield Hit(cue.start, cue.end, (cue,), cue.data)

    def trigger(self) -> frozenset[str]:
        return frozenset(self.cue)

    def reply_cues(self) -> Iterable[str]:
        return names(self.cue, self.before, self.smalltalk)
