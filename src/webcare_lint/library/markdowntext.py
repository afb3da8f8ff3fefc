"""Markdown and BBCode as the reader sees them: marks dropped, with positions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final, NamedTuple

from webcare_lint.library.document import Fault
from webcare_lint.library.sourcemap import Layer, MapBuilder, SourceMap

_FENCE: Final = re.compile(r"^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n?", re.MULTILINE)
_MARK: Final = re.compile(
    r"""(?=[\s<\\`!\[*_~&\#+-])(?:  # most characters can't begin a mark: say so at once
        (?P<comment><!--.*?-->|<!--)
      | (?P<escape>\\[!-/:-@\[-`{-~])
      | (?P<code>(?P<ticks>`{1,2})(?!`)(?P<inner>[^`\n]+)(?P=ticks))
      | (?P<image>!\[[^\[\]\n]*\]\([^()\s]*(?:[ ]"[^"\n]*")?\))
      | (?P<link>\[(?P<label>[^\[\]\n]+)\]\([^()\s]*(?:[ ]"[^"\n]*")?\))
      | <(?P<address>https?://[^\s<>]+|[\w.+-]+@[\w.-]+)>
      | (?P<hard>(?:(?<![ ])[ ]{2,}+|\\)\r?\n|<br\s*/?>\r?\n?)
      | (?P<tag></?(?:b|i|u|em|strong|span|p|div|a|sub|sup|small)\b[^<>\n]*>)
      | (?P<rule>^[ ]{0,3}(?:(?:\*[ ]*){3,}|(?:-[ ]*){3,}|(?:_[ ]*){3,})$)
      | (?P<heading>^[ ]{0,3}\#{1,6}[ ]+)
      | (?P<bullet>^[ \t]*[*+-][ ]+(?=\S))
      | (?P<emphasis>\*{1,3}|_{1,3}|~~)
      | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
      | (?P<soft>(?<=\S)[ ]?\r?\n(?=[ ]{0,3}(?:[^\s>\#|=<~+*_-]|[*_~+-]+[^\s*_~+-])))
      | (?P<newline>\r\n|\r))""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_PLACEHOLDER: Final = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|[#%]\{[^{}\n]*\}")
_starts_item = re.compile(r"\s*\d{1,3}[.)][ ]").match
_stands_alone = re.compile(r"[ ]{0,3}(?:#{1,6}[ ]|[|>])").match
_BBCODE: Final = re.compile(
    r"(?P<image>\[img\][^\[\]\n]*\[/img\])"
    r"|(?P<tag>\[/?(?:b|i|u|s|em|strong|url|quote|code|list|color|size|font|center|sub|sup|level|html|flattext)(?:=[^\[\]\n]*)?\])",
    re.IGNORECASE,
)


class MarkdownReading(NamedTuple):
    """The text of Markdown and what is wrong with it."""

    layer: Layer
    faults: tuple[Fault, ...]


def read_markdown(below: Layer, *, joins_lines: bool = True) -> MarkdownReading:
    """Read the Markdown in a layer; with `joins_lines` a single line end is a blank, as in a document (not in a chat)."""
    reader = _Reader(below.text, joins_lines)
    text, source_map = reader.read()
    return MarkdownReading(MarkedText(text, source_map, below), tuple(reader.faults))


def read_bbcode(below: Layer) -> Layer:
    """Read the BBCode in a layer: tags dropped, what they enclose kept."""
    if "[" not in below.text:
        return below
    builder = MapBuilder()
    position = 0
    for match in _BBCODE.finditer(below.text):
        builder.run(below.text[position : match.start()], position)
        position = match.end()
    builder.run(below.text[position:], position)
    return BbcodeText(*builder.build(), below)


class BbcodeText(Layer):
    """The text of BBCode."""

    def __init__(self, text: str, source_map: SourceMap, below: Layer):
        super().__init__(text, source_map, below, below.place)

    def escape(self, start: int, end: int, new: str) -> str | None:
        """`new` when nothing in it could be taken for a tag."""
        return None if "[" in new or "]" in new else new


class MarkedText(Layer):
    """The text of Markdown."""

    def __init__(self, text: str, source_map: SourceMap, below: Layer):
        super().__init__(text, source_map, below, below.place)

    def escape(self, start: int, end: int, new: str) -> str | None:
        """`new` when nothing in it could be taken for a mark."""
        return None if re.search(r"[\r\n*_`~\[\]<>&\\#|]|^\s*(?:[-+]|\d+[.)])\s", new) else new


def fences(text: str) -> Iterator[tuple[int, int, bool]]:
    """The spans of the fenced blocks, and whether each is closed."""
    position = 0
    while opening := _FENCE.search(text, position):
        fence = opening["fence"]
        closing = re.compile(rf"^[ ]{{0,3}}{re.escape(fence)}{re.escape(fence[0])}*[ \t]*\r?$", re.MULTILINE).search(
            text, opening.end()
        )
        position = closing.end() if closing else len(text)
        yield opening.start(), position, closing is not None


class _Reader:
    def __init__(self, text: str, joins_lines: bool):
        self._source, self._joins_lines = text, joins_lines
        self._builder = MapBuilder()
        self.faults: list[Fault] = []

    def read(self) -> tuple[str, SourceMap]:
        position = 0
        for start, end, is_closed in fences(self._source):
            self._prose(position, start)
            if not is_closed:
                self.faults.append(Fault(start, "a closing fence (``` or ~~~) is expected"))
            position = end
        self._prose(position, len(self._source))
        return self._builder.build()

    def _prose(self, start: int, end: int) -> None:
        """Everything between two fenced blocks."""
        dropped = _emphasis(self._source, start, end)
        position = start
        for match in _marks(self._source, start, end):
            if match.start() < position:
                continue
            self._builder.run(self._source[position : match.start()], position)
            position = match.end()
            kind = str(match.lastgroup)
            if kind == "emphasis" and match.start() not in dropped:
                self._builder.run(match[0], match.start())
            elif kind == "comment" and match[0] == "<!--":
                self.faults.append(Fault(match.start(), 'a closing "-->" is expected'))
                position = end
                break
            elif kind == "link":
                self._label(match, dropped)
            else:
                self._mark(kind, match)
        self._builder.run(self._source[position:end], position)

    def _mark(self, kind: str, match: re.Match[str]) -> None:
        start, width = match.start(), match.end() - match.start()
        match kind:
            case "escape":
                self._builder.atom(match[0][1], start, width)
            case "code":
                self._builder.run(match["inner"], match.start("inner"))
            case "address":
                self._builder.run(match["address"], match.start("address"))
            case "hard":
                self._builder.atom("\n", start, width, fixed=True)
            case "entity":
                decoded = unescape(match[0])
                self._builder.atom(" " if decoded == "\xa0" else decoded, start, width)
            case "soft" if self._joins_lines and self._goes_on(start, match.end()):
                self._builder.atom(" ", start, width, fixed=True)
            case "soft" | "newline":
                self._builder.atom("\n", start, width)
            case "bullet":
                self._builder.run(match[0], start)
            case _:
                pass  # comments, images, tags, rules, the marks of headings and emphasis: no text

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether the line behind a line end belongs to the same paragraph."""
        line = self._source.rfind("\n", 0, start) + 1
        return not _stands_alone(self._source, line) and not _starts_item(self._source, end)

    def _label(self, match: re.Match[str], dropped: frozenset[int]) -> None:
        position, end = match.span("label")
        for number in range(position, end):
            if number in dropped:
                self._builder.run(self._source[position:number], position)
                position = number + 1
        self._builder.run(self._source[position:end], position)


def _marks(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    return _MARK.finditer(text, start, end)


def _emphasis(text: str, start: int, end: int) -> frozenset[int]:
    """The offsets of the `*`, `_` and `~~` that come in pairs; an opening one has no blank behind it, a closing one none before."""
    if not any(sign in text for sign in "*_~"):
        return frozenset()
    placeholders = [match.span() for match in _PLACEHOLDER.finditer(text, start, end)]
    inside = {offset for first, last in placeholders for offset in range(first, last)}
    waiting: dict[str, int] = {}
    paired: set[int] = set()
    for match in re.finditer(r"\*{1,3}|_{1,3}|~~|\n[ \t\r]*\n", text[start:end]):
        first, mark = start + match.start(), match[0]
        if mark[0] == "\n":
            waiting.clear()  # emphasis does not run on into the next paragraph
            continue
        last = first + len(mark)
        before, after = text[first - 1 : first] if first > start else " ", text[last : last + 1] or " "
        if first in inside or before == "\\" or (mark[0] == "_" and before.isalnum() and after.isalnum()):
            continue
        if mark in waiting and not before.isspace():
            opening = waiting.pop(mark)
            paired.update(range(opening, opening + len(mark)))
            paired.update(range(first, last))
        elif not after.isspace():
            waiting[mark] = first
    return frozenset(paired)
