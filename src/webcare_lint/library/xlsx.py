"""XLSX workbooks: every visible sheet with a header line. An extra: `webcare-lint[xlsx]`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from webcare_lint.errors import Problem
from webcare_lint.library.document import Document, Node
from webcare_lint.library.plain import House
from webcare_lint.library.sourcefile import MOST_BYTES, as_text
from webcare_lint.library.sourcemap import Layer, identity

_MOST_EXPANSION = 10


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a ZIP archive that holds a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


class CellPlace(NamedTuple):
    """A cell: every code point of it has the row as line and the number of the column as column."""

    path: Path
    sheet: str
    row: int
    column: int
    text: str

    def position(self, raw: int) -> tuple[int, int]:
        """Row and column of the cell, both from 1."""
        return self.row, self.column

    def slice(self, start: int, end: int) -> str:
        """Part of the text of the cell."""
        return self.text[start:end]

    def can_hold(self, text: str) -> bool:
        """Never: a workbook can't be changed byte for byte."""
        return False


class CellText(Layer):
    """The text of a cell."""

    def escape(self, start: int, end: int, new: str) -> str | None:
        """Never: a workbook can't be changed byte for byte."""
        return None


class SheetDocument(Document):
    """One sheet: an array of objects by column name. The offsets of its nodes are rows."""

    def __init__(self, root: Node, places: dict[int, CellPlace], number_of_columns: int):
        super().__init__(root)
        self._places, self._columns = places, number_of_columns

    def layer(self, node: Node) -> Layer:
        """The text of a cell."""
        place = self._places[node.end]
        text = as_text(place.text.replace("_x000D_\n", "\n").replace("\r\n", "\n"))
        return CellText(text, identity(len(text)), None, place)


def read_sheets(data: bytes, path: Path, house: House) -> Iterator[SheetDocument]:
    """The sheets of a workbook that have a column for the text; Problem when it can't be read safely."""
    openpyxl = _openpyxl(path)
    _refuse_bomb(data, path)
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its parts raise, and the text must not be shown
        raise Problem(f"a workbook that Excel can open is expected ({type(error).__name__})", path=path) from None
    try:
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible" and (document := _read_sheet(sheet, path, house)):
                yield document
    finally:
        workbook.close()


def _openpyxl(path: Path) -> Any:
    try:
        import_module("defusedxml")  # openpyxl parses with it when it is there
        openpyxl: Any = import_module("openpyxl")
    except ImportError:
        raise Problem("reading XLSX is an extra: pip install 'webcare-lint[xlsx]'", path=path) from None
    if not openpyxl.DEFUSEDXML:
        raise Problem("XML is read safely only without OPENPYXL_DEFUSEDXML=False; unset it", path=path)
    return openpyxl


def _refuse_bomb(data: bytes, path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MOST_EXPANSION * MOST_BYTES:
            limit = _MOST_EXPANSION * MOST_BYTES // 1_000_000
            raise Problem(f"a workbook of at most {limit} MB unpacked is expected", path=path)


def _read_sheet(sheet: Any, path: Path, house: House) -> SheetDocument | None:
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    names: list[str] = []
    for _, values in rows:
        names = [str(value).strip() if value is not None else "" for value in values]
        if any(names):
            break
    if house.text_column(names) is None:
        return None
    places: dict[int, CellPlace] = {}
    records = [
        _record(names, values, CellPlace(path, str(sheet.title), number, 0, ""), places)
        for number, values in rows
        if any(value is not None for value in values)
    ]
    return SheetDocument(Node("array", records, 1, 1), places, len(names))


def _record(names: list[str], values: tuple[Any, ...], at: CellPlace, places: dict[int, CellPlace]) -> Node:
    fields: dict[str, Node] = {}
    for column, (name, value) in enumerate(zip(names, values, strict=False), start=1):
        if name and name not in fields:
            text = "" if value is None else str(value)
            places[len(places)] = at._replace(column=column, text=text)
            fields[name] = Node("string", text, at.row, len(places) - 1)
    return Node("object", fields, at.row, at.row)
