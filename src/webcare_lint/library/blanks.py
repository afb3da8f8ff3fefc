"""Placeholders that leave a hole in the sentence when there is nothing to fill in: "Beste ,"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from webcare_lint import liquid
from webcare_lint.library.entry import Entry
from webcare_lint.placeholders import Placeholder

_greeted = re.compile(
    r"(?:^|[\n.!?>]\s*|^\W*)((?:beste|geachte|lieve|dag|hallo|hoi|hey|hé|hi|ha|hello|dear|goede(?:morgen|middag|avond|ndag)|"
    r"good (?:morning|afternoon|evening))(?:\s+(?:heer|mevrouw|meneer|mr|mrs|ms)\.?)?(?:\s+of\s+mevrouw)?)\s+$",
    re.IGNORECASE,
).search
_begins = re.compile(r"(?:^|\n)\s*$").search
_ends_greeting = re.compile(r"[^\S\n]*([,!.:;?]|\n|$)").match
_blank = re.compile(r"\s*").fullmatch
_GREETING_LENGTH, _SHOWN = 60, 20


class Blank(NamedTuple):
    """A placeholder (or some in a row) at `text[start:end]`, and what the customer reads when it is empty."""

    start: int
    end: int
    left: str


def blanks(entry: Entry) -> Iterator[Blank]:
    """The greetings that fall to pieces without the name; not those with a default, or inside a test for the name."""
    text = entry.text
    if "{" not in text or entry.dialect == "livehelperchat":  # which sends the fallback message instead
        return
    tested = " ".join(tag.body for tag in liquid.tags(text)) if entry.dialect in liquid.DIALECTS else ""
    for first, last in _rows(text, entry.placeholders):
        if first.name and re.search(rf"\b{re.escape(first.name)}\b", tested):
            continue
        end = _ends_greeting(text, last.end)
        if not end:
            continue
        before = text[max(0, first.start - _GREETING_LENGTH) : first.start]
        if greeting := _greeted(before):
            yield Blank(first.start, last.end, f"{greeting[1]} {end[1].strip()}".strip())
        elif end[1] == "," and _begins(before):
            yield Blank(first.start, last.end, text[end.start(1) : end.end() + _SHOWN].rstrip())


def _rows(text: str, places: Sequence[Placeholder]) -> Iterator[tuple[Placeholder, Placeholder]]:
    """The first and the last of the names that stand in a row, none of which has a default."""
    row: list[Placeholder] = []
    for place in places:
        if row and not _blank(text, row[-1].end, place.start):
            yield from _whole(row)
            row = []
        row.append(place)
    yield from _whole(row)


def _whole(row: list[Placeholder]) -> Iterator[tuple[Placeholder, Placeholder]]:
    if row and all(place.type == "name" and place.status == "known" and not place.default for place in row):
        yield row[0], row[-1]
