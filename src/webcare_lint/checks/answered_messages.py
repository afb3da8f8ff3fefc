"""answered, `what: messages`: messages of customers that nobody took up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import ClassVar, Literal

from webcare_lint.checks.base import Check, Hit
from webcare_lint.checks.content import content_of, shared
from webcare_lint.conditions import CueNames, Known
from webcare_lint.reading import Exchange, Reading
from webcare_lint.settings import Settings
from webcare_lint.tokens import fold, pieces

Content = Callable[[int], set[str]]
"""The telling words of a message by its index in the thread; of the reply by the index behind the last."""


class AnsweredMessages(Check):
    """A customer's message with one of the cues `open`, and none of `exempt`, that nobody takes up; or with one of the
    weaker cues `likely` and none of `unlikely`.

    In a thread of several customers an answer names its customer, or `everyone`, or takes up their words. In a
    conversation with one, a `question` is passed over when all that follows is visibly about something else, or
    `automatic`, or follows the customer's `closing`. Words in a `common` cue say nothing of what a text is about.
    """

    kind: Literal["answered"]
    what: Literal["messages"]
    fields: ClassVar[frozenset[str]] = frozenset({"name", "question"})
    open: CueNames
    exempt: CueNames = ()
    likely: CueNames = ()
    unlikely: CueNames = ()
    automatic: CueNames = ()
    everyone: CueNames = ()
    closing: CueNames = ()
    question: CueNames = ()
    common: CueNames = ()

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        """At most one: the first message that is left open."""
        thread = exchange.reply.thread
        if len(thread) == 1 and exchange.reading.word_count:
            return  # the reply answers it
        writers = {fold(message.name) for message in thread if message.author == "customer" and message.name}
        own = fold(exchange.reply.customer_name or "")
        texts = (*exchange.thread, exchange.reading)
        content = cache(lambda index: content_of(texts[index], self.common))
        for index, message in enumerate(thread):
            if message.author != "customer" or not self._is_open(exchange.thread[index]):
                continue
            name = fold(message.name or "")
            if len(writers) > 1 and name and name != own:
                is_left = not self._is_answered_in_public(exchange, content, index, name, writers)
            else:
                is_left = self._is_passed_over(exchange, content, index, name)
            if is_left:
                yield Hit(message_index=index, fields={"name": message.name or "", "question": message.text})
                return

    def _is_open(self, reading: Reading) -> bool:
        if reading.has_any(self.exempt):
            return False
        return reading.has_any(self.open) or (reading.has_any(self.likely) and not reading.has_any(self.unlikely))

    def _answers_after(self, exchange: Exchange, index: int) -> Iterator[tuple[int, Reading]]:
        """Agent messages behind a message, and the reply under the number behind the thread's last."""
        thread = exchange.reply.thread
        for later in range(index + 1, len(thread)):
            if thread[later].author == "agent" and self._says_something(exchange.thread[later]):
                yield later, exchange.thread[later]
        if exchange.reading.word_count:
            yield len(thread), exchange.reading

    def _says_something(self, reading: Reading) -> bool:
        return reading.word_count > 0 and not reading.has_any(self.automatic)

    def _is_answered_in_public(
        self, exchange: Exchange, content: Content, index: int, name: str, writers: set[str]
    ) -> bool:
        """A later agent message names this customer, or nobody and stands right behind them, or takes up their words."""
        asked = content(index)
        for later, reading in self._answers_after(exchange, index):
            if reading.has_any(self.everyone) or _names(reading, name):
                return True
            names_another = any(_names(reading, writer) for writer in writers - {name})
            is_reply = later == len(exchange.reply.thread)
            if not names_another and not (is_reply and exchange.reply.customer_name):
                between = exchange.reply.thread[index + 1 : later]
                if all(message.author == "customer" for message in between):
                    return True
            if shared(asked, content(later)) >= 2:
                return True
        return False

    def _is_passed_over(self, exchange: Exchange, content: Content, index: int, name: str) -> bool:
        """A question with a subject of its own, before the customer's last message, that no agent message is about."""
        thread, reading = exchange.reply.thread, exchange.thread[index]
        if index and thread[index - 1].author == "agent" and "?" in thread[index - 1].text and "?" not in reading.text:
            return False  # it answers what the agent asked
        own = [
            i for i, message in enumerate(thread) if message.author == "customer" and fold(message.name or "") == name
        ]
        if not own:
            return False
        is_last = index == own[-1]
        if is_last:
            if not any(True for _ in self._answers_after(exchange, index)):
                return True
            if len(own) < 2 or any(message.author == "agent" for message in thread[own[-2] : index]):
                return False  # the last message is what the reply answers
            asks = reading.has_any(self.question)
        else:
            following = own[own.index(index) + 1]
            took_it_back = exchange.thread[following].has_any(self.closing)
            if took_it_back and all(message.author == "customer" for message in thread[index:following]):
                return False
            asks = reading.has_any(self.question) or self._had_only_a_machine(exchange, index, following)
        if not asks:
            return False
        before = set().union(*map(content, range(index)))
        asked = {word for word in content(index) if not shared({word}, before)}
        if len(asked) < 2 and not any(len(word) >= _TELLING for word in asked):
            return False
        for later, _ in self._answers_after(exchange, index):
            said = content(later)
            if shared(asked, said):
                return False
            earlier = [i for i in own if i < later]
            is_about_another = any(shared(content(i), said) for i in earlier if i != index)
            if not is_about_another and not (
                not is_last and earlier[-1] != index and exchange.thread[earlier[-1]].has_any(self.closing)
            ):
                return False
        return True

    def _had_only_a_machine(self, exchange: Exchange, index: int, following: int) -> bool:
        """What came between this message and the customer's next one was automatic."""
        between = [i for i in range(index + 1, following) if exchange.reply.thread[i].author == "agent"]
        return bool(between) and not any(self._says_something(exchange.thread[i]) for i in between)

    def lacking(self, known: Known) -> str | None:
        return None if known.has_thread else "thread"

    def reply_cues(self) -> Iterable[str]:
        return (*self.everyone, *self.common)

    def thread_cues(self) -> Iterable[str]:
        return (
            *self.open, *self.exempt, *self.likely, *self.unlikely, *self.automatic, *self.everyone, *self.closing, *self.question, *self.common,
        )  # fmt: skip


_TELLING = 8
"""In letters: a word this long says by itself what a question is about."""
_NO_NAME = frozenset(
    {
        *("de", "den", "der", "van", "het", "ter", "ten", "te", "el", "al", "en", "of", "the"),
        *("mevrouw", "meneer", "mijnheer", "heer", "mw", "dhr", "familie", "fam", "mr", "mrs", "ms"),
    }
)


def _names(reading: Reading, name: str) -> bool:
    """The text has one of the words of a name ("Familie Kok": Kok)."""
    said = {fold(piece.strip()).lstrip("@") for piece in reading.tokens}
    return name in said or any(
        fold(word.strip()).lstrip("@") in said
        for word in pieces(name)
        if fold(word.strip()) not in _NO_NAME and len(word.strip()) > 1
    )
