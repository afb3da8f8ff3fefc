"""repeat: the same wording again, in the reply, the thread or the agent's recent replies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

from pydantic import Field

from webcare_lint.checks.base import Check, Hit
from webcare_lint.conditions import CueNames
from webcare_lint.reading import Cue, Exchange, Reading
from webcare_lint.reply import Language
from webcare_lint.settings import Settings
from webcare_lint.suggestions import ModelSentence
from webcare_lint.tokens import fold


def word_of(cue: Cue) -> str:
    """What makes two cues the same wording: the `word` the phrase carries, or else the phrase itself."""
    return cue.data.get("word") or cue.pattern.phrase


SUGGESTED = 3
"""How many other wordings a finding suggests."""


class Wording(ModelSentence):
    """A sentence to say instead, with the data a phrase of the cue carries."""

    word: str
    strength: Literal["mild", "strong"] = "mild"
    tone: Literal["any", "personal", "formal"] = Field(default="any", alias="register")

    def fits(self, strength: str, register: str, *, formal: bool) -> bool:
        """It is as strong, and no more personal than the reply."""
        if self.strength != strength:
            return False
        return self.tone == "any" or self.tone == ("formal" if formal or register == "formal" else "personal")


class Repeat(Check):
    """The second `cue` with the same word in one reply, or one with the word of the previous agent message,
    or one whose word has more than the configured share of all such words in the agent's recent replies.

    Of the cues `verbatim`, only the very same text counts as said before in the previous agent message.
    Some `wordings` as strong as the repeated one, and with words not used yet, are suggested instead; the cues
    `informal` and `formal` tell how the reply addresses its reader.
    """

    kind: Literal["repeat"]
    fields: ClassVar[frozenset[str]] = frozenset({"word", "count", "share"})
    cue: CueNames
    verbatim: CueNames = ()
    informal: CueNames = ()
    formal: CueNames = ()
    wordings: dict[Language, tuple[Wording, ...]] = Field(default={})

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        hits = list(self._repeats(exchange, settings))
        if not hits:
            return
        unused = self._unused(exchange, settings)
        formal = self._is_formal(exchange.reading, settings)
        for hit in hits:
            yield hit._replace(
                suggestions=_instead_of(hit.cues[-1], unused, exchange.reading.word_count, formal=formal)
            )

    def _repeats(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
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

    def _unused(self, exchange: Exchange, settings: Settings) -> list[Wording]:
        """The wordings whose words are not in the reply or in our part of the thread."""
        said = {word_of(cue) for reading in _our_texts(exchange) for cue in reading.all_of(self.cue)}
        return [wording for wording in self.wordings.get(settings.language, ()) if wording.word not in said]

    def _is_formal(self, reading: Reading, settings: Settings) -> bool:
        informal, formal = len(reading.all_of(self.informal)), len(reading.all_of(self.formal))
        return settings.address == "u" if informal == formal else formal > informal

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
        return (*self.cue, *self.informal, *self.formal)

    def thread_cues(self) -> Iterable[str]:
        return self.cue


def _instead_of(cue: Cue, unused: Iterable[Wording], turn: int, *, formal: bool) -> tuple[str, ...]:
    """Some wordings as strong as the cue's; `turn` tells where to begin, so that they differ between replies."""
    strength, register = cue.data.get("strength", "mild"), cue.data.get("register", "any")
    fitting = [wording for wording in unused if wording.fits(strength, register, formal=formal)]
    start = turn % len(fitting) if fitting else 0
    chosen = (fitting[start:] + fitting[:start])[:SUGGESTED]
    return tuple(wording.said(formal=formal) for wording in chosen)


def _our_texts(exchange: Exchange) -> Iterator[Reading]:
    """The reply, and what we wrote before in its thread."""
    yield exchange.reading
    for message, reading in zip(exchange.reply.thread, exchange.thread, strict=True):
        if message.author == "agent":
            yield reading


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
