"""repeat: the same wording again, in the reply, the thread or the agent's recent replies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

from webcare_lint.checks.base import Check, Hit
from webcare_lint.conditions import CueNames
from webcare_lint.reading import Cue, Exchange, Reading
from webcare_lint.settings import Settings
from webcare_lint.tokens import fold


def word_of(cue: Cue) -> str:
    """What makes two cues the same wording: the `word` the phrase carries, or else the phrase itself."""
    return cue.data.get("word") or cue.pattern.phrase


class Repeat(Check):
    """The second `cue` with the same word in one reply, or one with the word of the previous agent message,
    or one whose word has more than the configured share of all such words in the agent's recent replies.

    Of the cues `verbatim`, only the very same text counts as said before in the previous agent message.
    """

    kind: Literal["repeat"]
    fields: ClassVar[frozenset[str]] = frozenset({"word", "count", "share"})
    cue: CueNames
    verbatim: CueNames = ()

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        seen: dict[str, Cue] = {}
        cues = exchange.reading.all_of(self.cue)
        earlier = self._words_of_previous_message(exchange)
        frequent = self._frequent(exchange, settings)
        reported: set[str] = set()
        for cue in cues:
            word = word_of(cue)
            said_before = self._wording_of(cue, exchange.reading) in earlier
            if word in seen or (said_before and word not in reported) or (word in frequent and word not in reported):
                reported.add(word)
                others = (seen[word], cue) if word in seen else (cue,)
                yield Hit(cue.start, cue.end, others, {"word": word, "count": "2", "share": frequent.get(word, "")})
            seen.setdefault(word, cue)

    def _words_of_previous_message(self, exchange: Exchange) -> set[str]:
        if not exchange.reply.thread:
            return set()
        previous = exchange.previous_agent_message
        return {self._wording_of(cue, previous) for cue in previous.all_of(self.cue)} if previous else set()

    def _wording_of(self, cue: Cue, reading: Reading) -> str:
        return fold(reading.text[cue.start : cue.end]) if cue.name in self.verbatim else word_of(cue)

    def _frequent(self, exchange: Exchange, settings: Settings) -> dict[str, str]:
        recent = exchange.reply.recent_replies
        if len(recent) + 1 < settings.thresholds.empathy_uses:
            return {}
        return frequent_words([*map(exchange.read, recent), exchange.reading], self.cue, settings)

    def trigger(self) -> frozenset[str]:
        return frozenset(self.cue)

    def reply_cues(self) -> Iterable[str]:
        return self.cue

    def thread_cues(self) -> Iterable[str]:
        return self.cue


def frequent_words(readings: Iterable[Reading], cue: CueNames, settings: Settings) -> dict[str, str]:
    """The words with more than the allowed share of all uses, each with its share ("42 %")."""
    uses = Counter(word_of(found) for reading in readings for found in reading.all_of(cue))
    total = uses.total()
    if total < settings.thresholds.empathy_uses:
        return {}
    return {
        word: f"{count / total:.0%}"
        for word, count in uses.items()
        if count / total > settings.thresholds.empathy_share
    }
