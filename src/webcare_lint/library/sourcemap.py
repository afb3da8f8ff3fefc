"""From a text back to what it was read from: maps of runs, and layers of them (HTML in JSON in CSV)."""

from __future__ import annotations

from array import array
from bisect import bisect_right

from webcare_lint.library.sourcefile import Place

_RUN = -1


class SourceMap:
    """Where each code point of a text stands in the raw text it was read from.

    A segment is a *run* (one code point of text for one of raw text) or an *atom* (some code points of text for some
    of raw text, as a whole, such as `&eacute;`). Raw text between segments, such as a tag, has no text. A *fixed* atom
    can't be replaced: it stands for something else than itself, such as a line break for a tag.
    """

    __slots__ = ("_length", "_origin", "_raws", "_texts", "_widths")

    def __init__(self, texts: array[int], raws: array[int], widths: array[int], length: int, origin: int):
        # widths: -1 for a run, n for an atom of n raw code points, -2-n for a fixed one.
        self._texts, self._raws, self._widths, self._length, self._origin = texts, raws, widths, length, origin

    def start(self, offset: int) -> int:
        """Where the code point at `offset` begins in the raw text; for the end of the text, where the last one ends."""
        if offset >= self._length:
            return self.end(self._length - 1) if self._length else self._origin
        number = bisect_right(self._texts, offset) - 1
        inside = offset - self._texts[number] if self._widths[number] == _RUN else 0
        return self._raws[number] + inside

    def end(self, offset: int) -> int:
        """Where the code point at `offset` ends in the raw text."""
        number = bisect_right(self._texts, offset) - 1
        width = self._widths[number]
        if width == _RUN:
            return self._raws[number] + offset - self._texts[number] + 1
        return self._raws[number] + (width if width >= 0 else -2 - width)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of `text[start:end]`; for an empty span the place behind the code point before it."""
        if start < end:
            return self.start(start), self.end(end - 1)
        place = self.end(start - 1) if 0 < start <= self._length else self.start(start)
        return place, place

    def is_replaceable(self, start: int, end: int) -> bool:
        """Whether the raw span holds nothing but `text[start:end]`: no tag in between, no half an atom."""
        if not self._length:
            return False
        first = bisect_right(self._texts, start) - 1
        if start == end:
            return start == self._length or start == self._texts[first] or self._widths[first] == _RUN
        last = bisect_right(self._texts, end - 1) - 1
        for number in range(first, last + 1):
            if self._widths[number] < _RUN:
                return False
            if self._widths[number] != _RUN and (self._texts[number] < start or self._segment_end(number) > end):
                return False
            if number > first and self._raws[number] != self.end(self._texts[number] - 1):
                return False
        return True

    def _segment_end(self, number: int) -> int:
        return self._texts[number + 1] if number + 1 < len(self._texts) else self._length


class MapBuilder:
    """Writes a text and its map, piece by piece, in the order of the raw text."""

    def __init__(self, origin: int = 0):
        self._origin = origin
        self._pieces: list[str] = []
        self._texts, self._raws, self._widths = array("q"), array("q"), array("q")
        self.length = 0
        self._next_raw = _RUN  # where the raw text of the last run would go on

    def run(self, text: str, raw: int) -> None:
        """Text that stands in the raw text as it is, from `raw`."""
        if not text:
            return
        if raw != self._next_raw:
            self._segment(raw, _RUN)
        self._pieces.append(text)
        self.length += len(text)
        self._next_raw = raw + len(text)

    def atom(self, text: str, raw: int, width: int, *, fixed: bool = False) -> None:
        """Text that `width` code points of raw text stand for, as a whole."""
        if not text:
            return
        self._segment(raw, -2 - width if fixed else width)
        self._pieces.append(text)
        self.length += len(text)
        self._next_raw = _RUN

    def _segment(self, raw: int, width: int) -> None:
        self._texts.append(self.length)
        self._raws.append(raw)
        self._widths.append(width)

    def build(self) -> tuple[str, SourceMap]:
        """The text and its map."""
        return "".join(self._pieces), SourceMap(self._texts, self._raws, self._widths, self.length, self._origin)


def identity(length: int, raw: int = 0) -> SourceMap:
    """The map of a text that stands in the raw text as it is, from `raw`."""
    texts, raws, widths = (array("q", [0]), array("q", [raw]), array("q", [_RUN])) if length else (array("q"),) * 3
    return SourceMap(texts, raws, widths, length, raw)


class Layer:
    """A text, its map into the layer below (or into the file), and how to write a new text into that."""

    def __init__(self, text: str, source_map: SourceMap, below: Layer | None, place: Place):
        self.text, self.map, self.below, self.place = text, source_map, below, place

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the file, in code points."""
        layer: Layer | None = self
        while layer is not None:
            start, end = layer.map.span(start, end)
            layer = layer.below
        return start, end

    def source_start(self, offset: int) -> int:
        """Where the code point at `offset` begins in the file; the end of the text is where the last one ends."""
        layer: Layer | None = self
        while layer is not None:
            offset = layer.map.start(offset)
            layer = layer.below
        return offset

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column in the file, both from 1."""
        return self.place.position(self.source_start(offset))

    def replacement(self, start: int, end: int, new: str) -> tuple[int, int, str] | None:
        """The span in the file and what to write there, so that `text[start:end]` becomes `new`; None if unsafe."""
        layer: Layer | None = self
        while layer is not None:
            if not layer.map.is_replaceable(start, end):
                return None
            escaped = layer.escape(start, end, new)
            if escaped is None:
                return None
            new = escaped
            start, end = layer.map.span(start, end)
            layer = layer.below
        return (start, end, new) if self.place.can_hold(new) else None

    def escape(self, start: int, end: int, new: str) -> str | None:
        """`new` as it must be written below in place of `text[start:end]`; None when it can't be."""
        raise NotImplementedError
