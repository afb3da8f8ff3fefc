"""Markdown files: each `##` heading starts a response."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from webcare_lint.library.document import Document, Node
from webcare_lint.library.markdowntext import fences
from webcare_lint.library.plaintext import read_file
from webcare_lint.library.shelf import Format, Item
from webcare_lint.library.sourcefile import Place
from webcare_lint.library.sourcemap import Layer

_HEADING: Final = re.compile(r"^[ ]{0,3}(?P<level>#{1,2})[ \t]+(?P<title>[^\r\n]*?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)


class _Heading(NamedTuple):
    start: int
    end: int
    level: int
    title: str


def has_headings(text: str) -> bool:
    """Whether a file is a list of responses, each below a heading."""
    return bool(_headings(text))


def _headings(text: str) -> list[_Heading]:
    """The headings that start a response: those of two signs; of one sign when there are no others and several."""
    hidden = sorted([*((start, end) for start, end, _ in fences(text)), *_comments(text)])
    found = list(_outside(hidden, text))
    second = [heading for heading in found if heading.level == 2]
    return second or (found if len(found) > 1 else [])


def _comments(text: str) -> Iterator[tuple[int, int]]:
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start)) >= 0:
        yield start, end + 3
        start = text.find("<!--", end)


def _outside(hidden: list[tuple[int, int]], text: str) -> Iterator[_Heading]:
    number = 0
    for match in _HEADING.finditer(text):
        while number < len(hidden) and hidden[number][1] <= match.start():
            number += 1
        if number == len(hidden) or match.start() < hidden[number][0]:
            title = re.sub(r"[*_`]+", "", match["title"])
            yield _Heading(match.start(), match.end(), len(match["level"]), title)


class MarkdownDocument(Document):
    """The responses of a Markdown file, as records of a title and a text."""

    def __init__(self, text: str, place: Place):
        self._text, self._place = text, place
        headings = _headings(text)
        tops = [match.start() for match in _HEADING.finditer(text) if len(match["level"]) == 1]
        ends = sorted({*(heading.start for heading in headings), len(text), *(tops if _has_second(headings) else ())})
        super().__init__(Node("array", list(self._records(headings, ends)), 0, len(text)))

    def _records(self, headings: list[_Heading], ends: list[int]) -> Iterator[Node]:
        number = 0
        for heading in headings:
            while ends[number] <= heading.start:
                number += 1
            end = ends[number]
            title = Node("string", heading.title, heading.start, heading.end)
            body = Node("string", self._text[heading.end : end], heading.end, end)
            yield Node("object", {"title": title, "text": body}, heading.start, end)

    def layer(self, node: Node) -> Layer:
        """The Markdown below a heading, without the empty lines around it."""
        raw = self._text[node.start : node.end]
        start = node.start + len(raw) - len(raw.lstrip())
        return read_file(self._place, self._text, start, max(start, node.start + len(raw.rstrip())))


def _has_second(headings: list[_Heading]) -> bool:
    return bool(headings) and headings[0].level == 2


def _read(item: Item) -> None:
    node = item.get("text")
    if node is not None:
        item.layer_text(item.document.layer(node), "", "markdown")


FORMAT = Format(name="markdown", fits=lambda record: "text" in record.fields, read=_read, dialect="any")
