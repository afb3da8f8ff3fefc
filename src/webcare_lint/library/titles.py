"""Entries nobody can tell apart by their titles: what a title says when case, marks and "(kopie)" are left out."""

from __future__ import annotations

import re

_COPY = (
    r"kopie(?: van)?|copy(?: of)?|duplicaat|duplicate|nieuw|new|oud|old|v?\d{1,3}|versie|version|def(?:initief)?|final"
)
_copy_marks = re.compile(
    rf"\(\s*(?:{_COPY})(?:\s+\d+)?\s*\)|^(?:kopie van|copy of|kopie|copy)\b|[\s_-](?:kopie|copy)(?:\s+\d+)?$",
    re.IGNORECASE,
)
_words = re.compile(r"\w+").findall


def title_key(title: str) -> str:
    """The words of a title; titles with the same key look the same to who picks one."""
    return " ".join(_words(title.casefold()))


def bare_title_key(title: str) -> str:
    """The same, with what says that it is a copy left out."""
    return title_key(_copy_marks.sub(" ", title)) or title_key(title)
