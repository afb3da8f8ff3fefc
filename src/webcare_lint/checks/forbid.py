"""forbid: a cue that should not be there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from webcare_lint.checks.base import Check, Hit, names
from webcare_lint.conditions import CueNames, Data, When, Whens, known_of
from webcare_lint.placeholders import find as find_placeholders
from webcare_lint.placeholders import mended
from webcare_lint.reading import Cue, Exchange, Reading
from webcare_lint.reply import Channel
from webcare_lint.settings import Settings, plain
from webcare_lint.tokens import token_class

Within = Literal["cue", "sentence", "next", "reply"]

# A redirect to the channel the customer is in already is none.
_SAME_CHANNEL: dict[Channel, frozenset[str]] = {
    "email": frozenset({"email"}),
    "chat": frozenset({"chat"}),
    "whatsapp": frozenset({"whatsapp", "chat"}),
    "sms": frozenset({"sms"}),
}


class CueWhen(Data):
    """A cue that counts only where a condition of its own holds."""

    cue: str
    when: Whens


def _cues(value: object) -> object:
    return (value,) if isinstance(value, str | dict | CueWhen) else value


ForbiddenCues = Annotated[tuple[str | CueWhen, ...], BeforeValidator(_cues)]


class Forbid(Check):
    """Every `cue` is a hit, but one with an `unless` in its sentence, or with what `with` and `without` rule out.

    An entry of `cue` may be `{cue, when}`: that cue counts only where one of its own conditions holds.
    `within` says how far `with` and `without` look: the cue's sentence, that and the next one, or the whole reply; or, with
    `cue`, only at what lies over the cue.
    `at` wants the cue in the first or the last sentence; `at_least` counts cues per `within`.
    `leaves_channel` drops a cue whose `target` is the channel the customer is in. `spares_own` drops a cue whose
    phone numbers, addresses and handles are all our own.
    `unknown_placeholders` adds, in a canned response whose dialect is known, each placeholder that its tool does not know.
    """

    kind: Literal["forbid"]
    fields: ClassVar[frozenset[str]] = frozenset({"fix", "target", "word"})
    cue: ForbiddenCues
    unless: CueNames = ()
    within: Within = "reply"
    with_: CueNames = Field(default=(), alias="with")
    without: CueNames = ()
    at: Literal["start", "end"] | None = None
    at_least: int = 1
    leaves_channel: bool = False
    spares_own: bool = False
    unknown_placeholders: bool = False

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        reading = exchange.reading
        cues = [cue for cue in reading.all_of(self._held(exchange)) if self._counts(cue, exchange)]
        if cues and self.spares_own and (own := settings.own):
            cues = [cue for cue in cues if not _is_own(reading, cue, own)]
        if self.at_least > 1:
            cues = _crowded(reading, cues, self.within, self.at_least)
        if self.unknown_placeholders and exchange.reply.mode == "canned":
            yield from _unknown_placeholders(exchange, cues)
        for together in _apart(cues, join=self.leaves_channel):
            cue, last = together[0], together[-1]
            fix = cue.data.get("fix")
            yield Hit(
                cue.start,
                last.end,
                tuple(together),
                cue.data,
                replacements=tuple(part.strip() for part in fix.split("|")) if fix else (),
                safe=cue.data.get("safe") == "true",
                severity=cue.data.get("severity"),
            )

    def _held(self, exchange: Exchange) -> list[str]:
        """The cues that count in this exchange."""
        return [
            entry if isinstance(entry, str) else entry.cue
            for entry in self.cue
            if isinstance(entry, str) or _holds(entry.when, exchange)
        ]

    @property
    def _cue_names(self) -> tuple[str, ...]:
        return tuple(entry if isinstance(entry, str) else entry.cue for entry in self.cue)

    @property
    def _own_whens(self) -> Iterator[When]:
        return (when for entry in self.cue if isinstance(entry, CueWhen) for when in entry.when)

    def _counts(self, cue: Cue, exchange: Exchange) -> bool:
        reading = exchange.reading
        if self.leaves_channel and exchange.reply.channel:
            target = cue.data.get("target")
            if target and target in _SAME_CHANNEL.get(exchange.reply.channel, ()):
                return False
        if self.unless and _near(reading, cue, self.unless, "sentence"):
            return False
        if self.with_ and not _near(reading, cue, self.with_, self.within):
            return False
        if self.without and _near(reading, cue, self.without, self.within):
            return False
        if self.at == "start":
            return reading.sentence_of(cue.first) == 0
        if self.at == "end":
            return reading.sentence_of(cue.last) == reading.sentence_count - 1
        return True

    def trigger(self) -> frozenset[str]:
        return frozenset(self._cue_names)

    def reply_cues(self) -> Iterable[str]:
        return names(self._cue_names, self.unless, self.with_, self.without).union(
            *(when.reply_cues() for when in self._own_whens)
        )

    def thread_cues(self) -> Iterable[str]:
        return {name for when in self._own_whens for name in when.customer_cues()}


def _unknown_placeholders(exchange: Exchange, cues: list[Cue]) -> Iterator[Hit]:
    """The placeholders that the reply's dialect does not know, but those that a cue already points at."""
    for place in find_placeholders(exchange.reply.text, exchange.reply.dialect):
        is_told = any(cue.start < place.end and place.start < cue.end for cue in cues)
        if place.status != "known" and not is_told:
            meant = mended(exchange.reply.text, place)
            yield Hit(place.start, place.end, replacements=(meant,) if meant else ())


def _holds(whens: tuple[When, ...], exchange: Exchange) -> bool:
    """One of the conditions holds; none at all: always."""
    if not whens:
        return True
    known = known_of(exchange.reply, exchange.profile)
    for when in whens:
        test = when.test()
        if when.lacking(known) is None and (test is None or test(exchange)):
            return True
    return False


_OWNED = frozenset({"phone", "email", "iban", "handle"})


def _is_own(reading: Reading, cue: Cue, own: frozenset[str]) -> bool:
    """The cue holds a number, an address or a handle, and none that is somebody else's."""
    pieces = reading.tokens[cue.first - 1 : cue.last]
    held = {plain(piece) for piece in pieces if token_class(piece) in _OWNED}
    return bool(held) and held <= own


def _near(reading: Reading, cue: Cue, wanted: CueNames, within: Within) -> bool:
    if within == "reply":
        return reading.has_any(wanted)
    if within == "cue":
        return any(other.first <= cue.last and cue.first <= other.last for other in reading.all_of(wanted))
    sentences = reading.sentences_with(wanted)
    if not sentences:
        return False
    last = reading.sentence_of(cue.last) + (within == "next")
    return any(sentence in sentences for sentence in range(reading.sentence_of(cue.first), last + 1))


def _crowded(reading: Reading, cues: list[Cue], within: Within, at_least: int) -> list[Cue]:
    """The cues that stand at least so many together; one hit stands for the crowd, from its first to its last."""
    crowds: dict[int, list[Cue]] = {}
    for cue in cues:
        crowds.setdefault(0 if within == "reply" else reading.sentence_of(cue.first), []).append(cue)
    return [
        crowd[0]._replace(last=crowd[-1].last, end=crowd[-1].end) for crowd in crowds.values() if len(crowd) >= at_least
    ]


def _apart(cues: list[Cue], *, join: bool) -> Iterator[list[Cue]]:
    """Of cues that overlap (two cues of one rule), the first and longest; when they `join`, those that follow each other
    without a word between are one ("neem contact op met de klantenservice via 0900-1234")."""
    together: list[Cue] = []
    for cue in cues:
        if together and cue.start < together[-1].end:
            continue
        if together and not (join and cue.first == together[-1].last + 1):
            yield together
            together = []
        together.append(cue)
    if together:
        yield together
