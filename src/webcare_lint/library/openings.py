"""How entries open: the first sentence that says something, behind the greeting."""

from __future__ import annotations

import re
from typing import NamedTuple

_GREETING_WORDS, _LEAST_WORDS = 4, 3

_sentence = re.compile(r"\s*((?:[^.!?\n]++|[.!?](?![\s.!?]|$))++[.!?]*)").match
_placeholder = re.compile(r"[#%$]?\{[^{}\n]*\}+")
_words = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*").findall


class FirstSentence(NamedTuple):
    """A first sentence at `text[start:end]`, and its words with names of people and placeholders left out."""

    start: int
    end: int
    words: tuple[str, ...]


def first_sentence(text: str) -> FirstSentence | None:
    """The first sentence behind the greeting; None when there is none of three words or more."""
    position = 0
    for _ in range(3):
        found = _sentence(text, position)
        if found is None:
            return None
        start, end = found.span(1)
        if position == 0:
            comma = text.find(",", start, end)
            if comma > 0 and len(_words(_placeholder.sub("x", text[start:comma]))) <= _GREETING_WORDS:
                start = comma + 1 + (len(text[comma + 1 : end]) - len(text[comma + 1 : end].lstrip()))
        words = tuple(word.casefold() for word in _words(_placeholder.sub(" ", text[start:end])))
        if len(words) >= _LEAST_WORDS:
            return FirstSentence(start, end, words)
        position = found.end()
    return None
