"""agree: form of address, names and language that should fit each other, or the customer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import ClassVar, Final, Literal

from webcare_lint.checks.base import Check, Hit
from webcare_lint.conditions import CueNames, Known
from webcare_lint.detection import Detected, language_of
from webcare_lint.reading import Cue, Exchange, Reading
from webcare_lint.settings import Settings
from webcare_lint.tokens import fold, pieces

Form = Literal["je", "u"]


class Agree(Check):
    """`what: address`: the cues `informal` and `formal` do not mix, and follow the customer's or the configured form.
    `what: name`: the name at the end of a cue `greeting` is one of the customer's; a cue `known` marks first names that
    exist, so that a slip of the pen in the customer's name is told from somebody else's name, and a cue `short` those
    that are short for another (its `of`).
    `what: language`: the reply is in the language of the customer's last message; where either is not plain, it fits."""

    kind: Literal["agree"]
    fields: ClassVar[frozenset[str]] = frozenset({"used", "expected", "name", "customer"})
    what: Literal["address", "name", "language"]
    informal: CueNames = ()
    formal: CueNames = ()
    customer_informal: CueNames = ()
    customer_formal: CueNames = ()
    greeting: CueNames = ()
    known: CueNames = ()
    short: CueNames = ()

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        match self.what:
            case "address":
                hit = self._address(exchange, settings.address)
            case "name":
                hit = self._name(exchange)
            case "language":
                hit = _other_language(exchange)
        if hit:
            yield hit

    def _address(self, exchange: Exchange, policy: Literal["je", "u", "follow"]) -> Hit | None:
        reading = exchange.reading
        customers = self._customers_form(exchange) if policy == "follow" else policy
        if customers != "u" and not reading.has_any(self.formal):
            return None  # the ordinary case: je, from us and from the customer
        forms: dict[Form, list[Cue]] = {"je": reading.all_of(self.informal), "u": reading.all_of(self.formal)}
        if policy != "follow":
            return _wrong_form(forms, policy)
        if forms["je"] and forms["u"]:
            return _wrong_form(forms, customers or _main_form(forms))
        return _wrong_form(forms, customers, severity="info") if customers else None

    def form_of(self, exchange: Exchange, policy: Literal["je", "u", "follow"]) -> Form | None:
        """How we address this customer: by policy, or as the reply does, or as the customer does; None when nothing tells."""
        if policy != "follow":
            return policy
        informal, formal = len(exchange.reading.all_of(self.informal)), len(exchange.reading.all_of(self.formal))
        if informal == formal:
            return self._customers_form(exchange)
        return "je" if informal > formal else "u"

    def _customers_form(self, exchange: Exchange) -> Form | None:
        """The one form the customer addresses us in; None when they use both or neither."""
        says_je = exchange.customer_says(self.customer_informal)
        if says_je == exchange.customer_says(self.customer_formal):
            return None
        return "je" if says_je else "u"

    def _name(self, exchange: Exchange) -> Hit | None:
        reading = exchange.reading
        if self._greets_as_known(exchange):
            return None
        customer = _customer_names(exchange, self.known)
        if not customer:
            return None
        first_names = {number for cue in reading.all_of(self.known) for number in range(cue.first, cue.last + 1)}
        short_for = {cue.first: cue.data["of"].split() for cue in reading.all_of(self.short)}
        customer_names = frozenset(customer)
        said = exchange.read(" ".join(customer))
        customer += [name for cue in said.all_of(self.short) for name in cue.data["of"].split()]
        wrong: Hit | None = None
        for cue in reading.all_of(self.greeting):
            numbers = _name_in(reading, cue)
            if not numbers:
                continue
            fits = any(
                _fits(_bare(reading.tokens[number - 1]), customer, known=number in first_names)
                or not customer_names.isdisjoint(short_for.get(number, ()))
                for number in numbers
            )
            if fits and not _is_other_title(reading, cue, exchange.reply.customer_name):
                return None  # “Goedemiddag Utrecht! Hoi Sven”: the customer is greeted, whoever else is
            start, end = reading.span(cue.first, numbers[-1])
            fields = {"name": reading.text[start:end], "customer": exchange.reply.customer_name or ""}
            wrong = wrong or Hit(start, end, (cue,), fields)
        return wrong

    def _greets_as_known(self, exchange: Exchange) -> bool:
        """The ordinary case, told cheaply: a greeting holds a word of the customer's name as we have it."""
        name, tokens = exchange.reply.customer_name or "", exchange.reading.tokens
        spelled = _given_names(name)
        if spelled.isdisjoint(tokens):
            return False
        return any(
            tokens[cue.last - 1] in spelled and not _is_other_title(exchange.reading, cue, name)
            for cue in exchange.reading.all_of(self.greeting)
        )

    def lacking(self, known: Known) -> str | None:
        if self.what == "language":
            return None if known.has_customer else "customer"
        return None if self.what == "address" or known.has_customer_name else "customer name"

    def trigger(self) -> frozenset[str] | None:
        return None if self.what == "language" else frozenset((*self.informal, *self.formal, *self.greeting))

    def reply_cues(self) -> Iterable[str]:
        return (*self.informal, *self.formal, *self.greeting, *self.known, *self.short)

    def thread_cues(self) -> Iterable[str]:
        return (*self.customer_informal, *self.customer_formal, *self.known, *self.short)


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


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# --- language ---------------------------------------------------------------------------------------------------

_NAMES_OF_LANGUAGES: dict[Detected, str] = {
    "nl": "Nederlands", "en": "English", "de": "Deutsch", "fr": "français", "es": "español",
}  # fmt: skip
# Little words that the other languages hardly have. A borrowed exclamation (“thanks guys, love it!”) holds one of them
# at most; of a message that is in a language, two are soon found. What Dutch shares (is, of, was, je, en) is left out.
_LITTLE_WORDS: dict[Detected, frozenset[str]] = {
    "nl": _set(
        "het een ik niet jullie maar ook wij nog naar voor bij deze mijn heb hebben wordt zijn kan kunnen geen aan uw hoe wat "
        "waar wanneer waarom mij jouw jij jou op dat daar wel toch gij ge kunde dankjewel alsjeblieft vandaag morgen graag "
        "ze onze ons hem zit staat gaat kunt moet moeten zou iets niets weer krijg krijgt vanaf uit tot"
    ),
    "en": _set(
        "the and you your with have has this that can can't cannot don't doesn't didn't isn't wasn't haven't hasn't i'm i've "
        "i'd it's my we're our us are what where when why how would could should been there they them their for from i it do "
        "does did not on at to if but be will still"
    ),
    "de": _set(
        "ich nicht und ist mein meine meinen meiner wir ihr sie ihre auf fur mit kann konnen auch bitte habe haben eine einen "
        "von zu zum zur im sind wird wo wann warum es dass aber dem ein"
    ),
    "fr": _set(
        "le la les un une est que pas vous nous pour avec mon ma mes votre vos mais sur ce cette c'est j'ai n'ai ou quand "
        "comment qui il elle et du au aux est-ce qu'il suis avez etre ca plus"
    ),
    "es": _set(
        "el la los las que por para con una un mi mis su pero como donde cuando esta muy ustedes usted del se lo he tengo "
        "puedo quiero desde y"
    ),
}
"""Folded, as they are compared."""


def _as_written(words: Iterable[str]) -> frozenset[str]:
    """The words as pieces of a text: small or with a capital, before a blank or before a sign."""
    return frozenset(
        f"{spelling}{end}" for word in words for spelling in (word, word.capitalize()) for end in ("", " ")
    )


_DUTCH, _ENGLISH = _as_written(_LITTLE_WORDS["nl"]), _as_written(_LITTLE_WORDS["en"])


_SHORT: Final = 5
_LONG: Final = 8
"""In words."""


def _other_language(exchange: Exchange) -> Hit | None:
    """The reply is plainly in one language, and the customer's last message plainly in another."""
    reading, customer = exchange.reading, exchange.customer[-1]
    for own, other in ((_DUTCH, _ENGLISH), (_ENGLISH, _DUTCH)):
        if own.isdisjoint(reading.tokens) or own.isdisjoint(customer.tokens):
            continue
        if other.isdisjoint(customer.tokens):
            return None  # the ordinary case
    said, written = _unquoted(customer), _unquoted(reading)
    words = _words(said)
    little_words = _little_words(words)
    wanted, evidence = max(little_words.items(), key=lambda item: item[1])
    # A borrowed exclamation is short and asks nothing; and one little word is no evidence until the text is longer.
    if evidence < (1 if len(words) >= _LONG else 2) or (len(words) < _SHORT and "?" not in said):
        return None
    if _little_words(_words(written))[wanted] > 1:  # who writes both, be it half a sentence of one, is at home in both
        return None
    used = language_of(written)
    if used in (None, wanted) or language_of(said) != wanted or little_words[used] > evidence // 2:
        return None
    return Hit(fields={"used": _NAMES_OF_LANGUAGES[used], "expected": _NAMES_OF_LANGUAGES[wanted]})


def _unquoted(reading: Reading) -> str:
    """The text without what it quotes: a button, a message on a screen, an earlier mail."""
    text = reading.text
    for start, end in sorted(reading.quoted, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _words(text: str) -> list[str]:
    return [fold(piece.strip()) for piece in pieces(text) if piece[0].isalpha()]


def _little_words(words: list[str]) -> dict[Detected, int]:
    """How many different little words of each language there are."""
    return {language: len(little.intersection(words)) for language, little in _LITTLE_WORDS.items()}


# --- names ------------------------------------------------------------------------------------------------------


_OF_MEN = _set("meneer mijnheer menheer heer dhr hr mr mister sir herr monsieur")
_OF_WOMEN = _set("mevrouw mevr mvr mw mej juffrouw mrs ms miss madam madame frau")
_TITLES = (
    _OF_MEN | _OF_WOMEN | _set("dr drs ir ing prof professor dokter doctor familie fam gezin echtpaar family mx rev")
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


@lru_cache(maxsize=4096)
def _given_names(name: str) -> frozenset[str]:
    """The words of a name as pieces of a text."""
    words = (_bare(piece) for piece in pieces(name))
    given = [word for word in words if len(word) > 1 and fold(word) not in _TITLES and fold(word) not in _PARTICLES]
    return frozenset(
        f"{spelling}{end}" for word in given for spelling in (word, word.capitalize()) for end in ("", " ")
    )


def _is_other_title(reading: Reading, cue: Cue, customer_name: str | None) -> bool:
    """A man's title for who is known by a woman's, or the other way round; a couple's is neither."""
    greeted = {fold(_bare(token)) for token in reading.tokens[cue.first - 1 : cue.last]}
    known = {fold(_bare(piece)) for piece in pieces(customer_name or "")}
    return any(
        own & known and not other & known and other & greeted and not own & greeted
        for own, other in ((_OF_MEN, _OF_WOMEN), (_OF_WOMEN, _OF_MEN))
    )


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
    elif len(words) == 1 and words[0].islower():  # an account name, perhaps of more than the name: "fleurtje" is Fleur
        words += [words[0].removesuffix(rest) for rest in _OTHER_PERSON if words[0].endswith(rest)]
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
