"""rdjson: the diagnostic format of reviewdog."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from typing import Any

from webcare_lint.finding import Finding
from webcare_lint.formats.base import Linted, Outcome, Presentation, file_name, place_of
from webcare_lint.formats.jsontext import json_text
from webcare_lint.library.sourcefile import SourceFile

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def to_rdjson(outcome: Outcome, _: Presentation) -> str:
    """One diagnostic a finding. Columns are bytes of UTF-8, as reviewdog counts them."""
    bytes_of: dict[int, ByteColumns] = {}
    document = {
        "source": {"name": "webcare-lint"},
        "diagnostics": [_diagnostic(linted, finding, bytes_of) for linted, finding in outcome.findings()],
    }
    return json_text(document)


def _diagnostic(linted: Linted, finding: Finding, bytes_of: dict[int, ByteColumns]) -> dict[str, Any]:
    return {
        "message": finding.message,
        "location": {"path": file_name(linted), "range": _range(linted, finding, bytes_of)},
        "severity": _SEVERITIES[finding.severity.value],
        "code": {"value": finding.rule},
    }


def _range(linted: Linted, finding: Finding, bytes_of: dict[int, ByteColumns]) -> dict[str, Any]:
    place = place_of(linted, finding)
    if place.column is None or place.end_column is None or finding.start is None or finding.end is None:
        return {"start": {"line": place.line}}
    given = linted.input
    if given.entry is None:
        columns, start, end = ByteColumns(given.reply.text), finding.start, finding.end
    elif isinstance(file := given.entry.layer.place, SourceFile):
        columns = bytes_of.setdefault(id(file), ByteColumns(file.text))
        start, end = given.entry.source_span(finding.start, finding.end)
    else:
        return {"start": {"line": place.line, "column": place.column}}  # a workbook's columns are cells
    return {
        "start": {"line": place.line, "column": columns.column(start, place.column)},
        "end": {"line": place.end_line, "column": columns.column(max(start, end), place.end_column)},
    }


class ByteColumns:
    """Columns in bytes of UTF-8. Counted once per text: an export may be one line of many megabytes."""

    _STEP = 1024

    def __init__(self, text: str):
        self._text = text
        self._is_ascii = text.isascii()

    @cached_property
    def _sums(self) -> list[int]:
        steps = range(0, len(self._text), self._STEP)
        return [0, *accumulate(_size(self._text[step : step + self._STEP]) for step in steps)]

    def column(self, offset: int, column: int) -> int:
        """The 1-based byte column of what stands at `offset`, in 1-based `column` of code points."""
        return column if self._is_ascii else self._bytes(offset) - self._bytes(offset - column + 1) + 1

    def _bytes(self, offset: int) -> int:
        step = max(offset, 0) // self._STEP
        return self._sums[step] + _size(self._text[step * self._STEP : offset])


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
