"""What texts are about: their telling words, and the words two texts share in some form."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from webcare_lint.conditions import CueNames
from webcare_lint.reading import Reading
from webcare_lint.tokens import fold

_SHORTEST = 4
_LONG = 5
_MARKS = re.compile(r"[-']")
_PARTICIPLE = re.compile("^(aan|af|door|in|mee|na|om|op|terug|uit)?ge(?=.{5})")  # gewijzigd, omgeruild
_CLAUSE_ENDS = ",;:"


def content_by_token(reading: Reading, common: CueNames) -> dict[int, str]:
    """The folded words of four letters and more that say what a text is about, by token; words in a `common` cue do not."""
    passed_over = tokens_of(reading, common)
    words = {number: fold(token.strip()) for number, token in enumerate(reading.tokens, 1) if number not in passed_over}
    return {number: word for number, word in words.items() if len(word) >= _SHORTEST and _MARKS.sub("", word).isalpha()}


def content_of(reading: Reading, common: CueNames) -> set[str]:
    """The words that say what a text is about."""
    return set(content_by_token(reading, common).values())


def tokens_of(reading: Reading, names: CueNames) -> set[int]:
    """The tokens that stand in one of these cues."""
    return {token for cue in reading.all_of(names) for token in range(cue.first, cue.last + 1)}


def clauses_of(reading: Reading, sentence: range, joints: Collection[int]) -> Iterator[range]:
    """A sentence cut before each joint and each comma, colon and semicolon."""
    first = sentence.start
    for number, token in enumerate(reading.tokens[first - 1 : sentence.stop - 1], first):
        if number > first and (number in joints or (token[0] in _CLAUSE_ENDS and len(token.rstrip()) == 1)):
            yield range(first, number)
            first = number
    yield range(first, sentence.stop)


def shared(words: Iterable[str], others: Iterable[str]) -> int:
    """How many of `words` stand in `others` in some form."""
    stems = [_stem(other) for other in others]
    return sum(any(_is_alike(_stem(word), stem) for stem in stems) for word in words)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    return _PARTICIPLE.sub(r"\1", word)


def _is_alike(word: str, other: str) -> bool:
    """The same word in another form (hond, honden), or a compound with it (termijnbedrag, bedrag)."""
    short, long = (word, other) if len(word) <= len(other) else (other, word)
    alike = max(_SHORTEST, min(len(short) - 2, _LONG))
    return short[:alike] == long[:alike] or (len(short) >= _LONG and long.endswith(short))
