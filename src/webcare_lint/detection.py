"""Which language a short text is in, when that is plain; py3langid decides, and function words save asking it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

from webcare_lint.tokens import pieces, token_class

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SURE: Final = 0.9
"""How probable a language must be; below it, nobody knows."""
Detected = Literal["nl", "en", "de", "fr", "es"]
_CANDIDATES: Final = list(get_args(Detected))  # what customers of Dutch-speaking teams write; fewer is surer

# Words that no other candidate language writes so; two of them settle it.
_FUNCTION_WORDS: Final[dict[Detected, str]] = {
    "nl": "het een van niet ik je jullie maar ook dat wij wel nog naar voor bij deze dit mijn heb hebben wordt zijn kan kunnen geen aan uw hoe wat waar wanneer",
    "en": "the and you your with have this that can't don't i'm my we're are what where when how please would could been there they for from",
}
_WORD_CLASSES = frozenset({"word", "mixed"})
_WORD = re.compile(r"[^\W\d_]{2,}")


@cache
def _pieces_of(language: Detected) -> frozenset[str]:
    """The function words as they stand in a text: with the blank behind them, small or with a capital."""
    words = _FUNCTION_WORDS[language].split()
    return frozenset(f"{spelling} " for word in words for spelling in (word, word.capitalize()))


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_modelpath(MODEL_DIR / MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CANDIDATES)
    return identifier


def is_plainly(language: Detected, tokens: list[str]) -> bool:
    """Two different function words of `language`, and none of the other language's."""
    own = _pieces_of(language).intersection(tokens)
    if len(own) < 2:
        return False
    return all(other == language or _pieces_of(other).isdisjoint(tokens) for other in _FUNCTION_WORDS)


@cache
def _function_words(language: Detected) -> frozenset[str]:
    words = _FUNCTION_WORDS[language].split()
    return frozenset(spelling for word in words for spelling in (word, word.capitalize()))


def language_among(text: str) -> Detected | None:
    """As `language_of`, for texts that are nearly all in a language there are rules for, such as a library's entries:
    one function word is enough where the other language has none, which spares most of them a closer look."""
    words = set(text.split())
    said = [language for language in _FUNCTION_WORDS if not words.isdisjoint(_function_words(language))]
    return said[0] if len(said) == 1 else language_of(text)


def language_of(text: str) -> Detected | None:
    """`nl`, `en`, `de`, `fr` or `es` when the text says so plainly; None for short, mixed or other texts.

    Names, addresses, placeholders and quotations of a shop's own words say nothing, so only words count.
    """
    tokens = pieces(text)
    for language in _FUNCTION_WORDS:
        if is_plainly(language, tokens):
            return language
    plain = " ".join(token.strip() for token in tokens if token_class(token) in _WORD_CLASSES)
    if len(_WORD.findall(plain)) < 3:
        return None
    most_probable, probability = _identifier().classify(plain)
    return cast(Detected, most_probable) if probability >= SURE else None
