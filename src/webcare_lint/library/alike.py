"""Near-duplicates among many texts, in time that grows with their number and not with its square.

Few texts are compared two by two. Of many, each gets a signature (MinHash: the smallest of 48 scramblings of its pairs
of words; two texts agree in about as many places as they share pairs). Sorted by three places of the signature, texts
that are alike come to stand beside each other; sorted sixteen times by other places, two texts that are 90 % the same
miss each other less than once in a hundred. Only neighbours are compared, by rapidfuzz.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz.distance import Indel

from webcare_lint.checks.similar import Similar, body, masked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEW: Final = 300
"""So many different texts are all compared with each other."""

_LETTERS: Final = 1_000_000
_PLACES, _BAND, _NEIGHBOURS, _SEED = 48, 3, 4, 10
_AGREEING = 0.5
"""The part of two signatures that must agree for the texts to be worth comparing …"""
_ROUGHLY = 0.75
"""… and how alike their common words must be; both are lower than what texts that are 90 % the same come to."""

_common_words = re.compile(r"\b[^\W\d_A-ZÀ-ÖØ-Þ]+\b").findall
"""Words in small letters: names and numbers are masked when texts are compared, so they tell nothing here."""


class Link(NamedTuple):
    """Two texts that are nearly the same, by their numbers, the earlier one first."""

    earlier: int
    later: int
    similarity: float


class _Alphabet:
    """Words as single letters, so that rapidfuzz compares strings instead of lists."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}

    def written(self, words: Iterable[str]) -> str:
        letters = self._letters
        return "".join(
            [letters.get(word) or letters.setdefault(word, chr(0x100 + len(letters) % _LETTERS)) for word in words]
        )


class _Comparison:
    """Compares texts as the check does; each is masked once, when it is first compared."""

    def __init__(self, texts: Sequence[str], check: Similar, least: float):
        self._texts, self._check, self._least = texts, check, least
        self._alphabet = _Alphabet()
        self._known: dict[int, tuple[str, str]] = {}

    def similarity(self, one: int, other: int) -> float:
        """How alike two texts are, 0 to 1; 0 when that is less than the least."""
        whole, inner = self._whole_and_body(one)
        other_whole, other_inner = self._whole_and_body(other)
        if not whole or not other_whole:
            return 0.0
        likeness = Indel.normalized_similarity(whole, other_whole, score_cutoff=self._least)
        if inner and other_inner:
            likeness = max(likeness, Indel.normalized_similarity(inner, other_inner, score_cutoff=self._least))
        return likeness

    def _whole_and_body(self, number: int) -> tuple[str, str]:
        """A text with names and numbers masked: all of it, and without greeting and signature (empty when short)."""
        known = self._known.get(number)
        if known is None:
            words = masked(self._texts[number])
            inner = body(words)
            known = self._known[number] = (
                self._alphabet.written(words) if len(words) >= self._check.min_words else "",
                self._alphabet.written(inner) if len(inner) >= self._check.least_body else "",
            )
        return known


def links(texts: Sequence[str], least: float, check: Similar, may_be_alike: Callable[[int, int], bool]) -> list[Link]:
    """The pairs of texts of which the likeness is at least `least`, as rote-reply measures it.

    `may_be_alike` tells whether a pair should be compared at all. Of texts that differ in names and numbers only, each
    is linked to the first.
    """
    comparison = _Comparison(texts, check, least)
    groups: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        groups.setdefault(" ".join(_common_words(text)), []).append(number)
    firsts = [group[0] for group in groups.values()]
    pairs: Iterable[tuple[int, int]] = ((group[0], later) for group in groups.values() for later in group[1:])
    if len(firsts) <= FEW:
        pairs = chain(pairs, combinations(firsts, 2))
    else:
        pairs = chain(pairs, ((firsts[one], firsts[other]) for one, other in _neighbours(list(groups))))
    found = (Link(min(pair), max(pair), comparison.similarity(*pair)) for pair in pairs if may_be_alike(*pair))
    return sorted(link for link in found if link.similarity >= least)


def clusters(found: Iterable[Link]) -> list[list[Link]]:
    """The links in groups: whatever is linked, also by way of others, is in one group."""
    parents: dict[int, int] = {}

    def root(number: int) -> int:
        while (parent := parents.setdefault(number, number)) != number:
            parents[number] = parents[parent]
            number = parent
        return number

    found = list(found)
    for link in found:
        one, other = sorted((root(link.earlier), root(link.later)))
        parents[other] = one
    groups: dict[int, list[Link]] = {}
    for link in found:
        groups.setdefault(root(link.earlier), []).append(link)
    return list(groups.values())


# --- many texts -------------------------------------------------------------------------------------------------


def _neighbours(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs that stand beside each other in one of the orders and seem alike enough to be compared."""
    import numpy as np

    alphabet = _Alphabet()
    written = [alphabet.written(text.split()) for text in texts]
    signatures = _signatures(written)
    pairs = []
    for first in range(0, _PLACES, _BAND):
        columns = [signatures[:, (first + place) % _PLACES] for place in range(_BAND + 2)]
        order = np.lexsort(columns[::-1])
        band = np.stack(columns[:_BAND], axis=1)[order]
        for distance in range(1, _NEIGHBOURS + 1):
            together = (band[distance:] == band[:-distance]).all(axis=1)
            one, other = order[:-distance][together], order[distance:][together]
            agreeing = (signatures[one] == signatures[other]).mean(axis=1) >= _AGREEING
            pairs.append(np.sort(np.stack([one[agreeing], other[agreeing]], axis=1), axis=1))
    for one, other in np.unique(np.concatenate(pairs), axis=0).tolist():
        if Indel.normalized_similarity(written[one], written[other], score_cutoff=_ROUGHLY):
            yield one, other


def _signatures(texts: Sequence[str]) -> NDArray[np.uint32]:
    """A row of numbers for each text, of which two texts share about as large a part as of their pairs of words."""
    import numpy as np

    # A letter is a word; a NUL stands before the first word of a text and behind the last.
    words = np.frombuffer(
        "".join(f"\0{text}" for text in (*texts, "")).encode("utf-32-le", "surrogatepass"), dtype=np.uint32
    )
    starts = np.flatnonzero(words == 0)[:-1]
    pairs = words[1:] * np.uint64(0x9E3779B97F4A7C15) + words[:-1] * np.uint64(0xC2B2AE3D27D4EB4F)
    pairs ^= pairs >> np.uint64(29)
    odd = np.random.default_rng(_SEED).integers(0, 2**63, size=_PLACES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    signatures = np.empty((len(texts), _PLACES), dtype=np.uint32)
    for place in range(_PLACES):
        scrambled = ((pairs * odd[place]) >> np.uint64(32)).astype(np.uint32)
        signatures[:, place] = np.minimum.reduceat(scrambled, starts)
    return signatures
