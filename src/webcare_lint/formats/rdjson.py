"""rdjson: the diagnostic format of reviewdog."""

from __future__ import annotations

import json
from typing import Any

from webcare_lint.finding import Finding
from webcare_lint.formats.base import Linted, Outcome, Place, Presentation, file_name, place_of
from webcare_lint.inputs import Input

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def to_rdjson(outcome: Outcome, presentation: Presentation) -> str:
    """One diagnostic a finding. Columns are bytes of UTF-8, as reviewdog counts them."""
    document = {
        "source": {"name": "webcare-lint"},
        "diagnostics": [_diagnostic(linted, finding) for linted, finding in outcome.findings()],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _diagnostic(linted: Linted, finding: Finding) -> dict[str, Any]:
    return {
        "message": finding.message,
        "location": {"path": file_name(linted), "range": _range(linted, finding)},
        "severity": _SEVERITIES[finding.severity.value],
        "code": {"value": finding.rule},
    }


def _range(linted: Linted, finding: Finding) -> dict[str, Any]:
    place = place_of(linted, finding)
    if place.column is None or finding.start is None or finding.end is None:
        return {"start": {"line": place.line}}
    given = linted.input
    start = _bytes_before(given, finding.start, place.column - 1, at_end=False)
    end = _bytes_before(given, finding.end, (place.end_column or 1) - 1, at_end=True)
    if _is_cell(place, start, end):
        return {"start": {"line": place.line, "column": place.column}}
    return {
        "start": {"line": place.line, "column": start + 1},
        "end": {"line": place.end_line, "column": end + 1},
    }


def _is_cell(place: Place, start: int, end: int) -> bool:
    """Whether the columns number the cells of a row, and not the signs of a line."""
    return place.line == place.end_line and end <= start


def _bytes_before(given: Input, offset: int, columns: int, *, at_end: bool) -> int:
    """How many bytes of UTF-8 the `columns` code points take that stand before `offset` in its line of the file."""
    if given.entry is None:
        before = given.reply.text[offset - columns : offset]
    else:
        number = 1 if at_end and offset else 0
        raw = given.entry.source_span(offset - number, offset)[number]
        before = given.entry.layer.place.slice(max(raw - columns, 0), raw)
    return len(before.encode("utf-8", "surrogatepass"))
