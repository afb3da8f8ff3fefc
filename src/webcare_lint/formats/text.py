"""Findings as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from webcare_lint.finding import Finding
from webcare_lint.formats.base import Linted, Outcome, Presentation
from webcare_lint.formats.words import SEVERITIES, counted
from webcare_lint.reply import Language

# Codes of our own: rich takes a second for a thousand replies.
_CODES = {"error": "1;31", "warning": "33", "info": "36", "dim": "2", "advice": "32", "strong": "1", "heading": "1;4"}
_WORDS = {
    "nl": ("antwoord", "antwoorden", "niets gevonden", "onderdrukt"),
    "en": ("reply", "replies", "nothing found", "suppressed"),
}
_AROUND = 40
"""How many characters of the reply are shown on either side of a finding."""
_INDENT = " " * 17

Paint = Callable[[str, str], str]


def to_text(outcome: Outcome, presentation: Presentation) -> str:
    """Every finding with its place, message and first suggestion, then the counts."""
    paint = _coloured if presentation.colour else _plain
    lines: list[str] = []
    for linted in outcome.linted:
        if linted.report.findings:
            lines += _reply(linted, paint, has_text=outcome.has_text)
    lines.append(paint(_summary(outcome, presentation.language), "strong"))
    return "\n".join(lines) + "\n"


def _summary(outcome: Outcome, language: Language) -> str:
    counts, number = outcome.counts(), len(outcome.linted)
    one, more, nothing, suppressed = _WORDS[language]
    found = ", ".join(counted(severity, counts[severity], language) for severity in SEVERITIES)
    accepted = sum(len(linted.suppressed) for linted in outcome.linted)
    said = [*(() if counts else (nothing,)), *((f"{accepted} {suppressed}",) if accepted else ())]
    return f"{number} {one if number == 1 else more}: {found}" + (f" ({', '.join(said)})" if said else "")


def _coloured(text: str, style: str) -> str:
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def _plain(text: str, _: str) -> str:
    return text


def _reply(linted: Linted, paint: Paint, *, has_text: bool) -> Iterator[str]:
    given = linted.input
    parts = [given.path, given.id if given.id not in given.path else "", given.title]
    yield paint(" · ".join(_printable(part) for part in parts if part), "heading")
    for finding in linted.report.findings:
        yield from _finding(linted, finding, paint, has_text=has_text)
    yield ""


def _finding(linted: Linted, finding: Finding, paint: Paint, *, has_text: bool) -> Iterator[str]:
    place = ""
    if finding.start is not None:
        line, column = linted.input.position(finding.start)
        place = f"{line}:{column}"
    severity = finding.severity.value
    message = _printable(finding.message)
    yield f"  {place:>7} {paint(f'{severity:<8}', severity)}{message}  {paint(finding.rule, 'dim')}"
    if has_text and finding.start is not None and finding.end is not None:
        yield _excerpt(linted.input.reply.text, finding.start, finding.end, paint, severity)
    for suggestion in finding.suggestions[:1]:
        yield f"{_INDENT}{paint(f'→ {_printable(suggestion.text)}', 'advice')}"


def _excerpt(text: str, start: int, end: int, paint: Paint, severity: str) -> str:
    """The words around the finding, the finding itself marked."""
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before = ("…" if left else "") + _printable(text[left:start])
    after = _printable(text[end:right]) + ("…" if right < len(text) else "")
    return f"{_INDENT}{paint(before, 'dim')}{paint(_printable(text[start:end]), severity)}{paint(after, 'dim')}"


def _printable(text: str) -> str:
    """One line, without control characters: a reply must not steer the terminal."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() or character in "\u200d\ufe0f" else " " for character in text)
