"""require: a cue that should be there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from webcare_lint.checks.base import Check, Hit
from webcare_lint.conditions import CueNames
from webcare_lint.reading import Cue, Exchange
from webcare_lint.settings import Settings

EDGE = 8
"""How many tokens from its end a text's last cue may stop and still stand at the end."""


class Require(Check):
    """One hit, about an absence, when none of the cues `any` is in the reply (`at` its start or end, if given)."""

    kind: Literal["require"]
    any: CueNames
    at: Literal["start", "end"] | None = None

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        reading = exchange.reading
        for name in self.any:
            for cue in reading.cues_of(name):
                if self.at is None or self._stands(cue, exchange):
                    return
        yield Hit()

    def _stands(self, cue: Cue, exchange: Exchange) -> bool:
        reading = exchange.reading
        if self.at == "start":
            return reading.sentence_of(cue.first) <= 1
        return cue.last > len(reading.tokens) - EDGE or reading.sentence_of(cue.last) >= reading.sentence_count - 2

    def silencers(self) -> tuple[str, ...]:
        return self.any if self.at is None else ()

    def reply_cues(self) -> Iterable[str]:
        return self.any
