"""Checkstyle XML: what Jenkins and many other CI servers read."""

from __future__ import annotations

from webcare_lint.formats.base import Outcome, Presentation, file_name, place_of, shown_path
from webcare_lint.formats.xml import clean, document, element


def to_checkstyle(outcome: Outcome, _: Presentation) -> str:
    """A file per library, an error per finding; what could not be read is an error of its file."""
    root = element("checkstyle", version="4.3")
    files = {}
    for linted in outcome.linted:
        name = file_name(linted)
        if name not in files:
            files[name] = element("file", root, name=name)
    for linted, finding in outcome.findings():
        place = place_of(linted, finding)
        error = element("error", files[file_name(linted)], line=place.line)
        if place.column is not None:
            error.set("column", str(place.column))
        error.set("severity", finding.severity.value)
        error.set("message", clean(finding.message))
        error.set("source", f"webcare-lint.{finding.rule}")
    for problem in outcome.problems:
        name = shown_path(problem.path or "")
        if name not in files:
            files[name] = element("file", root, name=name)
        element(
            "error", files[name], line=problem.line or 1, severity="error", message=str(problem), source="webcare-lint"
        )
    return document(root)
