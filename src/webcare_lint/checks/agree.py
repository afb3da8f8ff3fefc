"""agree: form of address and names that should fit each other, or the customer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

from webcare_lint.checks.base import Check, Hit
from webcare_lint.conditions import CueNames, Known
from webcare_lint.reading import Cue, Exchange, Reading
from webcare_lint.settings import Settings
from webcare_lint.tokens import fold, pieces

Form = Literal["je", "u"]


class Agree(Check):
    """`what: address`: the cues `informal` and `formal` do not mix, and follow the customer's or the configured form.
    `what: name`: the name at the end of a cue `greeting` is one of the customer's; a cue `known` marks first names that
    exist, so that a slip of the pen in the customer's name is told from somebody else's name."""

    kind: Literal["agree"]
    fields: ClassVar[frozenset[str]] = frozenset({"used", "expected", "name", "customer"})
    what: Literal["address", "name"]
    informal: CueNames = ()
    formal: CueNames = ()
    customer_informal: CueNames = ()
    customer_formal: CueNames = ()
    greeting: CueNames = ()
    known: CueNames = ()

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        hit = self._address(exchange, settings.address) if self.what == "address" else self._name(exchange)
        if hit:
            yield hit

    def _address(self, exchange: Exchange, policy: Literal["je", "u", "follow"]) -> Hit | None:
        reading = exchange.reading
        forms: dict[Form, list[Cue]] = {"je": reading.all_of(self.informal), "u": reading.all_of(self.formal)}
        if policy != "follow":
            return _wrong_form(forms, policy)
        customers = self._customers_form(exchange)
        if forms["je"] and forms["u"]:
            return _wrong_form(forms, customers or _main_form(forms))
        return _wrong_form(forms, customers, severity="info") if customers else None

    def _customers_form(self, exchange: Exchange) -> Form | None:
        """The one form the customer addresses us in; None when they use both or neither."""
        says_je = exchange.customer_says(self.customer_informal)
        if says_je == exchange.customer_says(self.customer_formal):
            return None
        return "je" if says_je else "u"

    def _name(self, exchange: Exchange) -> Hit | None:
        customer = _customer_names(exchange, self.known)
        if not customer:
            return None
        reading = exchange.reading
        first_names = {number for cue in reading.all_of(self.known) for number in range(cue.first, cue.last + 1)}
        for cue in reading.all_of(self.greeting):
            numbers = _name_in(reading, cue)
            words = [_bare(reading.tokens[number - 1]) for number in numbers]
            known = (number in first_names for number in numbers)
            if words and not any(
                _fits(word, customer, known=is_known) for word, is_known in zip(words, known, strict=True)
            ):
                fields = {"name": " ".join(words), "customer": exchange.reply.customer_name or ""}
                return Hit(*reading.span(cue.first, numbers[-1]), (cue,), fields)
        return None

    def lacking(self, known: Known) -> str | None:
        return None if self.what == "address" or known.has_customer_name else "customer name"

    def trigger(self) -> frozenset[str]:
        return frozenset((*self.informal, *self.formal, *self.greeting))

    def reply_cues(self) -> Iterable[str]:
        return (*self.informal, *self.formal, *self.greeting, *self.known)

    def thread_cues(self) -> Iterable[str]:
        return (*self.customer_informal, *self.customer_formal, *self.known)


# --- form of address --------------------------------------------------------------------------------------------


def _main_form(forms: dict[Form, list[Cue]]) -> Form:
    """The form used most; of two used as often, the first."""
    je, u = forms["je"], forms["u"]
    if len(je) == len(u):
        return "je" if je[0].first < u[0].first else "u"
    return "je" if len(je) > len(u) else "u"


def _wrong_form(forms: dict[Form, list[Cue]], expected: Form, severity: str | None = None) -> Hit | None:
    used: Form = "u" if expected == "je" else "je"
    if not forms[used]:
        return None
    cue = forms[used][0]
    return Hit(cue.start, cue.end, (cue,), {"used": used, "expected": expected}, severity=severity)


# --- names ------------------------------------------------------------------------------------------------------


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set(
    "meneer mijnheer menheer mevrouw madame monsieur heer dhr hr mevr mvr mw mej mr mrs ms dr drs ir ing prof professor "
    "dokter familie fam gezin echtpaar sir madam herr frau"
)
_PARTICLES = _set("van de der den ter ten te het 't la le du von vom el al ben bin dos da di in op en")
# What is left of a longer name behind a shorter one that is another person's: Jan-neke, Ann-e, Mari-eke, Nico-le.
_OTHER_PERSON = _set("a e o s i ie y ja je ke la le ine ina ien ia eke neke ske tje etje ette elle")
# janneke_88, jos.b, MarkVermeer: an account name, and the words in it.
_ACCOUNT = re.compile(r"[\d_@]|^[a-z]+\.[a-z]+$|[a-z][A-Z]")
_ACCOUNT_PARTS = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+")
_SIGNED_OR_NAMED = re.compile(
    r"\b(?:mijn naam is|m'n naam is|ik ben|ik heet|namens|met vriendelijke groet\w*|groet\w*|gr|mvg|my name is|i am|i'm|regards|"
    r"thanks|cheers|liefs),?\.?\s+((?:(?:van|de|der|den|ter|ten)\s+|[^\W\d_][\w.'-]*\s*){1,3})",
    re.IGNORECASE,
)


def _bare(token: str) -> str:
    return token.strip().rstrip(".")


def _name_in(reading: Reading, cue: Cue) -> list[int]:
    """The token numbers of the names a greeting ends with: capitalised words, without titles and particles."""
    numbers: list[int] = []
    for number in range(cue.last, cue.first - 1, -1):
        token = _bare(reading.tokens[number - 1])
        folded = fold(token)
        if folded in _PARTICLES or folded in _TITLES or not token or token in ",&.!:-":
            continue
        # A greeting is written with a capital itself, at the start of its sentence.
        if number == cue.first < cue.last or not (token[0].isupper() or number == cue.last):
            break
        if token[0].isalnum():
            numbers.append(number)
    return numbers[::-1]


def _customer_names(exchange: Exchange, known: CueNames) -> list[str]:
    """The folded words of the customer's name, and of the names the customer's own messages end with or give.

    Empty when all that is known is an account name in which nobody can read a name.
    """
    reply = exchange.reply
    words = [_bare(piece) for piece in pieces(reply.customer_name or "")]
    if len(words) == 1 and _ACCOUNT.search(words[0]):
        words = _ACCOUNT_PARTS.findall(words[0])
        if not exchange.read(" ".join(words)).has_any(known):
            words = []
    for index in exchange.customer_messages:
        text = reply.thread[index].text
        words += [word for piece in pieces(text)[-3:] if (word := _bare(piece))[:1].isupper()]
        words += [_bare(piece) for found in _SIGNED_OR_NAMED.findall(text) for piece in pieces(found)]
    # Of initials only the first letter can be compared.
    words += [word[0] for word in words if word.isupper() and len(word) == 2]
    names = [part for word in words for part in _parts(fold(word))]
    return [name for name in names if name and name[0].isalnum() and name not in _TITLES and name not in _PARTICLES]


def _parts(name: str) -> tuple[str, ...]:
    """Jan-Willem is janwillem, jan and willem."""
    return (name.replace("-", ""), *name.split("-")) if "-" in name else (name,)


def _fits(word: str, customer: list[str], *, known: bool) -> bool:
    """`word` is one of the customer's names, however written; `known` first names are taken as they are written."""
    folded = fold(word)
    if any(_is_same(part, name, known=known) for part in _parts(folded) for name in customer):
        return True
    initials = "".join(name[0] for name in customer)
    return not known and 1 < len(folded) <= 3 and folded in initials


def _is_same(word: str, name: str, *, known: bool) -> bool:
    if word == name or _sound(word) == _sound(name):
        return True
    if len(word) == 1 or len(name) == 1:
        return word[0] == name[0]
    if name.startswith(word):
        rest = name[len(word) :]
        return rest not in _OTHER_PERSON and not (known and len(rest) == 1)
    if name.endswith(word) and len(word) >= 3:
        return len(name) - len(word) >= 3
    return not known and _is_slip(word, name)


def _is_slip(word: str, name: str) -> bool:
    """One key was hit wrong, or two changed places; in long names twice."""
    from rapidfuzz.distance import OSA

    shorter = min(len(word), len(name))
    return shorter >= 4 and OSA.distance(word, name) <= (2 if shorter >= 8 else 1)


_SOUNDS = (
    (re.compile("ph"), "f"), (re.compile("th"), "t"), (re.compile("ck|ch(?=r)|^c(?=ees)|c(?![ehiy])"), "k"), (re.compile("ij|e[iy]"), "9"),
    (re.compile("[yj]"), "i"), (re.compile("x"), "ks"), (re.compile("ae"), "a"), (re.compile("oe(?=$)"), "o"), (re.compile(r"(.)\1"), r"\1"),
)  # fmt: skip


def _sound(name: str) -> str:
    """A name as it sounds: Sophie and Sofie, Eric and Erik, Thijs and Tijs are written alike."""
    for pattern, written in _SOUNDS:
        name = pattern.sub(written, name)
    return name
