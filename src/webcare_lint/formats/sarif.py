"""SARIF 2.1.0: what code scanning of GitHub, Azure DevOps and others reads."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from webcare_lint.finding import Finding, Suppressed
from webcare_lint.formats.base import Linted, Outcome, Place, Presentation, file_name, place_of, shown_path
from webcare_lint.formats.jsontext import json_text
from webcare_lint.reply import Language

if TYPE_CHECKING:
    from webcare_lint.errors import Problem
    from webcare_lint.rulebook import LoadedRule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "webcareLint/v1"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_GITHUB_SEVERITIES = {"error": "error", "warning": "warning", "info": "recommendation"}


def to_sarif(outcome: Outcome, presentation: Presentation) -> str:
    """One run: the rules, every finding, and the suppressed ones as suppressed."""
    from webcare_lint import __version__

    numbers = {loaded.id: number for number, loaded in enumerate(outcome.rules)}
    results = [_result(linted, finding, numbers) for linted, finding in outcome.findings()]
    results += [
        {**_result(linted, item.finding, numbers), "suppressions": [_suppression(item)]}
        for linted in outcome.linted
        for item in linted.suppressed
    ]
    run = {
        "tool": {
            "driver": {
                "name": "webcare-lint",
                "version": __version__,
                "semanticVersion": __version__,
                "language": presentation.language,
                "rules": [_rule(loaded, presentation.language) for loaded in outcome.rules],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not outcome.problems,
                "toolExecutionNotifications": [
                    *(_notification(problem, "error") for problem in outcome.problems),
                    *(_notification(notice, "warning") for notice in outcome.notices),
                ],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(document)


def _rule(loaded: LoadedRule, language: Language) -> dict[str, Any]:
    rule = loaded.rule
    lines = [rule.why.in_(language), *(f"→ {text}" for text in rule.suggest.texts(language))]
    severity = rule.severity[-1].is_.value
    return {
        "id": loaded.id,
        "shortDescription": {"text": rule.title.in_(language)},
        "fullDescription": {"text": rule.why.in_(language)},
        "help": {"text": "\n".join(lines)},
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {
            "tags": ["webcare", f"commandment-{loaded.commandment}"],
            "commandment": loaded.commandment,
            "source": rule.source,
            "problem.severity": _GITHUB_SEVERITIES[severity],
        },
    }


def _result(linted: Linted, finding: Finding, numbers: dict[str, int]) -> dict[str, Any]:
    given = linted.input
    entry = {"name": given.id, "kind": "resource"} if given.id else {}
    if given.title:
        entry["fullyQualifiedName"] = f"{given.id} {given.title}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity.value],
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(file_name(linted))},
                    "region": _region(place_of(linted, finding)),
                },
                **({"logicalLocations": [entry]} if entry else {}),
            }
        ],
        "partialFingerprints": {FINGERPRINT: linted.input.fingerprint(finding)},
        "properties": {
            "commandment": finding.commandment,
            "start": finding.start,
            "end": finding.end,
            "suggestions": [suggestion.text for suggestion in finding.suggestions],
        },
    }
    if finding.rule in numbers:
        result["ruleIndex"] = numbers[finding.rule]
    return result


def _region(place: Place) -> dict[str, int]:
    if place.column is None or place.end_column is None:
        return {"startLine": place.line}
    return {
        "startLine": place.line, "startColumn": place.column, "endLine": place.end_line, "endColumn": place.end_column,
    }  # fmt: skip


@lru_cache
def _uri(name: str) -> str:
    if name.startswith("/"):
        return f"file://{quote(name)}"
    if name[1:3] == ":/":
        return f"file:///{name[:2]}{quote(name[2:])}"
    return quote(name)


def _suppression(item: Suppressed) -> dict[str, str]:
    said = {"justification": item.reason} if item.reason else {}
    return {"kind": item.kind, "status": "accepted", **said}


def _notification(problem: Problem, level: str) -> dict[str, Any]:
    said: dict[str, Any] = {"level": level, "message": {"text": str(problem).replace("\n", " ")}}
    if problem.path is not None:
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(shown_path(problem.path))}}
        if problem.line is not None:
            place["region"] = {"startLine": problem.line}
        said["locations"] = [{"physicalLocation": place}]
    return said
