"""The inflections of a word: `<bellen>` is bel, belt, belde, gebeld …

The forms the bundled packs need stand in `rules/inflections/`; another word costs loading simplemma's table once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version

from webcare_lint.tokens import fold

_VOWEL_END = re.compile(r"([aeiou])\1?$")
_SHORT = re.compile(r"[^aeiou]([aeou])([bcdfgklmnprstvz])en$|^([aeou])([bcdfgklmnprstvz])en$")


def dutch_regular_forms(verb: str) -> list[str]:
    """The forms a Dutch verb would have if it were weak; for words that look like no infinitive, the word alone."""
    if not verb.endswith("en") or len(verb) < 5:
        return [verb]
    stem = verb[:-2]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "aeiou":
        stem = stem[:-1]  # bellen: bel
    elif re.search(r"(?:^|[^aeiou])[aeou][bcdfgklmnprstvz]$", stem) and not stem.endswith(("er", "el", "en")):
        stem = stem[:-1] + stem[-2] + stem[-1]  # sturen: stuur
    voiced = stem
    stem = re.sub("z$", "s", re.sub("v$", "f", stem))
    weak = "t" if voiced[-1] in "tkfschp" or voiced.endswith("ch") else "d"
    present = stem if stem.endswith("t") else stem + "t"
    # be-, ge-, her-, ont- and ver- take no ge-.
    prefix = "" if re.match(r"(?:be|ge|her|ont|ver)[^aeiou]*[aeiou].*en", verb) else "ge"
    participle = prefix + stem if stem.endswith(weak) else prefix + stem + weak
    past = f"{stem}{weak}e"
    return [verb, stem, present, past, past + "n", participle, participle + "e", verb + "d", verb + "de"]


@cache
def _lemma_table(language: str) -> dict[str, tuple[str, ...]]:
    """simplemma's table turned round: lemma → words."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    table: dict[str, list[str]] = {}
    for word, lemma in DefaultDictionaryFactory().get_dictionary(language).items():
        table.setdefault(lemma, []).append(word)
    return {lemma: tuple(words) for lemma, words in table.items()}


def looked_up_forms(language: str, lemma: str) -> tuple[str, ...]:
    """Every inflection of `lemma`, folded: what simplemma knows and, for Dutch, what the rules of spelling give."""
    forms = [lemma, *_lemma_table(language).get(lemma, ())]
    if language == "nl":
        forms += dutch_regular_forms(lemma)
    return tuple(dict.fromkeys(fold(form) for form in forms))


def is_known_word(language: str, word: str) -> bool:
    """simplemma has `word` in its dictionary, which is loaded at the first call."""
    from simplemma import is_known

    return is_known(word, lang=language)


def hash_of(shipped: dict[str, Iterable[str]]) -> str:
    """A hash of the shipped forms, and of where the others are looked up."""
    content = repr([(lemma, list(forms)) for lemma, forms in sorted(shipped.items())])
    return hashlib.sha256(f"{version('simplemma')}{content}".encode()).hexdigest()


class Inflections:
    """Looks in the shipped forms first, then in simplemma's table."""

    def __init__(self, language: str, shipped: dict[str, Iterable[str]]):
        self._language = language
        self._shipped = shipped
        self.fingerprint = f"{language}{hash_of(shipped)}"
        """Changes when a form does; what is looked up elsewhere changes with the version of simplemma alone."""

    def __call__(self, lemma: str) -> Iterable[str]:
        """The folded forms of `lemma`, itself included."""
        return self._shipped.get(lemma) or looked_up_forms(self._language, lemma)
