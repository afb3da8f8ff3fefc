"""answered, `what: reply`: a reply that answers nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

from webcare_lint.checks.base import Check, Hit
from webcare_lint.checks.content import clauses_of, tokens_of
from webcare_lint.conditions import CueNames, Known
from webcare_lint.reading import Exchange, Reading
from webcare_lint.settings import Settings


class AnsweredReply(Check):
    """The reply is `smalltalk` only, or `hints` of it.

    Every sentence has one of those cues, or no more than `slack` words outside an `aside` (a greeting, a signature); in a
    sentence that has one, a clause without answers when it has more than `clause_slack` words ("Wat vervelend, over tien
    minuten rijdt hij weer"). One of the cues `answers` is enough, but not inside the words of a `smalltalk` cue ("zoiets
    mag bij ons niet voorkomen" refuses nothing), nor, for the cues `weak`, in a sentence with a `hollow` cue ("je pakket
    is zeker op vakantie 😂" states no fact).
    """

    kind: Literal["answered"]
    what: Literal["reply"]
    smalltalk: CueNames
    hints: CueNames = ()
    answers: CueNames
    weak: CueNames = ()
    hollow: CueNames = ()
    aside: CueNames = ()
    slack: int = 3
    clause_slack: int = 6

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        reading = exchange.reading
        # The ordinary reply helps, and that can be told before any cue is worked out: finds cover all that cues do.
        if self._has_substance(reading, reading.touched(self._small_names), reading.touched(self._aside_names)):
            return
        small = (*self.smalltalk, *self.hints)
        if not reading.has_any(small) or self._answers(reading):
            return
        if not self._has_substance(reading, tokens_of(reading, small), tokens_of(reading, self.aside)):
            yield Hit()

    def _has_substance(self, reading: Reading, small: set[int], aside: set[int]) -> bool:
        """Some clause without small talk has more words than the slack, asides not counted."""
        for sentence in range(reading.sentence_count):
            tokens = reading.sentence_tokens(sentence)
            slack = self.slack if small.isdisjoint(tokens) else self.clause_slack
            if reading.words_in(tokens) <= slack:
                continue
            for clause in clauses_of(reading, tokens, ()):
                if small.isdisjoint(clause) and reading.words_in(clause) > slack:
                    words = sum(reading.is_word(token) for token in clause if token not in aside)
                    if words > slack:
                        return True
        return False

    def _answers(self, reading: Reading) -> bool:
        """One of the cues `answers` stands on its own: outside small talk, and a joke where it is weak."""
        talk = [(cue.first, cue.last) for cue in reading.all_of(self.smalltalk)]
        hollow = reading.sentences_with(self.hollow)
        for cue in reading.all_of(self.answers):
            if cue.name in self.weak and reading.sentence_of(cue.first) in hollow:
                continue
            if not any(first <= cue.first and cue.last <= last for first, last in talk):
                return True
        return False

    @cached_property
    def _small_names(self) -> frozenset[str]:
        return frozenset((*self.smalltalk, *self.hints))

    @cached_property
    def _aside_names(self) -> frozenset[str]:
        return frozenset(self.aside)

    def lacking(self, known: Known) -> str | None:
        return None if known.has_customer else "customer"

    def at_once(self) -> Iterable[str]:
        return (*self.smalltalk, *self.hints, *self.aside)

    def reply_cues(self) -> Iterable[str]:
        return (*self.smalltalk, *self.hints, *self.answers, *self.hollow, *self.aside)
