"""rdjson: the diagnostic format of reviewdog."""

from __future__ import annotations

import json
from typing import Any

from webcare_lint.finding import Finding
from webcare_lint.formats.base import Linted, Outcome, Presentation, file_name, place_of
from webcare_lint.library.sourcefile import SourceFile

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def to_rdjson(outcome: Outcome, _: Presentation) -> str:
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
    if place.column is None or place.end_column is None or finding.start is None or finding.end is None:
        return {"start": {"line": place.line}}
    given = linted.input
    if given.entry is None:
        text, start, end = given.reply.text, finding.start, finding.end
    elif isinstance(file := given.entry.layer.place, SourceFile):
        text, (start, end) = file.text, given.entry.source_span(finding.start, finding.end)
    else:
        return {"start": {"line": place.line, "column": place.column}}  # a workbook's columns are cells
    return {
        "start": {"line": place.line, "column": _byte_column(text, start, place.column)},
        "end": {"line": place.end_line, "column": _byte_column(text, max(start, end), place.end_column)},
    }


def _byte_column(text: str, offset: int, column: int) -> int:
    """The 1-based column in bytes of UTF-8 of what stands at `offset` in a column of code points."""
    before = text[max(offset - column + 1, 0) : offset]
    return len(before.encode("utf-8", "surrogatepass")) + 1
