"""Linting an entry: every text its template can become, with findings placed in the template."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from webcare_lint.checks import Hit
from webcare_lint.finding import Finding, FoundCue, Report, Strength, Suggestion
from webcare_lint.library.branches import Variant
from webcare_lint.library.entry import Entry
from webcare_lint.linter import Linter
from webcare_lint.placeholders import mended
from webcare_lint.reply import Reply


def reply_of(entry: Entry, text: str) -> Reply:
    """The canned reply that `text`, one variant of the entry, is."""
    return Reply(
        text=text, id=entry.id, mode="canned", dialect=entry.dialect, channel=entry.channel, visibility=entry.visibility
    )


def lint_entry(linter: Linter, entry: Entry) -> Report:
    """The findings of all variants, each once, with offsets into `entry.text`."""
    return entry_report(linter, entry, [linter.lint(reply) for reply in replies_of(entry)])


def replies_of(entry: Entry) -> list[Reply]:
    """Every reply that can be sent of an entry."""
    return [reply_of(entry, variant.text) for variant in entry.variants()]


def entry_report(linter: Linter, entry: Entry, of_variants: Iterable[Report]) -> Report:
    """What the reports of all the replies of an entry say of the entry."""
    variants, reports = entry.variants(), list(of_variants)
    own = list(_placeholder_findings(linter, entry))
    if len(variants) == 1 and variants[0].text == entry.text:  # the ordinary case: nothing in it is a choice
        found = reports[0].findings
        strengths = reports[0].strengths
        if not own and not entry.is_fragment:
            return reports[0]
    else:
        pairs = list(zip(variants, reports, strict=True))
        found = tuple(_placed(finding, variant) for variant, report in pairs for finding in report.findings)
        strengths = tuple(_strength(strength, variants[0]) for strength in reports[0].strengths)
    findings = _once([*own, *found])
    if entry.is_fragment:
        # A subject or a closing is not a whole reply: what is absent from it may stand elsewhere.
        findings = [finding for finding in findings if finding.start is not None]
    return Report(
        findings=tuple(sorted(findings, key=_place)), strengths=strengths, not_applicable=reports[0].not_applicable
    )


def _place(finding: Finding) -> tuple[bool, int]:
    """In the order of the text; absences last."""
    return finding.start is None, finding.start or 0


def _placeholder_findings(linter: Linter, entry: Entry) -> Iterable[Finding]:
    """Placeholders that the entry's tool does not know, or that are not closed, each with the nearest known name."""
    for place in entry.placeholders():
        if place.status != "known":
            meant = mended(entry.text, place)
            hit = Hit(place.start, place.end, replacements=(meant,) if meant else ())
            finding = linter.word("unfilled-placeholder", hit, reply_of(entry, entry.text))
            if finding:
                yield finding


def _once(findings: Iterable[Finding]) -> list[Finding]:
    seen: dict[tuple[str, int | None, int | None, str], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.rule, finding.start, finding.end, finding.message), finding)
    return _told_apart(seen.values())


def _told_apart(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each with a fingerprint of its own: variants are linted apart and number equal words alike."""
    uses: dict[str, int] = {}
    told = []
    for finding in sorted(findings, key=lambda finding: finding.start or 0):
        number = uses[finding.fingerprint] = uses.get(finding.fingerprint, 0) + 1
        if number > 1:
            digest = hashlib.sha256(f"{finding.fingerprint}\0{number}".encode()).hexdigest()[:16]
            finding = finding.model_copy(update={"fingerprint": digest})
        told.append(finding)
    return told


def _placed(finding: Finding, variant: Variant) -> Finding:
    """The finding with its offsets in the template instead of in one of its variants."""
    if finding.start is None or finding.end is None:
        return finding
    start, end = variant.span(finding.start, finding.end)
    return finding.model_copy(
        update={
            "start": start,
            "end": end,
            "cues": tuple(_cue(cue, variant) for cue in finding.cues),
            "suggestions": tuple(_suggestion(suggestion, variant) for suggestion in finding.suggestions),
        }
    )


def _cue(cue: FoundCue, variant: Variant) -> FoundCue:
    start, end = variant.span(cue.start, cue.end)
    return cue.model_copy(update={"start": start, "end": end})


def _suggestion(suggestion: Suggestion, variant: Variant) -> Suggestion:
    if suggestion.start is None or suggestion.end is None:
        return suggestion
    start, end = variant.span(suggestion.start, suggestion.end)
    return suggestion.model_copy(update={"start": start, "end": end})


def _strength(strength: Strength, variant: Variant) -> Strength:
    if strength.start is None or strength.end is None:
        return strength
    start, end = variant.span(strength.start, strength.end)
    return strength.model_copy(update={"start": start, "end": end})
