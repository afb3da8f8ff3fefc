"""Linting an entry: every text its template can become, with findings placed in the template."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from webcare_lint.checks import Hit
from webcare_lint.counted import Counted, EntryReport, Use, counted_in, lint_canned
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


def lint_entry(linter: Linter, entry: Entry) -> EntryReport:
    """The findings of all variants, each once, with offsets into `entry.text`."""
    return entry_report(linter, entry, [lint_canned(linter, reply) for reply in replies_of(entry)])


def replies_of(entry: Entry) -> list[Reply]:
    """Every reply that can be sent of an entry."""
    return [reply_of(entry, variant.text) for variant in entry.variants()]


def entry_report(linter: Linter, entry: Entry, reports: Sequence[Report]) -> EntryReport:
    """What the reports of all the replies of an entry say of the entry."""
    variants, first = entry.variants(), reports[0]
    own = list(_placeholder_findings(linter, entry))
    if len(variants) == 1 and variants[0].text == entry.text:  # the ordinary case: nothing in it is a choice
        if isinstance(first, EntryReport) and not own and not entry.is_fragment:
            return first
        found, strengths = first.findings, first.strengths
    else:
        pairs = list(zip(variants, reports, strict=True))
        found = tuple(_placed(finding, variant) for variant, report in pairs for finding in report.findings)
        strengths = tuple(_strength(strength, variants[0]) for strength in first.strengths)
    findings = _once([*own, *found])
    if entry.is_fragment:
        # A subject or a closing is not a whole reply: what is absent from it may stand elsewhere.
        findings = [finding for finding in findings if finding.start is not None]
    return EntryReport(
        findings=tuple(sorted(findings, key=_place)),
        strengths=strengths,
        not_applicable=first.not_applicable,
        counted=_counted_by(reports, entry) or count_entry(linter, entry),
    )


def count_entry(linter: Linter, entry: Entry) -> Counted:
    """What an entry uses of what is counted over its library; for one that was not linted."""
    return _joined(
        (counted_in(linter.read(reply_of(entry, variant.text)).reading, linter), variant)
        for variant in entry.variants()
    )


def _counted_by(reports: Sequence[Report], entry: Entry) -> Counted | None:
    """What was counted when the entry was linted; None when a report was known from an earlier run."""
    counted = [report.counted for report in reports if isinstance(report, EntryReport)]
    if len(counted) < len(reports):
        return None
    return _joined(zip(counted, entry.variants(), strict=True))


def _place(finding: Finding) -> tuple[bool, int]:
    """In the order of the text; absences last."""
    return finding.start is None, finding.start or 0


def _placeholder_findings(linter: Linter, entry: Entry) -> Iterable[Finding]:
    """Placeholders that the entry's tool does not know, or that are not closed, each with the nearest known name."""
    for place in entry.placeholders:
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


def _joined(of_variants: Iterable[tuple[Counted, Variant]]) -> Counted:
    """What any of the variants uses."""
    empathy: dict[str, Use] = {}
    je = u = None
    for counted, variant in of_variants:
        for word, use in counted.empathy.items():
            empathy.setdefault(word, _use(use, variant))
        je = je or (counted.je and _use(counted.je, variant))
        u = u or (counted.u and _use(counted.u, variant))
    return Counted(empathy, je, u)


def _use(use: Use, variant: Variant) -> Use:
    start, end = variant.span(use.start, use.end)
    return use._replace(start=start, end=end)
