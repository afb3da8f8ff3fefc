"""agree: form of address and names that should fit each other, or the customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

from webcare_lint.checks.base import Check, Hit
from webcare_lint.conditions import CueNames, Known
from webcare_lint.reading import Cue, Exchange
from webcare_lint.settings import Settings
from webcare_lint.tokens import fold, pieces


class Agree(Check):
    """`what: address`: the cues `informal` and `formal` do not mix, and follow the customer's or the configured form.
    `what: name`: a capitalised name in one of the cues `greeting` is one of the customer's."""

    kind: Literal["agree"]
    fields: ClassVar[frozenset[str]] = frozenset({"used", "expected", "name", "customer"})
    what: Literal["address", "name"]
    informal: CueNames = ()
    formal: CueNames = ()
    customer_informal: CueNames = ()
    customer_formal: CueNames = ()
    greeting: CueNames = ()

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        hit = self._address(exchange, settings) if self.what == "address" else self._name(exchange)
        if hit:
            yield hit

    def _address(self, exchange: Exchange, settings: Settings) -> Hit | None:
        reading = exchange.reading
        informal, formal = reading.all_of(self.informal), reading.all_of(self.formal)
        if settings.address != "follow":
            wrong = formal if settings.address == "je" else informal
            return _address_hit(wrong[0], settings.address) if wrong else None
        if informal and formal:
            first, other = (informal, formal) if informal[0].first < formal[0].first else (formal, informal)
            return _address_hit(other[0], "je" if first is informal else "u")
        if not exchange.customer_messages:
            return None
        customer = exchange.customer_cues
        says_je, says_u = (not customer.isdisjoint(cues) for cues in (self.customer_informal, self.customer_formal))
        if informal and says_u and not says_je:
            return _address_hit(informal[0], "u", severity="info")
        if formal and says_je and not says_u:
            return _address_hit(formal[0], "je", severity="info")
        return None

    def _name(self, exchange: Exchange) -> Hit | None:
        known = _customer_names(exchange)
        for cue in exchange.reading.all_of(self.greeting):
            named = [
                number
                for number in range(cue.first + 1, cue.last + 1)
                if exchange.reading.tokens[number - 1][0].isupper()
                and fold(exchange.reading.tokens[number - 1].strip()) not in _TITLES
            ]
            words = [exchange.reading.tokens[number - 1].strip() for number in named]
            if words and not any(_fits(word, known) for word in words):
                start, end = exchange.reading.span(cue.first, cue.last)
                return Hit(
                    start, end, (cue,), {"name": " ".join(words), "customer": exchange.reply.customer_name or ""}
                )
        return None

    def lacking(self, known: Known) -> str | None:
        return None if self.what == "address" or known.has_customer_name else "customer name"

    def trigger(self) -> frozenset[str]:
        return frozenset((*self.informal, *self.formal, *self.greeting))

    def reply_cues(self) -> Iterable[str]:
        return (*self.informal, *self.formal, *self.greeting)

    def thread_cues(self) -> Iterable[str]:
        return (*self.customer_informal, *self.customer_formal)


def _address_hit(cue: Cue, expected: str, severity: str | None = None) -> Hit:
    used = "u" if expected == "je" else "je"
    return Hit(cue.start, cue.end, (cue,), {"used": used, "expected": expected}, severity=severity)


_TITLES = frozenset(
    [
        "meneer",
        "mijnheer",
        "mevrouw",
        "heer",
        "dhr",
        "mevr",
        "mw",
        "dhr.",
        "mevr.",
        "mw.",
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "dr",
        "dr.",
        "familie",
        "fam",
        "fam.",
        "sir",
        "madam",
        "de",
        "en",
    ]
)


def _customer_names(exchange: Exchange) -> list[str]:
    """The folded words of the customer's name, and the names the customer's own messages end with."""
    reply = exchange.reply
    names = [fold(piece.strip()) for piece in pieces(reply.customer_name or "")]
    names = [part for name in names for part in (name, *name.split("-"))]
    for index in exchange.customer_messages:
        words = [piece.strip() for piece in pieces(reply.thread[index].text)]
        names += [fold(word) for word in words[-3:] if word[:1].isupper()]
    return [name for name in names if name and name[0].isalnum() and name not in _TITLES]


def _fits(word: str, known: list[str]) -> bool:
    """`word` is one of the customer's names, however written: in part, as initials, inside a handle, with a typo."""
    from rapidfuzz.distance import OSA

    folded = fold(word)
    parts = [folded, *folded.split("-")]
    initials = "".join(name[0] for name in known)
    return any(
        part == name
        or (len(part) >= 3 and (part in name or (len(name) >= 3 and name in part)))
        or (len(part) <= 3 and (part in initials or initials.startswith(part)))
        or (len(name) == 1 and part.startswith(name))
        or (min(len(part), len(name)) >= 6 and OSA.distance(part, name) <= 1)
        for part in parts
        for name in known
    )
