"""Markdown: a comment on a pull request, and the summary on the page of a job."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from webcare_lint.finding import Finding
from webcare_lint.formats.base import Linted, Outcome, Presentation, file_name, place_of, problem_lines
from webcare_lint.formats.words import COMMANDMENTS, SEVERITIES, commandment_name, counted, severity_name
from webcare_lint.reply import Language

MARKER = "<!-- webcare-lint -->"
"""The first line: by this a job finds its own earlier comment, to replace it."""
MOST_CHARACTERS = 60_000
"""GitHub refuses a comment of more than 65,536 characters."""

_WORDS: Final[dict[Language, dict[str, str]]] = {
    "nl": {
        "replies": "{} antwoorden gelezen", "one": "1 antwoord gelezen", "nothing": "Niets gevonden.", "commandment": "Gebod", "place": "Plaats",
        "reply": "Antwoord", "what": "Bevinding", "rule": "Regel", "left": "… en nog {} bevindingen; zie het volledige rapport.",
        "suppressed": "{} onderdrukt", "unread": "Niet gelezen", "notices": "Onderdrukt, maar het klopt niet meer",
    },
    "en": {
        "replies": "{} replies read", "one": "1 reply read", "nothing": "Nothing found.", "commandment": "Commandment", "place": "Place",
        "reply": "Reply", "what": "Finding", "rule": "Rule", "left": "… and {} more findings; see the whole report.",
        "suppressed": "{} suppressed", "unread": "Not read", "notices": "Suppressed, but no longer true",
    },
}  # fmt: skip
_ICONS = {"error": "🔴", "warning": "🟠", "info": "🔵"}
# Also what GitHub makes of text by itself: links of addresses, formulas, emoji of :names:.
_special = re.compile(r"[\\`*_\[\]|~$]|:(?=//|\w)|(?<=www)\.", re.IGNORECASE)
_reference = re.compile(r"([@#])(?=\w)")
_blank = re.compile(r"\s+")


def to_markdown(outcome: Outcome, presentation: Presentation) -> str:
    """The counts, a table per commandment, and the findings, worst first, as many as a comment can hold."""
    words, language = _WORDS[presentation.language], presentation.language
    lines = [MARKER, "## webcare-lint", "", _headline(outcome, language), ""]
    lines += _summary(outcome, language)
    if outcome.problems:
        lines += [f"**{words['unread']}**", "", *(f"- {in_line(line)}" for line in problem_lines(outcome.problems)), ""]
    if outcome.notices:
        lines += [f"**{words['notices']}**", "", *(f"- {in_line(line)}" for line in problem_lines(outcome.notices)), ""]
    lines += _findings(outcome, language, MOST_CHARACTERS - sum(len(line) + 1 for line in lines))
    return "\n".join(lines).rstrip() + "\n"


def _headline(outcome: Outcome, language: Language) -> str:
    words, counts = _WORDS[language], outcome.counts()
    number = len(outcome.linted)
    parts = [words["one"] if number == 1 else words["replies"].format(number)]
    parts += [f"**{counted(severity, counts[severity], language)}**" for severity in SEVERITIES if counts[severity]]
    suppressed = sum(len(linted.suppressed) for linted in outcome.linted)
    if suppressed:
        parts.append(words["suppressed"].format(suppressed))
    return " · ".join(parts) if counts else " · ".join([*parts, words["nothing"]])


def _summary(outcome: Outcome, language: Language) -> Iterator[str]:
    """A row for each commandment that something was found of."""
    found = Counter((finding.commandment, finding.severity.value) for _, finding in outcome.findings())
    if not found:
        return
    names = [severity_name(severity, language) for severity in SEVERITIES]
    yield f"| {_WORDS[language]['commandment']} | {' | '.join(names)} |"
    yield "|---|--:|--:|--:|"
    for commandment in COMMANDMENTS:
        numbers = [found[commandment, severity] for severity in SEVERITIES]
        if any(numbers):
            cells = (str(number or "") for number in numbers)
            yield f"| {commandment_name(commandment, language)} | {' | '.join(cells)} |"
    yield ""


def _findings(outcome: Outcome, language: Language, room: int) -> Iterator[str]:
    """The findings as a table; a last line tells how many did not fit in `room` characters."""
    words = _WORDS[language]
    found = sorted(outcome.findings(), key=lambda pair: pair[1].severity.rank)
    if not found:
        return
    yield f"| | {words['place']} | {words['reply']} | {words['what']} | {words['rule']} |"
    yield "|---|---|---|---|---|"
    room -= 200
    for number, (linted, finding) in enumerate(found):
        row = _row(linted, finding, language)
        room -= len(row) + 1
        if room < 0:
            yield ""
            yield words["left"].format(len(found) - number)
            return
        yield row


def _row(linted: Linted, finding: Finding, language: Language) -> str:
    place = place_of(linted, finding)
    where = f"{file_name(linted)}:{place.line}"
    reply = " ".join(part for part in (linted.input.id, linted.input.title) if part)
    what = in_line(finding.message)
    if finding.suggestions:
        what += f"<br>→ {in_line(finding.suggestions[0].text)}"
    severity = finding.severity.value
    mark = f"{_ICONS[severity]} {severity_name(severity, language)}"
    return f"| {mark} | {in_line(where)} | {in_line(reply)} | {what} | {in_line(finding.rule)} |"


def in_line(text: str) -> str:
    """The text as it is, on one line: no markup, no link, and nobody is called by @name."""
    text = _blank.sub(" ", text).strip()
    text = _special.sub(r"\\\g<0>", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _reference.sub(r"\1<!-- -->", text)
