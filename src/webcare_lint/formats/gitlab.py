"""GitLab code quality: the report that a merge request shows as a widget."""

from __future__ import annotations

import hashlib
from typing import Any

from webcare_lint.finding import Finding
from webcare_lint.formats.base import Linted, Outcome, Presentation, file_name, place_of
from webcare_lint.formats.jsontext import json_text

_SEVERITIES = {"error": "critical", "warning": "major", "info": "info"}


def to_gitlab(outcome: Outcome, _: Presentation) -> str:
    """One issue a finding; GitLab compares fingerprints with those of the target branch."""
    uses: dict[str, int] = {}
    issues = [_issue(linted, finding, uses) for linted, finding in outcome.findings()]
    return json_text(issues)


def _issue(linted: Linted, finding: Finding, uses: dict[str, int]) -> dict[str, Any]:
    path, place = file_name(linted), place_of(linted, finding)
    lines = {"begin": place.line, "end": place.end_line}
    return {
        "type": "issue",
        "check_name": finding.rule,
        "description": finding.message,
        "categories": ["Style"],
        "severity": _SEVERITIES[finding.severity.value],
        "fingerprint": _unique(f"{path}\0{linted.input.fingerprint(finding)}", uses),
        "location": {"path": path, "lines": lines},
    }


def _unique(key: str, uses: dict[str, int]) -> str:
    """GitLab shows only one of several issues that have the same fingerprint."""
    uses[key] = uses.get(key, 0) + 1
    return hashlib.sha256(f"{key}\0{uses[key]}".encode()).hexdigest()[:32]
