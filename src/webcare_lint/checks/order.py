"""order: one cue before another, or before anything of substance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal

from webcare_lint.checks.base import Check, Hit, names
from webcare_lint.conditions import CueNames, substance
from webcare_lint.reading import Exchange
from webcare_lint.settings import Settings


class Order(Check):
    """The `cue`s of a sentence that stand before the first sentence with one of the cues `before`, or without such a sentence at all.

    A sentence also counts as `before` when it is of substance: more than `slack` words and none of the cues `smalltalk`.
    A cue in such a sentence is neither before nor after it; one of `before` inside the cue's own words is none.
    A sentence with one of the cues `unless` is passed over: it is something else than it looks.
    """

    kind: Literal["order"]
    cue: CueNames
    before: CueNames
    unless: CueNames = ()
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
        spared = reading.sentences_with(self.unless)
        early = [
            cue for cue in cues if (sentence := reading.sentence_of(cue.last)) < first_help and sentence not in spared
        ]
        for _, group in groupby(early, key=lambda cue: reading.sentence_of(cue.last)):
            # A joke and the wink behind it are one: from the first cue of a sentence to its last.
            together = tuple(group)
            yield Hit(together[0].start, together[-1].end, together, together[0].data)

    def trigger(self) -> frozenset[str]:
        return frozenset(self.cue)

    def reply_cues(self) -> Iterable[str]:
        return names(self.cue, self.before, self.unless, self.smalltalk)
