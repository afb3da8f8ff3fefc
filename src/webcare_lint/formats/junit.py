"""JUnit XML: a test case per reply, for CI servers that show tests."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from webcare_lint.finding import Finding, Severity
from webcare_lint.formats.base import Linted, Outcome, Presentation, file_name, place_of, problem_lines
from webcare_lint.formats.xml import document, element


def to_junit(outcome: Outcome, presentation: Presentation) -> str:
    """A suite per file. A finding that fails the run fails its test; the others are printed in it."""
    files: dict[str, list[Linted]] = {}
    for linted in outcome.linted:
        files.setdefault(file_name(linted), []).append(linted)
    root = element("testsuites", name="webcare-lint")
    failed = 0
    for name, replies in files.items():
        suite = element("testsuite", root, name=name, tests=len(replies), errors=0, skipped=0)
        failures = sum(_case(suite, name, linted, presentation) for linted in replies)
        suite.set("failures", str(failures))
        failed += failures
    if outcome.problems:
        _not_read(root, problem_lines(outcome.problems))
    root.set("tests", str(len(outcome.linted) + len(outcome.problems)))
    root.set("failures", str(failed))
    root.set("errors", str(len(outcome.problems)))
    return document(root)


def _case(suite: Element, name: str, linted: Linted, presentation: Presentation) -> bool:
    """Add the test of one reply; whether it fails."""
    title = " ".join(part for part in (linted.input.id, linted.input.title) if part)
    case = element("testcase", suite, classname=name, name=title or name)
    failing = [finding for finding in linted.report.findings if _fails(finding, presentation)]
    if failing:
        lines = "\n".join(_line(linted, finding) for finding in failing)
        element("failure", case, type=failing[0].rule, message=failing[0].message, text=lines)
    others = [finding for finding in linted.report.findings if finding not in failing]
    if others:
        element("system-out", case, text="\n".join(_line(linted, finding) for finding in others))
    return bool(failing)


def _fails(finding: Finding, presentation: Presentation) -> bool:
    return presentation.fail_on != "never" and finding.severity.rank <= Severity(presentation.fail_on).rank


def _line(linted: Linted, finding: Finding) -> str:
    place = place_of(linted, finding)
    column = "" if place.column is None else f":{place.column}"
    advice = "".join(f"\n    → {suggestion.text}" for suggestion in finding.suggestions[:1])
    where = f"{file_name(linted)}:{place.line}{column}"
    return f"{where}: {finding.severity.value}: {finding.message} [{finding.rule}]{advice}"


def _not_read(root: Element, lines: list[str]) -> None:
    suite = element("testsuite", root, name="webcare-lint", tests=len(lines), failures=0, errors=len(lines), skipped=0)
    for line in lines:
        case = element("testcase", suite, classname="webcare-lint", name=line)
        element("error", case, type="not-read", message=line)
