"""The wire format, as one JSON document or one line a reply; see docs/wire-format.md."""

from __future__ import annotations

from typing import Any

from webcare_lint.finding import Finding, Report
from webcare_lint.formats.base import Linted, Outcome, Place, Presentation, place_of, problem_lines
from webcare_lint.formats.jsontext import json_text

SCHEMA = 1


def output_schema() -> dict[str, Any]:
    """JSON Schema of the document that `to_json` writes."""
    report = Report.model_json_schema(mode="serialization", ref_template="#/$defs/{model}")
    definitions = report.pop("$defs")
    definitions["PlacedFinding"] = {
        **definitions["Finding"],
        "required": [*definitions["Finding"]["required"], *Place._fields],
        "properties": {
            **definitions["Finding"]["properties"],
            "line": {"type": "integer"},
            "column": {"type": ["integer", "null"]},
            "end_line": {"type": "integer"},
            "end_column": {"type": ["integer", "null"]},
        },
    }
    definitions["ReplyReport"] = {
        **report,
        "required": ["path", "line", "title", "id", "findings", "strengths", "not_applicable", "suppressed"],
        "properties": {
            "path": {"type": "string"},
            "line": {"type": ["integer", "null"]},
            "title": {"type": "string"},
            "suppressed": {"type": "array", "items": {"$ref": "#/$defs/Suppressed"}},
            "id": {"type": "string"},
            **report["properties"],
            "findings": {"type": "array", "items": {"$ref": "#/$defs/PlacedFinding"}},
        },
    }
    definitions["Suppressed"] = {
        "type": "object",
        "required": ["finding", "reason", "kind"],
        "properties": {
            "finding": {"$ref": "#/$defs/PlacedFinding"},
            "reason": {"type": "string"},
            "kind": {"enum": ["inSource", "external"]},
        },
    }
    counts = {name: {"type": "integer"} for name in ("replies", "error", "warning", "info")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "webcare-lint output",
        "type": "object",
        "required": ["schema", "tool", "replies", "problems", "summary"],
        "properties": {
            "schema": {"const": SCHEMA},
            "tool": {"type": "object", "properties": {"name": {"type": "string"}, "version": {"type": "string"}}},
            "replies": {"type": "array", "items": {"$ref": "#/$defs/ReplyReport"}},
            "problems": {"type": "array", "items": {"type": "string"}},
            "notices": {"type": "array", "items": {"type": "string"}},
            "summary": {"type": "object", "required": list(counts), "properties": counts},
        },
        "$defs": definitions,
    }


def reply_object(linted: Linted) -> dict[str, Any]:
    """Where one reply stands, its findings, strengths, not-applicable rules and suppressed findings, for `json_text`."""
    report = linted.report
    return {
        "path": linted.input.path,
        "line": linted.input.line,
        "title": linted.input.title,
        "id": linted.input.id,
        "findings": [_placed(linted, finding) for finding in report.findings],
        "strengths": report.strengths,
        "not_applicable": report.not_applicable,
        "suppressed": [{**item._asdict(), "finding": _placed(linted, item.finding)} for item in linted.suppressed],
    }


def _placed(linted: Linted, finding: Finding) -> dict[str, Any]:
    """A finding with its place in the file."""
    return {**dict(finding), **place_of(linted, finding)._asdict()}


def to_jsonl(outcome: Outcome, _: Presentation) -> str:
    """One object a reply, one reply a line."""
    return "".join(json_text(reply_object(linted), indent=None) for linted in outcome.linted)


def to_json(outcome: Outcome, _: Presentation) -> str:
    """One document: the replies with their files, what could not be read, and the counts."""
    from webcare_lint import __version__

    counts = outcome.counts()
    document = {
        "schema": SCHEMA,
        "tool": {"name": "webcare-lint", "version": __version__},
        "replies": [reply_object(linted) for linted in outcome.linted],
        "problems": problem_lines(outcome.problems),
        "notices": problem_lines(outcome.notices),
        "summary": {
            "replies": len(outcome.linted),
            "error": counts["error"],
            "warning": counts["warning"],
            "info": counts["info"],
        },
    }
    return json_text(document)
