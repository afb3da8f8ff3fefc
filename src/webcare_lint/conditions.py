"""Conditions a rule can set, as data: on the channel, the customer's words, the reply and the thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from string import Formatter
from typing import Annotated, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict

from webcare_lint.reading import Exchange, Reading, customer_messages
from webcare_lint.reply import PROFILE_OF_CHANNEL, Channel, Mode, Profile, Reply, Visibility

Test = Callable[[Exchange], bool]
"""A question about what the texts of an exchange hold."""


def listed(value: object) -> object:
    """One word for a list of one."""
    return (value,) if isinstance(value, str) else value


CueNames = Annotated[tuple[str, ...], BeforeValidator(listed)]


class Data(BaseModel):
    """A part of a YAML file: frozen, and nothing in it that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class CustomerCondition(Data):
    """What the customer's messages since the last agent message hold: any of `has`, `at_least` so many different phrases
    of them, and none of `lacks`."""

    known: bool = True
    has: CueNames = ()
    at_least: int = 1
    lacks: CueNames = ()


class ReplyCondition(Data):
    """What the reply holds: any of `has`, none of `lacks`; every sentence one of `only`."""

    has: CueNames = ()
    lacks: CueNames = ()
    only: CueNames = ()
    slack: int = 3


class Known(NamedTuple):
    """What is known around a reply; the same for many replies, so plans are made once for each."""

    channel: Channel | None
    visibility: Visibility | None
    mode: Mode
    profile: Profile | None
    has_customer: bool
    has_customer_name: bool
    has_thread: bool
    has_recent: bool
    has_times: bool
    is_first_agent_message: bool


def known_of(reply: Reply, profile: Profile | None) -> Known:
    """What is known around a reply; `profile` goes before the reply's own and its channel's."""
    thread = reply.thread
    profile = profile or reply.profile or PROFILE_OF_CHANNEL.get(reply.channel or "")
    if not thread:
        return Known(
            reply.channel, reply.visibility, reply.mode, profile, False, reply.customer_name is not None, False,
            bool(reply.recent_replies), False, True,
        )  # fmt: skip
    return Known(
        channel=reply.channel,
        visibility=reply.visibility,
        mode=reply.mode,
        profile=profile,
        has_customer=bool(customer_messages(reply)),
        has_customer_name=reply.customer_name is not None,
        has_thread=True,
        has_recent=bool(reply.recent_replies),
        has_times=reply.sent_at is not None and any(message.sent_at for message in thread),
        is_first_agent_message=all(message.author == "customer" for message in thread),
    )


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)


def _all_hold(tests: list[Test]) -> Test:
    def test(exchange: Exchange) -> bool:
        for part in tests:  # noqa: SIM110 - runs for every rule of every reply, and `all` with a generator costs twice as much
            if not part(exchange):
                return False
        return True

    return test


def _customer_has(wanted: CueNames, at_least: int) -> Test:
    if at_least == 1:
        return lambda exchange: exchange.customer_says(wanted)
    return lambda exchange: len(_customer_phrases(exchange, wanted)) >= at_least


def _customer_phrases(exchange: Exchange, wanted: CueNames) -> set[str]:
    """The different phrases behind those cues in the customer's words."""
    return {cue.pattern.phrase for reading in exchange.customer for cue in reading.all_of(wanted)}


def _customer_lacks(unwanted: CueNames) -> Test:
    return lambda exchange: not exchange.customer_says(unwanted)


class When(Data):
    """All of what is given must hold."""

    channel: Annotated[tuple[Channel, ...], BeforeValidator(listed)] = ()
    visibility: Visibility | None = None
    mode: Mode | None = None
    profile: Annotated[tuple[Profile, ...], BeforeValidator(listed)] = ()
    customer: CustomerCondition | None = None
    reply: ReplyCondition | None = None
    first_agent_message: bool | None = None
    min_words: int | None = None
    max_words: int | None = None

    def lacking(self, known: Known) -> str | None:
        """What keeps this from ever holding for such replies (`customer`, `channel` …); None when it may hold."""
        if self.customer is not None and self.customer.known != known.has_customer:
            return "customer"
        if self.channel and known.channel not in self.channel:
            return "channel"
        if self.visibility and known.visibility != self.visibility:
            return "visibility"
        if self.mode and known.mode != self.mode:
            return "mode"
        if self.profile and known.profile not in self.profile:
            return "profile"
        if self.first_agent_message is not None and known.is_first_agent_message != self.first_agent_message:
            return "first agent message"
        return None

    def test(self) -> Test | None:
        """A test of what the texts hold; None when every text passes."""
        tests = [test for _, test in self.named_tests()]
        if not tests:
            return None
        return tests[0] if len(tests) == 1 else _all_hold(tests)

    def named_tests(self) -> Iterator[tuple[str, Test]]:
        """Each part of the condition with what it asks, for telling why a rule kept silent; the cheap ones first."""
        if self.reply and (has := self.reply.has):
            yield f"the reply holds {_either(has)}", lambda exchange: exchange.reading.has_any(has)
        if self.reply and (lacks := self.reply.lacks):
            yield f"the reply holds no {_either(lacks)}", lambda exchange: not exchange.reading.has_any(lacks)
        if (least := self.min_words) is not None:
            yield f"at least {least} words", lambda exchange: exchange.reading.word_count >= least
        if (most := self.max_words) is not None:
            yield f"at most {most} words", lambda exchange: exchange.reading.word_count <= most
        if self.customer and self.customer.has:
            wanted, at_least = self.customer.has, self.customer.at_least
            count = f"{at_least} of " if at_least > 1 else ""
            yield f"the customer's words hold {count}{_either(wanted)}", _customer_has(wanted, at_least)
        if self.customer and self.customer.lacks:
            yield (
                f"the customer's words hold no {_either(self.customer.lacks)}",
                _customer_lacks(self.customer.lacks),
            )
        if self.reply and (only := self.reply.only):
            slack = self.reply.slack
            yield f"the reply is only {_either(only)}", lambda exchange: holds_only(exchange.reading, only, slack)

    def customer_cues(self) -> set[str]:
        """The cues this asks of the customer's messages."""
        return {*self.customer.has, *self.customer.lacks} if self.customer else set()

    def reply_cues(self) -> set[str]:
        """The cues this asks of the reply."""
        return {*self.reply.has, *self.reply.lacks, *self.reply.only} if self.reply else set()


def _whens(value: object) -> object:
    return (value,) if isinstance(value, dict | When) else value


Whens = Annotated[tuple[When, ...], BeforeValidator(_whens)]
"""One condition, or a list of which one must hold."""


def substance(reading: Reading, smalltalk: Iterable[str], slack: int) -> list[int]:
    """The numbers of the sentences that say something beyond `smalltalk`: none of those cues, and more than `slack` words."""
    small: set[int] = set()
    for cue in reading.all_of(smalltalk):
        small.update(range(reading.sentence_of(cue.first), reading.sentence_of(cue.last) + 1))
    return [
        sentence
        for sentence in range(reading.sentence_count)
        if sentence not in small and reading.words_in(reading.sentence_tokens(sentence)) > slack
    ]


def holds_only(reading: Reading, only: Iterable[str], slack: int) -> bool:
    """Every sentence of more than `slack` words has one of the cues `only`, and some sentence does."""
    return not substance(reading, only, slack) and reading.has_any(only)


def fields_of(message: str) -> set[str]:
    """The `{fields}` of a message."""
    return {field for _, field, _, _ in Formatter().parse(message) if field is not None}
