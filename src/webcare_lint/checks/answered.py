"""answered: messages and questions of customers that nobody took up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

from pydantic import Field

from webcare_lint.checks.base import Check, Hit
from webcare_lint.conditions import CueNames, Known
from webcare_lint.reading import Exchange, Reading
from webcare_lint.settings import Settings
from webcare_lint.tokens import fold, pieces


class Answered(Check):
    """`what: messages`: a customer's message with one of the cues `open` that no agent message and no reply takes up.
    `what: questions`: of two kinds of question in one message, the reply holds an answer to one kind only; `kinds`
    says which cue in a question asks for which cue in an answer."""

    kind: Literal["answered"]
    fields: ClassVar[frozenset[str]] = frozenset({"name", "question"})
    what: Literal["messages", "questions"]
    open: CueNames = ()
    exempt: CueNames = ()
    automatic: CueNames = ()
    kinds: dict[str, CueNames] = Field(default={})
    most_sentences: int = 3

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        yield from self._messages(exchange) if self.what == "messages" else self._questions(exchange)

    def _messages(self, exchange: Exchange) -> Iterator[Hit]:
        reply = exchange.reply
        own = fold(reply.customer_name or "")
        for index, message in enumerate(reply.thread):
            if message.author != "customer" or not self._is_open(exchange.thread[index]):
                continue
            later = [
                exchange.thread[i] for i in range(index + 1, len(reply.thread)) if reply.thread[i].author == "agent"
            ]
            answers = [reading for reading in (*later, exchange.reading) if self._is_answer(reading)]
            name = fold(message.name or "")
            if name and name != own and _writers(exchange) > 1:
                # In a public thread an answer to somebody else is none: it must name this customer, or use their words.
                answers = [reading for reading in answers if _is_meant_for(reading, name, exchange.thread[index])]
            if not answers:
                yield Hit(message_index=index, fields={"name": message.name or "", "question": ""})
                return

    def _is_open(self, reading: Reading) -> bool:
        return reading.has_any(self.open) and not reading.has_any(self.exempt)

    def _is_answer(self, reading: Reading) -> bool:
        return reading.word_count > 0 and not reading.has_any(self.automatic)

    def _questions(self, exchange: Exchange) -> Iterator[Hit]:
        asked = {name for name in self.kinds for reading in exchange.customer if name in reading.cues}
        if len(asked) < 2 or exchange.reading.sentence_count > self.most_sentences + 2:
            return
        reply = exchange.reading
        unanswered = [name for name in sorted(asked) if not reply.has_any(self.kinds[name])]
        if unanswered and len(unanswered) < len(asked):
            yield Hit(fields={"question": unanswered[0], "name": ""})

    def lacking(self, known: Known) -> str | None:
        if self.what == "messages":
            return None if known.has_thread else "thread"
        return None if known.has_customer else "customer"

    def reply_cues(self) -> Iterable[str]:
        return [name for names in self.kinds.values() for name in names] + list(self.automatic)

    def thread_cues(self) -> Iterable[str]:
        return (*self.open, *self.exempt, *self.automatic, *self.kinds)


def _writers(exchange: Exchange) -> int:
    return len(
        {fold(message.name) for message in exchange.reply.thread if message.author == "customer" and message.name}
    )


_LONG = 5


def content_words(text: str) -> set[str]:
    """The folded words of five letters and more."""
    return {word for word in (fold(piece.strip()) for piece in pieces(text)) if len(word) >= _LONG and word.isalpha()}


def _is_meant_for(reading: Reading, name: str, message: Reading) -> bool:
    folded = {fold(piece.strip()).lstrip("@") for piece in reading.tokens}
    return name in folded or len(content_words(reading.text) & content_words(message.text)) >= 2
