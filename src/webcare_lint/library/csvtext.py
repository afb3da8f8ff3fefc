"""CSV and TSV with positions: cells map to their doubled quotes, and a broken record does not hide the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from webcare_lint.library.document import Document, Fault, Node
from webcare_lint.library.sourcefile import Place, as_text
from webcare_lint.library.sourcemap import Layer, MapBuilder, SourceMap, identity

DELIMITERS: Final = (";", ",", "\t", "|")
_QUOTED = r'"[^"]*+(?:""[^"]*+)*+"'
# PHP's fputcsv does not double a quote that follows a backslash.
_QUOTED_BY_PHP = r'"[^"\\]*+(?:(?:\\"|\\|"")[^"\\]*+)*+"'


def _cell(quoted: str, delimiter: str) -> re.Pattern[str]:
    """A cell and what ends it."""
    sign = re.escape(delimiter)
    return re.compile(rf'({quoted}|(?!")[^{sign}\r\n]*+)({sign}|\r\n|\n|\r|\Z)')


_CELL: Final = {delimiter: _cell(_QUOTED, delimiter) for delimiter in DELIMITERS}
_CELL_BY_PHP: Final = {delimiter: _cell(_QUOTED_BY_PHP, delimiter) for delimiter in DELIMITERS}
_quoted_cell: Final = re.compile(_QUOTED)
_line_end = re.compile(r"\r\n|\n|\r")
_in_cell: Final = re.compile(r'""|\r\n|\r')
_in_cell_of_php: Final = re.compile(r'\\"|""|\r\n|\r')
_separator_line = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


class Row(NamedTuple):
    """One record: the spans of its cells, quotes included, where the next one starts, and what is wrong with it."""

    cells: list[tuple[int, int]]
    end: int
    fault: Fault | None


def read_row(text: str, position: int, delimiter: str, *, is_php: bool = False) -> Row:
    """The record that starts at `position`; after a fault, `end` is where the next line begins."""
    cells: list[tuple[int, int]] = []
    cell = (_CELL_BY_PHP if is_php else _CELL)[delimiter].match
    while match := cell(text, position):
        cells.append(match.span(1))
        position = match.end()
        if match[2] != delimiter:
            return Row(cells, position, None)
    quoted = _quoted_cell.match(text, position)
    if quoted is None:
        return Row(cells, len(text), Fault(position, 'a closing " is expected: the cell that opens here never ends'))
    shown = "tab" if delimiter == "\t" else delimiter
    expected = f'"{shown}" or a line end is expected behind the closing "; double a " inside a cell'
    next_line = _line_end.search(text, quoted.end())
    return Row(cells, next_line.end() if next_line else len(text), Fault(quoted.end(), expected))


class Header(NamedTuple):
    """The names of the columns, the delimiter, and where the records begin."""

    names: tuple[str, ...]
    delimiter: str
    end: int
    start: int


def headers(text: str) -> Iterator[Header]:
    """What the first line says with each delimiter it has, the most frequent one first."""
    start = 0
    delimiters: Sequence[str] = DELIMITERS
    if match := _separator_line.match(text):
        start = match.end()
        delimiters = [match[1]] if match[1] in DELIMITERS else DELIMITERS
    found = []
    for delimiter in delimiters:
        row = read_row(text, start, delimiter)
        if row.fault is None:
            names = tuple(_value(text, *cell).strip() for cell in row.cells)
            found.append(Header(names, delimiter, row.end, start))
    yield from sorted(found, key=lambda header: -len(header.names))


def rows_of(text: str, header: Header) -> Iterator[Row]:
    """The records below a header."""
    position = header.end
    while position < len(text):
        row = read_row(text, position, header.delimiter)
        yield row
        position = row.end


_EMPTY: Final = Node("null", "", 0, 0)


class TableDocument(Document):
    """A table with a header line: an array of objects by column name."""

    def __init__(self, text: str, place: Place, header: Header, *, is_php: bool = False):
        self._text, self._place, self._header = text, place, header
        self._php_cells: set[int] = set()
        faults: list[Fault] = []
        records = list(self._records(is_php, faults))
        super().__init__(Node("array", records, header.start, len(text)), faults)

    def _records(self, is_php: bool, faults: list[Fault]) -> Iterator[Node]:
        position, text, delimiter = self._header.end, self._text, self._header.delimiter
        width = len(self._header.names)
        while position < len(text):
            row = read_row(text, position, delimiter)
            if is_php and (row.fault or len(row.cells) != width):
                other = read_row(text, position, delimiter, is_php=True)
                if other.fault is None and len(other.cells) == width:
                    row = other
                    self._php_cells.update(start for start, _ in row.cells)
            if not (len(row.cells) == 1 and row.cells[0][0] == row.cells[0][1]):  # an empty line is no record
                yield self._record(row, position, faults)
            position = row.end

    def _record(self, row: Row, start: int, faults: list[Fault]) -> Node:
        names = self._header.names
        fields: dict[str, Node] = {}
        for name, (cell, end) in zip(names, row.cells, strict=False):
            if name not in fields:
                fields[name] = Node("string", self._value(cell, end), cell, end) if cell < end else _EMPTY
        record = Node("object", fields, start, row.end)
        extra = any(cell < end for cell, end in row.cells[len(names) :])
        if row.fault is not None:
            faults.append(row.fault)
            record.is_complete = False
        elif extra or len(row.cells) < len(names):
            faults.append(Fault(start, f"{len(names)} cells are expected, as in the header; here are {len(row.cells)}"))
            record.is_complete = False
        return record

    def _value(self, start: int, end: int) -> str:
        if self._text[start] == '"' and start in self._php_cells:
            return _with_map(self._text, start, end, is_php=True)[0]
        return _value(self._text, start, end)

    def layer(self, node: Node) -> Layer:
        """The text of a cell, with its map."""
        is_php = node.start in self._php_cells
        text, source_map = _with_map(self._text, node.start, node.end, is_php=is_php)
        return CsvCell(as_text(text), source_map, self._place, (node.start, node.end), self._header.delimiter, is_php)


def _value(text: str, start: int, end: int) -> str:
    if start == end or text[start] != '"':
        return text[start:end]
    return text[start + 1 : end - 1].replace('""', '"')


def _with_map(text: str, start: int, end: int, *, is_php: bool) -> tuple[str, SourceMap]:
    """A cell as text: doubled quotes are one, and every line end is a newline."""
    if start == end or text[start] != '"':
        return text[start:end], identity(end - start, start)
    position, end = start + 1, end - 1
    builder = MapBuilder(position)
    for match in (_in_cell_of_php if is_php else _in_cell).finditer(text, position, end):
        if match[0] == '\\"':
            continue
        builder.run(text[position : match.start()], position)
        builder.atom('"' if match[0] == '""' else "\n", match.start(), match.end() - match.start())
        position = match.end()
    builder.run(text[position:end], position)
    return builder.build()


class CsvCell(Layer):
    """The text of a cell."""

    def __init__(
        self, text: str, source_map: SourceMap, place: Place, span: tuple[int, int], delimiter: str, is_php: bool
    ):
        super().__init__(text, source_map, None, place)
        self._span, self._delimiter, self._is_php = span, delimiter, is_php

    def escape(self, start: int, end: int, new: str) -> str | None:
        """`new` with doubled quotes; a cell without quotes can't take a quote, the delimiter or a line end."""
        raw = self.place.slice(*self._span)
        if raw.startswith('"'):
            line_end = "\r\n" if "\r\n" in raw else "\n"
            return None if self._is_php and '"' in new else new.replace('"', '""').replace("\n", line_end)
        return None if any(sign in new for sign in (self._delimiter, '"', "\n", "\r")) else new
