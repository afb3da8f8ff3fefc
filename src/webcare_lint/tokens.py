"""Text → tokens: one pass of one pattern, with placeholders, URLs, phone numbers, emoji … as single tokens.

A token is kept as its *piece*: the token with the blanks behind it, so that the lengths of the pieces add up to
offsets in the text as the user wrote it. What a piece means is looked up once and remembered: its **symbol**, a small
integer that stands for the labels a phrase can ask for (the folded word, `{phone}`, `*formulier` …).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import accumulate
from threading import Lock
from typing import Final, NamedTuple

# --- the classes a token can have; the order is the order of trying ---------------------------------------------

_LETTER = r"A-Za-zÀ-ÖØ-öø-ɏ\u0300-\u036f"
_EMOJI = r"\U0001F300-\U0001FAFF\u2600-\u27BF\u2B50\u2B55\u203C\u2049\u231A\u231B\u23E9-\u23FA\u25AA-\u25FE\u2934\u2935"
_DOTTED = (
    r"[oe]\.a|t\.a\.v|i\.v\.m|m\.b\.t|d\.w\.z|t\.o\.v|i\.p\.v|a\.u\.b|s\.v\.p|o\.v\.v|d\.d|n\.a\.v|m\.u\.v|"
    r"z\.o\.z|z\.s\.m|t\.z\.t|a\.s|d\.m\.v|e\.d|e\.g|i\.e|a\.m|p\.m"
)
# A dot behind one of these belongs to the word; the lookbehinds are tried only where there is a dot.
_ABBREVIATIONS = "bijv bv nr nrs dhr mevr mw mej dr drs ir ing mr mrs prof evt excl incl ca max tel blz jl resp st vs"
_ENDS_IN = r"(?<=\b(?i:%s)\.)"
_ABBREVIATION_DOT = rf"\.(?:{'|'.join(_ENDS_IN % word for word in _ABBREVIATIONS.split())})"
_MONTH = (
    r"jan(?:uari|uary)?|feb(?:ruari|ruary)?|maart|mrt|march|apr(?:il)?|mei|may|jun[ie]|jul[iy]|aug(?:ustus|ust)?|"
    r"sep(?:t|tember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)

_MONEY = r"\d{1,15}+(?:[.,]\d{1,15}+)*+"

_CLASSES: Final[tuple[tuple[str, str], ...]] = (
    # the plain word first: most tokens are one. What may start an address or a URL is left to the classes below.
    ("word", rf"[{_LETTER}]++(?:['’`´‘-][{_LETTER}]++)*+(?![\w@]|:/|/m\b|\.[a-z]|['’-]\w|_)(?:{_ABBREVIATION_DOT})?+"),
    ("stop", r"[.!?](?=\s|\Z)"),
    ("comma", r",(?=\s|\Z)"),
    ("break", r"\s*\n\s*|\s*\r\s*"),
    (
        "placeholder",
        r"\{\{\{?[^{}\n]{0,120}\}{1,3}|\{\{-?\s?[\w.]{1,60}|\{%[^%\n]{0,120}%\}|[#%$]\{[^{}\n]{0,80}\}|\{![\w.]{1,60}\}"
        r"|\{[A-Za-z_][\w .|/-]{0,60}\}|\[\[[^\[\]\n]{1,60}\]\]|\[(?=[^\W\d])[^\[\]\n]{1,40}\](?!\()"
        r"|<(?!/|(?:br|hr|img|div|span|strong|em|ul|ol|li|table|tr|td|th|font|h[1-6]|pre|code|https?|mailto)\b)"
        r"[A-Za-z][^<>@/\n]{1,40}>|«[^«»\n]{1,40}»|%[A-Za-z_]{2,40}%|__[A-Za-z]{2,40}__",
    ),
    ("url", r"(?:https?://|www\.)[^\s<>\"”’)\]]+(?<![.,;:!?])"),
    ("email", r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,24}\b"),
    ("url", r"(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}(?:nl|be|com|org|eu|net|io|shop|co\.uk|gov|example)\b(?:/[^\s<>\"”’)\]]*(?<![.,;:!?)]))?"),
    ("handle", r"@\w[\w-]{0,40}"),
    ("sign-off", rf"\^ ?[{_LETTER}]{{1,20}}(?:[-'][{_LETTER}]{{1,20}})?(?: [A-Z](?!\w))?"),
    ("iban", r"\b[A-Z]{2}\d{2} ?(?:[A-Z]{4}|\d{4}) ?(?:\d{4} ?){1,6}\d{0,4}(?<! )\b"),
    ("amount", rf"€ ?-?{_MONEY}(?:,-)?|[£$] ?{_MONEY}|\d[\d.]{{0,15}}+(?:,(?:\d{{1,2}}|-))? ?(?:euro'?s?|eur|€|pounds?|dollars?)(?!\w)"),
    ("date", rf"\d{{1,2}}[-/]\d{{1,2}}(?:[-/](?:\d{{4}}|\d{{2}}))?(?![\d-])|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}(?:e|st|nd|rd|th)? (?:{_MONTH})\b(?: \d{{4}})?"),
    ("time", r"\d{1,2}(?:[.:]\d{2}) ?(?:uur|u|h|am|pm)?(?![\w.:]\d|\w)|\d{1,2} ?(?:uur|u|am|pm)(?!\w)|\d{1,2}u\d{2}(?!\w)"),
    (
        "phone",
        r"(?:\+|00)\d{2}[ -]?(?:\(0\))?[ \d/.-]{7,14}\d|\(0\d{1,3}\)[ -]?\d[\d ]{5,8}\d|0[89]\d{2}[ -]?(?:\d[ .-]?){3,6}\d|0\d{1,3}[ /-]?(?:\d[ ./-]?){5,8}\d"
        r"|1[38]\d{2} \d{3} \d{3}(?!\d)|(?:1[-. ])?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\d-])"
        r"|14 ?0\d{2,3}(?!\d)|1[1-9]\d{2}(?=\s(?:bellen|bel\b))",
    ),
    ("postcode", r"[1-9]\d{3} ?[A-Z]{2}\b|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|[A-Z]\d[\dW] (?=[A-Z]*\d)[A-Z\d]{4}\b"),
    ("bsn", r"\d{9}(?!\d)|\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}"),
    ("number", r"\d{1,20}+(?:[.,]\d{1,20}+)*(?:%|e\b|ste\b|de\b)?(?![\w])"),
    ("abbreviation", rf"(?:{_DOTTED})\.(?=\s|,|$)"),
    ("word", r"['’`](?:[skntmrd]|ll|ve|re)(?!\w)|[A-Za-z]/[A-Za-z](?!\w)"),
    ("emoticon", r"[:;=][-']?[()DPp/\\|3](?!\w)|<3|[xX]D\b"),
    ("emoji", rf"(?:[\U0001F1E6-\U0001F1FF]{{2}}|[{_EMOJI}][\ufe0e\ufe0f]?[\U0001F3FB-\U0001F3FF]?(?:\u200d[{_EMOJI}\u2640\u2642]\ufe0f?[\U0001F3FB-\U0001F3FF]?){{0,6}})"),
    ("bangs", r"[!?]{2,}"),
    ("ellipsis", r"\.{2,}|…"),
    ("quoted-line", r"(?:(?<=\n)|^)>"),
    ("mixed", r"[^\W_]+(?:[-'’][^\W_]+)*|\w+"),
    ("symbol", r"\S"),
)  # fmt: skip

# Blanks behind a token belong to its piece; a newline is a token of its own.
_BLANKS = r"[^\S\r\n]*"
_find_pieces = re.compile("(?:" + "|".join(f"(?:{pattern})" for _, pattern in _CLASSES) + rf"){_BLANKS}|\s+").findall
_class_of = tuple((name, re.compile(pattern)) for name, pattern in _CLASSES)

# --- what emoji say ---------------------------------------------------------------------------------------------

_EMOJI_KINDS: Final[dict[str, frozenset[str]]] = {
    "{laugh-emoji}": frozenset("😂🤣😜😝😆😏😉😹🤪😛😎🙃🤭🥴😈"),
    "{sad-emoji}": frozenset("😢😭😞😔😟😕🙁☹😩😫😖😣💔😥😓🥺😰😨😧😿"),
    "{angry-emoji}": frozenset("😠😡🤬👿😤🖕💩👎🙄😒"),
    "{happy-emoji}": frozenset("😀😃😄😁😊🙂☺😍🥰😘🤩🥳😇🤗❤🧡💛💚💙💜🖤🤍💕💖💗💯🎉🎊👏🙌👍🙏💪🔥✨⭐🌟🏆🌹🌷🌻😋"),
}
_EMOTICON_KINDS: Final[dict[str, str]] = {
    ":)": "{happy-emoji}", ":d": "{happy-emoji}", "<3": "{happy-emoji}", ";)": "{laugh-emoji}", ":p": "{laugh-emoji}",
    "xd": "{laugh-emoji}", ":(": "{sad-emoji}", ":/": "{sad-emoji}", ":|": "{sad-emoji}",
}  # fmt: skip
_WITH_AFFIXES = frozenset({"word", "mixed", "email", "phone"})
_SENTENCE_ENDS = frozenset(".!?…")
_CLAUSE_STOPS = frozenset(';:"“”„«»')

SLOT_CLASSES: Final[frozenset[str]] = frozenset(
    ({f"{{{name}}}" for name, _ in _CLASSES} - {"{word}", "{mixed}", "{symbol}", "{stop}", "{comma}"})
    | set(_EMOJI_KINDS)
    | {"{name}", "{brand}", "{capital}", "{caps}", "{broken-placeholder}", "{start}", "{end}", "{break}"}
)
"""The token classes a phrase can ask for."""

# --- folding ----------------------------------------------------------------------------------------------------

_APOSTROPHES = str.maketrans(dict.fromkeys("’`´‘", "'"))


def fold(word: str) -> str:
    """Case, accents and the shape of apostrophes taken away; for comparing words, never for offsets."""
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word.translate(_APOSTROPHES))
        word = "".join(character for character in word if not "\u0300" <= character <= "\u036f")
    return word.casefold()


def pieces(text: str) -> list[str]:
    """The text cut into tokens, each with the blanks behind it; joined they are the text again."""
    return _find_pieces(text)


def words(text: str) -> list[str]:
    """The folded tokens of a literal, as a phrase writer typed it."""
    return [fold(piece.strip()) for piece in _find_pieces(text) if piece.strip()]


@lru_cache(maxsize=65_536)
def token_class(piece: str) -> str:
    """Which of the classes a piece has; what is no token (blanks alone) is a `blank`."""
    token = piece.strip()
    if not token:
        return "break" if "\n" in piece or "\r" in piece else "blank"
    for name, pattern in _class_of:
        if pattern.fullmatch(token):
            return name
    return "symbol"


class Symbol(NamedTuple):
    """What a token means to the phrases: the labels it answers to, and what it does to the text around it."""

    labels: tuple[str, ...]
    ends_sentence: bool = False
    stops_gap: bool = False
    is_comma: bool = False
    is_blank: bool = False
    is_emoji: bool = False
    capital: bool = False
    is_word: bool = False


class Spelling:
    """Words whose misspellings are read as the word itself: of seven letters and more, one letter wrong, missing, doubled
    or swapped, and never when what stands there is a word of its own."""

    def __init__(self, words: Iterable[str], is_word: Callable[[str], bool]):
        self._words = sorted({word for word in map(fold, words) if len(word) >= SHORTEST_MISSPELT and word.isalpha()})
        self._is_word = is_word

    def meant(self, folded: str) -> str | None:
        """The word that a folded token misspells; None when it is none of them, or a word of its own."""
        if len(folded) < SHORTEST_MISSPELT or not folded.isalpha():
            return None
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extractOne(folded, self._words, scorer=OSA.distance, score_cutoff=1)
        return near[0] if near and near[1] == 1 and not self._is_word(folded) else None


SHORTEST_MISSPELT = 7
"""In letters; shorter words are too near to others."""


class Vocabulary:
    """The labels some phrase asks for, and the symbols the pieces seen so far have.

    Words that no phrase knows share a symbol, and the memory of pieces is bounded: it is a cache, and may be dropped
    at any moment without changing a result.
    """

    _MOST_PIECES = 100_000

    def __init__(
        self,
        asked: Iterable[str],
        names: Iterable[str] = (),
        groups: Mapping[str, Iterable[str]] | None = None,
        spelling: Spelling | None = None,
    ):
        """`asked` are the labels phrases ask for; `groups` says which words answer to the label of a list or lemma too;
        `spelling` reads a misspelt word as the one that was meant."""
        self._spelling = spelling
        self._asked = frozenset(asked)
        self._groups = {label: tuple(groups[label]) for label in groups or {}} if groups else {}
        labels = self._asked | self._groups.keys()
        self._wanted = labels
        self._names = frozenset(names)
        self._prefixes = _by_length(label[:-1] for label in labels if label.endswith("*") and len(label) > 1)
        self._suffixes = _by_length(label[1:] for label in labels if label.startswith("*") and len(label) > 1)
        self.symbols: list[Symbol] = []
        self._ids: dict[Symbol, int] = {}
        self._of_piece: dict[str, int] = {}
        self._with_label: dict[tuple[int, str], int] = {}
        self.edges: set[int] = set()
        """Symbols at the ends of a find that are no part of a cue."""
        self.closers: set[int] = set()
        """Symbols that may close a sentence."""
        self.word_symbols: set[int] = set()
        """Symbols of tokens with a letter or a digit."""
        self._lock = Lock()
        self.start = self._id(Symbol(self._grouped(("{break}", "{start}")), ends_sentence=True, stops_gap=True))
        self.end = self._id(Symbol(self._grouped(("{break}", "{end}")), ends_sentence=True, stops_gap=True))

    def read(self, pieces: list[str], own_words: tuple[tuple[str, str], ...] = ()) -> list[int]:
        """The symbol of each piece, between a symbol for the start and one for the end of the text.

        `own_words` gives (word, label) pairs that hold for this text alone.
        """
        known = self._of_piece
        try:
            symbols = [self.start, *[known[piece] for piece in pieces], self.end]
        except KeyError:
            known = self._learn(pieces)
            symbols = [self.start, *[known[piece] for piece in pieces], self.end]
        if own_words:
            present = set(pieces)
            for word, label in own_words:
                if label in self._wanted:
                    self._mark(symbols, pieces, _spellings(word).intersection(present), label)
        return symbols

    def _learn(self, pieces: list[str]) -> dict[str, int]:
        with self._lock:
            if len(self._of_piece) > self._MOST_PIECES:
                self._of_piece = {}
            known = self._of_piece
            for piece in pieces:
                if piece not in known:
                    known[piece] = self._id(self.symbol(piece))
        return known

    def _mark(self, symbols: list[int], pieces: list[str], spellings: Iterable[str], label: str) -> None:
        """Let the pieces with one of these spellings, all of which occur, answer to `label` too."""
        for spelling in spellings:
            number = 0
            for _ in range(pieces.count(spelling)):
                number = pieces.index(spelling, number) + 1
                symbols[number] = self._marked(symbols[number], label)

    def _marked(self, number: int, label: str) -> int:
        """The symbol that answers to `label` too."""
        marked = self._with_label.get((number, label))
        if marked is None:
            symbol = self.symbols[number]
            with self._lock:
                labels = dict.fromkeys((*symbol.labels, *self._grouped((label,))))
                marked = self._with_label[number, label] = self._id(symbol._replace(labels=tuple(labels)))
        return marked

    def _id(self, symbol: Symbol) -> int:
        number = self._ids.get(symbol)
        if number is None:
            number = self._ids[symbol] = len(self.symbols)
            self.symbols.append(symbol)
            if symbol.ends_sentence or symbol.is_comma or symbol.is_blank:
                self.edges.add(number)
            if symbol.ends_sentence or symbol.is_emoji:
                self.closers.add(number)
            if symbol.is_word:
                self.word_symbols.add(number)
        return number

    def symbol(self, piece: str) -> Symbol:
        """What `piece` means to the phrases of this vocabulary."""
        kind = token_class(piece)
        token = piece.strip()
        folded = fold(token)
        labels = [
            label
            for label in (folded, f"{{{kind}}}")
            # A word is no class, nor a placeholder that is called as one: {date} is no date.
            if label in self._wanted and (label in SLOT_CLASSES) != (label == folded)
        ]
        capital = False
        if kind in ("word", "mixed"):
            capital = token[0].isupper()
            if not labels and self._spelling and (meant := self._spelling.meant(folded)):
                labels.append(meant)
            labels += self._word_labels(token, folded)
        if kind in _WITH_AFFIXES:
            labels += self._affix_labels(folded.replace(" ", ""))
        if kind == "placeholder" and token.count("{") != token.count("}") and "{broken-placeholder}" in self._wanted:
            labels.append("{broken-placeholder}")
        is_emoji = kind in ("emoji", "emoticon")
        if is_emoji:
            labels += [label for label in _emoji_labels(token) if label in self._wanted]
        ends = kind in ("stop", "bangs", "ellipsis", "break") or token in _SENTENCE_ENDS
        if ends and "{break}" in self._wanted:
            labels.append("{break}")
        return Symbol(
            self._grouped(labels),
            ends_sentence=ends,
            stops_gap=ends or is_emoji or token in _CLAUSE_STOPS,
            is_comma=token == ",",
            is_blank=kind == "blank",
            is_emoji=is_emoji,
            capital=capital,
            is_word=any(map(str.isalnum, token)),
        )

    def _grouped(self, labels: Iterable[str]) -> tuple[str, ...]:
        """The labels, and those of the lists and lemmas they belong to, as far as a phrase asks for them."""
        with_groups = (name for label in labels for name in (label, *self._groups.get(label, ())))
        return tuple(dict.fromkeys(name for name in with_groups if name in self._asked))

    def _word_labels(self, token: str, folded: str) -> Iterable[str]:
        wanted = self._wanted
        if token[0].isupper():
            if "{capital}" in wanted:
                yield "{capital}"
            if "{caps}" in wanted and len(token) >= 4 and token.isupper() and token.isalpha():
                yield "{caps}"
        if "{name}" in wanted and folded in self._names:
            yield "{name}"

    def _affix_labels(self, folded: str) -> Iterable[str]:
        for length, known in self._prefixes:
            if folded[:length] in known:
                yield folded[:length] + "*"
        for length, known in self._suffixes:
            if folded[-length:] in known:
                yield "*" + folded[-length:]


@lru_cache(maxsize=4096)
def _spellings(word: str) -> frozenset[str]:
    """The pieces by which a word may stand in a text: as it is, in small letters, with a capital, in capitals."""
    written = {word, word.lower(), word.capitalize(), word.upper()}
    return frozenset(written | {spelling + " " for spelling in written})


def _by_length(affixes: Iterable[str]) -> list[tuple[int, frozenset[str]]]:
    grouped: dict[int, set[str]] = {}
    for affix in affixes:
        grouped.setdefault(len(affix), set()).add(affix)
    return [(length, frozenset(group)) for length, group in sorted(grouped.items())]


def _emoji_labels(token: str) -> Iterable[str]:
    yield "{emoji}"
    if kind := _EMOTICON_KINDS.get(token.casefold().replace("-", "").replace("'", "")):
        yield kind
    for label, characters in _EMOJI_KINDS.items():
        if token[0] in characters:
            yield label


def starts_of(pieces: list[str]) -> list[int]:
    """Where each piece starts, and at the end the length of the text."""
    return list(accumulate(map(len, pieces), initial=0))


# --- quotations -------------------------------------------------------------------------------------------------

_quotation_mark = re.compile(r"[“„\"«‘]").search
_opening_apostrophe = re.compile(r"'(?<!\w')").search  # not the one in "foto's", which most texts have
_QUOTES = re.compile(
    r"“[^“”\n]{1,400}”|„[^„“”\n]{1,400}[“”]|\"[^\"\n]{1,400}\"|«[^«»\n]{1,400}»"
    r"|(?<!\w)‘[^‘’\n]{1,400}’(?!\w)|(?<!\w)'(?![skntmr]\b)[^'\n]{1,400}'(?!\w)"
)
_QUOTED_LINES = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_QUOTED_REST = re.compile(
    r"^(?:-{2,5} ?(?:oorspronkelijk|origineel|original|forwarded|doorgestuurd)"
    r"|(?:Op|On|Le) [^\n]{4,120}\b(?:schreef|wrote)\b[^\n]{0,80}:[ \t]*$"
    r"|(?:Van|From): [^\n]{1,120}\n(?:Verzonden|Sent|Aan|To|Datum|Date|Onderwerp|Subject|Cc): )",
    re.MULTILINE | re.IGNORECASE,
)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Where the text quotes somebody: between quotation marks, in e-mail `>` lines, under a mail header."""
    may_quote = _quotation_mark(text) or _opening_apostrophe(text)
    spans = [match.span() for match in _QUOTES.finditer(text)] if may_quote else []
    if "\n" in text or text.startswith(">"):
        spans += [match.span() for match in _QUOTED_LINES.finditer(text)]
        if rest := _QUOTED_REST.search(text):
            spans.append((rest.start(), len(text)))
    return spans
