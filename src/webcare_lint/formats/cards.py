"""The replies of the HTML report. Written here and not by the template: a library has thousands of them."""

from __future__ import annotations

from html import escape
from typing import Final

from webcare_lint.finding import Commandment, Finding
from webcare_lint.formats.base import Linted, Outcome, file_name, place_of
from webcare_lint.formats.marks import Piece, pieces
from webcare_lint.formats.reportwords import WORDS
from webcare_lint.formats.words import SEVERITIES, commandment_name, severity_name
from webcare_lint.reply import Language


class Cards:
    """Writes each reply as an article; whatever comes from outside goes through `escape`."""

    def __init__(self, outcome: Outcome, files: dict[str, int], language: Language):
        self._files, self._language, self._has_text = files, language, outcome.has_text
        self._words: Final = {key: escape(word) for key, word in WORDS[language].items()}
        self._badges: Final = {
            severity: f'<span class="badge {severity}">{escape(severity_name(severity, language))}</span>'
            for severity in SEVERITIES
        }
        # The same words come back with every finding of a rule.
        self._about: dict[tuple[str, Commandment], str] = {}
        self._advice: dict[object, str] = {}

    def card(self, anchor: str, linted: Linted) -> str:
        """The article of one reply."""
        given, findings = linted.input, linted.report.findings
        name = file_name(linted)
        line = given.line or (given.position(0)[0] if given.entry else None)
        where = escape(f"{name}:{line}" if line else name)
        if given.title:
            where = f"<span>{escape(given.id)}</span> · {where}"
        found = " ".join(f"{finding.severity.value}/{finding.commandment}/{finding.rule}" for finding in findings)
        kind = "entry" if findings else "entry clean"
        return (
            f'<article id="{anchor}" class="{kind}" tabindex="-1" aria-labelledby="{anchor}t" '
            f'data-file="{self._files[name]}" data-found="{escape(found)}">\n'
            f'<h3 id="{anchor}t">{escape(given.title or given.id)}</h3>\n<p class="where">{where}</p>\n'
            f"{self._text(anchor, linted) if self._has_text else ''}"
            f"{self._findings(anchor, linted) if findings else ''}"
            f"{self._suppressed(linted) if linted.suppressed else ''}</article>\n"
        )

    def _text(self, anchor: str, linted: Linted) -> str:
        given = linted.input
        language = given.entry.language if given.entry else given.language
        said = f' lang="{escape(language)}"' if language else ""
        marked = "".join(self._piece(anchor, piece) for piece in pieces(given.reply.text, linted.report.findings))
        marked = marked or f"<em>{self._words['empty']}</em>"
        return f'<p class="text"{said}>{marked}</p>\n'

    def _piece(self, anchor: str, piece: Piece) -> str:
        if not piece.severity:
            return escape(piece.text)
        label = self._words["finding"]
        numbers = "".join(
            f'<a class="ref" href="#{anchor}f{number}" aria-label="{label} {number}">{number}</a>'
            for number in piece.ends
        )
        return f'<mark class="{piece.severity}">{escape(piece.text)}{numbers}</mark>'

    def _findings(self, anchor: str, linted: Linted) -> str:
        items = "".join(
            f'<li id="{anchor}f{number}"><p>{self._badges[finding.severity.value]} <strong>{escape(finding.message)}</strong> '
            f'<span class="rule">{self._about_rule(finding)} · {self._place(linted, finding)}</span></p>'
            f"{self._advice_of(finding)}</li>\n"
            for number, finding in enumerate(linted.report.findings, start=1)
        )
        return f'<ol class="findings">\n{items}</ol>\n'

    def _about_rule(self, finding: Finding) -> str:
        key = finding.rule, finding.commandment
        if key not in self._about:
            name = commandment_name(finding.commandment, self._language)
            self._about[key] = f"<code>{escape(finding.rule)}</code> · {escape(name)}"
        return self._about[key]

    def _place(self, linted: Linted, finding: Finding) -> str:
        if finding.start is None:
            return self._words["absent"]
        place = place_of(linted, finding)
        column = "" if place.column is None else f":{place.column}"
        offsets = "" if self._has_text else f" · {self._words['characters'].format(finding.start, finding.end)}"
        return f"{self._words['at']} {place.line}{column}{offsets}"

    def _advice_of(self, finding: Finding) -> str:
        """What to write instead, and why; the same for most findings of a rule."""
        cues = tuple(dict.fromkeys((cue.cue, cue.phrase) for cue in finding.cues))
        texts = tuple(suggestion.text for suggestion in finding.suggestions)
        key = finding.why, texts, cues
        if key not in self._advice:
            self._advice[key] = self._instead(texts) + self._why(finding.why, cues)
        return self._advice[key]

    def _instead(self, texts: tuple[str, ...]) -> str:
        if not texts:
            return ""
        label = self._words["instead"]
        quotes = " · ".join(f"<q>{escape(text)}</q>" for text in texts)
        return f'<p class="instead"><span>{label}:</span> {quotes}</p>'

    def _why(self, why: str, cues: tuple[tuple[str, str], ...]) -> str:
        seen = ", ".join(
            f"{escape(cue)} <code>{escape(phrase)}</code>" if phrase else escape(cue) for cue, phrase in cues
        )
        label = self._words["seen"]
        seen = f'<p class="cues">{label}: {seen}</p>' if seen else ""
        because = f"<p>{escape(why)}</p>" if why else ""
        if not seen and not because:
            return ""
        return f"<details><summary>{self._words['why']}</summary>{because}{seen}</details>"

    def _suppressed(self, linted: Linted) -> str:
        label = self._words["suppressed"]
        lines = []
        for item in linted.suppressed:
            reason = f" — {escape(item.reason)}" if item.reason else ""
            what = f"<code>{escape(item.finding.rule)}</code> {escape(item.finding.message)}{reason}"
            lines.append(f'<p class="suppressed">{label}: {what}</p>\n')
        return "".join(lines)
