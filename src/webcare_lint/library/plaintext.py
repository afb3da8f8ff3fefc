"""Plain text: every line end is a newline, and lines that an editor wrapped are joined again."""

from __future__ import annotations

import re
from typing import Final

from webcare_lint.library.sourcefile import Place, as_text
from webcare_lint.library.sourcemap import Layer, MapBuilder, SourceMap, identity

_LINE_END: Final = re.compile(r"(?P<line>\r\n|\r)")
# A line of some length that does not end a sentence, with a small letter on the next: wrapped, not ended.
_WRAP: Final = re.compile(
    r"(?P<wrap>(?<=[^\n\r]{40})(?<![.!?:;…>\s])[ ]?(?:\r\n|\n|\r)(?=[a-zà-öø-ÿ]))|(?P<line>\r\n|\r)"
)


class PlainText(Layer):
    """Plain text in a layer or in a file."""

    def __init__(self, text: str, source_map: SourceMap, below: Layer | None, place: Place, line_end: str):
        super().__init__(text, source_map, below, place)
        self._line_end = line_end

    def escape(self, start: int, end: int, new: str) -> str | None:
        """`new` with the line ends of this text."""
        return new.replace("\n", self._line_end)


def read_plain(below: Layer, *, joins_lines: bool = False) -> Layer:
    """Read the plain text in a layer; with `joins_lines` a sentence that goes on in the next line is one."""
    if not joins_lines and "\r" not in below.text:
        return below
    text, source_map = _with_map(below.text, 0, len(below.text), joins_lines)
    return PlainText(text, source_map, below, below.place, "\r\n" if "\r\n" in below.text else "\n")


def read_file(place: Place, raw: str, start: int = 0, end: int | None = None, *, joins_lines: bool = False) -> Layer:
    """The text of a file, or of a part of it, with every line end a newline."""
    end = len(raw) if end is None else end
    text, source_map = _with_map(raw, start, end, joins_lines)
    return PlainText(as_text(text), source_map, None, place, "\r\n" if raw.find("\r\n", start, end) >= 0 else "\n")


def _with_map(raw: str, start: int, end: int, joins_lines: bool) -> tuple[str, SourceMap]:
    marks = list((_WRAP if joins_lines else _LINE_END).finditer(raw, start, end))
    if not marks:
        return raw[start:end], identity(end - start, start)
    builder = MapBuilder(start)
    position = start
    for match in marks:
        builder.run(raw[position : match.start()], position)
        wraps = match.lastgroup == "wrap"
        builder.atom(" " if wraps else "\n", match.start(), match.end() - match.start(), fixed=wraps)
        position = match.end()
    builder.run(raw[position:end], position)
    return builder.build()
