"""GitHub annotations: workflow commands that a job prints, and that show beside the lines of a pull request."""

from __future__ import annotations

from webcare_lint.errors import Problem
from webcare_lint.formats.base import Outcome, Place, Presentation, file_name, place_of, shown_path

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def to_github(outcome: Outcome, _: Presentation) -> str:
    """One command a finding and one for what could not be read or no longer holds. GitHub shows ten of each kind a step."""
    lines = []
    for linted, finding in outcome.findings():
        fields = {"file": file_name(linted), **_fields(place_of(linted, finding)), "title": finding.rule}
        message = finding.message
        if finding.suggestions:
            message += f"\n→ {finding.suggestions[0].text}"
        lines.append(_command(_COMMANDS[finding.severity.value], fields, message))
    lines += [_said("error", problem) for problem in outcome.problems]
    lines += [_said("warning", notice) for notice in outcome.notices]
    return "".join(lines)


def _said(command: str, problem: Problem) -> str:
    fields = {"file": shown_path(problem.path)} if problem.path is not None else {}
    if problem.line is not None:
        fields["line"] = str(problem.line)
    return _command(command, {**fields, "title": "webcare-lint"}, str(problem))


def _fields(place: Place) -> dict[str, str]:
    fields = {"line": str(place.line), "endLine": str(place.end_line)}
    # GitHub refuses columns where the lines differ.
    if place.column is not None and place.line == place.end_line:
        fields |= {"col": str(place.column), "endColumn": str(place.end_column)}
    return fields


def _command(name: str, fields: dict[str, str], message: str) -> str:
    given = ",".join(f"{key}={_in_field(value)}" for key, value in fields.items())
    return f"::{name} {given}::{_in_message(message)}\n"


def _in_message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _in_field(text: str) -> str:
    return _in_message(text).replace(":", "%3A").replace(",", "%2C")
