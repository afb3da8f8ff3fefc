"""Findings as a person reads them in a terminal."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.text import Text

from webcare_lint.finding import Finding
from webcare_lint.formats.base import Linted, Outcome, Presentation

STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_SUMMARY = {
    "nl": ("{replies} antwoorden: {error} fouten, {warning} waarschuwingen, {info} tips", "niets gevonden"),
    "en": ("{replies} replies: {error} errors, {warning} warnings, {info} tips", "nothing found"),
}
_AROUND = 40
"""How many characters of the reply are shown on either side of a finding."""


def to_text(outcome: Outcome, presentation: Presentation) -> str:
    """Every finding with its place, message and first suggestion, then the counts."""
    out, colour = StringIO(), presentation.colour
    console = Console(file=out, force_terminal=colour, no_color=not colour, width=110, highlight=False, soft_wrap=True)
    for linted in outcome.linted:
        if linted.report.findings:
            _print_reply(console, linted, has_text=outcome.has_text)
    counts = outcome.counts()
    summary, nothing = _SUMMARY[presentation.language]
    numbers = {severity: counts[severity] for severity in ("error", "warning", "info")}
    line = summary.format(replies=len(outcome.linted), **numbers)
    console.print(Text(line if counts else f"{line} ({nothing})", style="bold"))
    return out.getvalue()


def _print_reply(console: Console, linted: Linted, *, has_text: bool) -> None:
    where = Text(linted.input.path, style="bold underline")
    if linted.input.id and linted.input.id not in linted.input.path:
        where.append(f" · {linted.input.id}")
    if linted.input.title:
        where.append(f" · {_printable(linted.input.title)}")
    console.print(where)
    for finding in linted.report.findings:
        _print_finding(console, linted, finding, has_text=has_text)
    console.print()


def _print_finding(console: Console, linted: Linted, finding: Finding, *, has_text: bool) -> None:
    style = STYLES[finding.severity.value]
    place = ""
    if finding.start is not None:
        line, column = linted.input.position(finding.start)
        place = f"{line}:{column}"
    console.print(
        Text.assemble(
            f"  {place:>7} ",
            (f"{finding.severity.value:<8}", style),
            _printable(finding.message),
            (f"  {finding.rule}", "dim"),
        )
    )
    if has_text and finding.start is not None and finding.end is not None:
        console.print(_excerpt(linted.input.reply.text, finding.start, finding.end, style))
    for suggestion in finding.suggestions[:1]:
        console.print(Text.assemble(" " * 17, ("→ ", "green"), (_printable(suggestion.text), "green")))


def _excerpt(text: str, start: int, end: int, style: str) -> Text:
    """The words around the finding, the finding itself marked."""
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return Text.assemble(
        " " * 17,
        ("…" if left else "") + _printable(text[left:start]),
        (_printable(text[start:end]), f"{style} underline"),
        _printable(text[end:right]) + ("…" if right < len(text) else ""),
        style="dim",
    )


def _printable(text: str) -> str:
    """One line, without control characters: a reply must not steer the terminal."""
    return "".join(character if character.isprintable() or character in "\u200d\ufe0f" else " " for character in text)
