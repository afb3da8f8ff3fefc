"""Facts in a canned response that go stale without anybody noticing: amounts, dates, phone numbers, opening hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from webcare_lint.tokens import pieces, token_class

_GOES_STALE = frozenset({"amount", "date", "phone"})
_HOURS = frozenset({"time", "number"})

_digit = re.compile(r"\d").search
# What every amount, date and phone number has, and most other numbers have not; saves cutting the rest into tokens.
_may_be_fact = re.compile(
    r"[€£$\d](?:(?<=[€£$])| ?(?i:eur|pound|dollar)|[-/]\d|(?<=0)[ /.-]?\d|\d{3}|\d\d \d{3}|"
    r"(?:e|st|nd|rd|th)? (?i:jan|feb|maa|mrt|mar|apr|mei|may|jun|jul|aug|sep|ok|oc|nov|dec))"
).search
_nothing = re.compile(r"\D*0+(?:[.,]0*)?\D*").fullmatch
_sentence = re.compile(r"(?:[^.!?\n]++|[.!?](?=\S))++")
_year = re.compile(r"\b(?:19|20)\d\d\b").search
_as_of = re.compile(
    r"\b(?:per|sinds|prijspeil|peildatum|stand van|bijgewerkt(?: op)?|versie|tarieven|prijzen|as of|since|updated(?: on)?|"
    r"valid from|prices)\b[^.!?\n]{0,20}\b(?:19|20)\d\d\b",
    re.IGNORECASE,
).search
_ABOUT_HOURS = ("open", "bereikbaar", "gesloten", "closed", "available")


class Span(NamedTuple):
    """Code points of a text."""

    start: int
    end: int


def stale_facts(text: str) -> list[Span]:
    """The facts of a text, in order and each once; none of a sentence that says as of when it holds."""
    may_be_hours = _is_about_hours(text)
    if not may_be_hours and not _may_be_fact(text):
        return []
    found: dict[str, Span] = {}
    for match in _sentence.finditer(text):
        sentence = match[0]
        if not _digit(sentence):
            continue
        is_about_hours = may_be_hours and _is_about_hours(sentence)
        if (is_about_hours or _may_be_fact(sentence)) and not _says_as_of(sentence):
            for start, end in _facts(sentence, is_about_hours=is_about_hours):
                found.setdefault(sentence[start:end], Span(match.start() + start, match.start() + end))
    return list(found.values())


def _says_as_of(sentence: str) -> bool:
    return _year(sentence) is not None and _as_of(sentence) is not None  # the year is cheap to look for


def _is_about_hours(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in _ABOUT_HOURS)


def _facts(sentence: str, *, is_about_hours: bool) -> Iterator[Span]:
    tokens = pieces(sentence)
    starts = accumulate(map(len, tokens), initial=0)
    hours: list[Span] = []
    for token, start in zip(tokens, starts, strict=False):
        kind = token_class(token)
        span = Span(start, start + len(token.rstrip(" \t.,")))
        if kind in _GOES_STALE and not (kind == "amount" and _nothing(token)):
            yield span
        elif is_about_hours and kind in _HOURS:
            hours.append(span)
    if len(hours) > 1:
        yield Span(hours[0].start, hours[-1].end)
