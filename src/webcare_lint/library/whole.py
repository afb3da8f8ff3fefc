"""What only a whole library shows: entries are compared, and what that says of one of them becomes a finding of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

from webcare_lint.checks import Hit
from webcare_lint.checks.similar import Similar
from webcare_lint.counted import EntryReport
from webcare_lint.finding import Finding, Report, Severity
from webcare_lint.library.address import addresses
from webcare_lint.library.alike import Link, clusters, links
from webcare_lint.library.blanks import blanks
from webcare_lint.library.empathy import empathy_shares
from webcare_lint.library.entry import Entry
from webcare_lint.library.facts import stale_facts
from webcare_lint.library.insight import Cluster, LibraryInsight, Opening
from webcare_lint.library.lint import count_entry
from webcare_lint.library.openings import first_sentence
from webcare_lint.library.rules import LibraryRules
from webcare_lint.library.titles import bare_title_key, title_key
from webcare_lint.library.volume import Placed, Volume
from webcare_lint.linter import Linter

LEAST_OPENINGS: Final = 3
"""An opening that fewer entries share is not shown."""
OPENING_SHARE: Final = 0.10
"""An opening that a larger part of the entries share is a finding."""
_COMPARED_OPENINGS, _SAME_OPENING = 300, 90

_first_word = re.compile(r"\w+|\S").search


class Checked(NamedTuple):
    """An entry, the linter of its language, and what that said of it alone."""

    entry: Entry
    linter: Linter
    report: Report


class Whole(NamedTuple):
    """The reports with what comparing the entries added to them, in the same order; and what it showed besides."""

    reports: tuple[Report, ...]
    insight: LibraryInsight


def compare(checked: Sequence[Checked]) -> Whole:
    """Look at a library as a whole; all its entries belong in `checked`, also those that did not change."""
    rules = {key: LibraryRules(linter) for key, linter in {id(one.linter): one.linter for one in checked}.items()}
    volumes = [_volume(number, one, rules[id(one.linter)]) for number, one in enumerate(checked)]
    shares, said_too_often = empathy_shares(volumes)
    address, other_form = addresses(volumes)
    alike, copies = _near_duplicates(volumes)
    openings, opened_alike = _openings(volumes)
    placed = [*said_too_often, *other_form, *copies, *opened_alike, *_same_titles(volumes), *_alone(volumes)]
    added: dict[int, list[Finding]] = defaultdict(list)
    for number, finding in placed:
        added[number].append(finding)
    reports = tuple(_with(one.report, added.get(number)) for number, one in enumerate(checked))
    return Whole(reports, LibraryInsight(shares, alike, openings, address))


def _volume(number: int, checked: Checked, rules: LibraryRules) -> Volume:
    entry, linter, report = checked
    counted = report.counted if isinstance(report, EntryReport) else count_entry(linter, entry)
    return Volume(number, entry, rules, counted)


def _with(report: Report, added: list[Finding] | None) -> Report:
    if not added:
        return report
    findings = sorted([*report.findings, *added], key=lambda finding: (finding.start is None, finding.start or 0))
    return report.model_copy(update={"findings": tuple(findings)})


# --- near-duplicates --------------------------------------------------------------------------------------------


def _near_duplicates(volumes: Sequence[Volume]) -> tuple[tuple[Cluster, ...], list[Placed]]:
    whole = [volume for volume in volumes if not volume.entry.is_fragment]
    if not whole:
        return (), []
    rules = whole[0].rules
    check = rules.linter.check("rote-reply", Similar) or Similar(kind="similar")
    found = links(
        [volume.entry.text for volume in whole], rules.linter.config.thresholds.similarity, check,
        lambda one, other: whole[one].record != whole[other].record,
    )  # fmt: skip
    groups = [_cluster(group, whole) for group in clusters(found)]
    groups.sort(key=lambda cluster: -len(cluster.entries))
    firsts: dict[int, Link] = {}
    for link in found:
        firsts.setdefault(link.later, link)
    placed = [placing for link in firsts.values() for placing in _copy(link, whole)]
    return tuple(groups), placed


def _cluster(group: Sequence[Link], whole: Sequence[Volume]) -> Cluster:
    numbers = sorted({number for link in group for number in (link.earlier, link.later)})
    return Cluster(tuple(whole[number].entry for number in numbers), min(link.similarity for link in group))


def _copy(link: Link, whole: Sequence[Volume]) -> Iterator[Placed]:
    """The finding in the later of two that are nearly the same, at its first word."""
    volume, earlier = whole[link.later], whole[link.earlier].entry
    word = _first_word(volume.entry.text)
    if word:
        fields = {"similarity": f"{link.similarity:.0%}", "other": name_of(earlier)}
        yield from volume.placed("rote-reply", [Hit(*word.span(), fields=fields)])


def name_of(entry: Entry) -> str:
    """What a person knows an entry by."""
    return entry.title or entry.id


# --- openings ---------------------------------------------------------------------------------------------------


def _openings(volumes: Sequence[Volume]) -> tuple[tuple[Opening, ...], list[Placed]]:
    """The first sentences that several entries share, and a finding in each entry where one of them is everywhere."""
    spans: dict[int, tuple[int, int]] = {}
    groups: dict[str, list[Volume]] = defaultdict(list)
    for volume in volumes:
        opening = None if volume.entry.is_fragment else first_sentence(volume.entry.text)
        if opening:
            spans[volume.number] = opening.start, opening.end
            groups[" ".join(opening.words)].append(volume)
    found: list[Opening] = []
    placed: list[Placed] = []
    records = len({volume.record for volume in volumes})
    for group in _joined(groups):
        share = len({volume.record for volume in group}) / records
        start, end = spans[group[0].number]
        found.append(Opening(group[0].entry.text[start:end], share, tuple(volume.entry for volume in group)))
        if share > OPENING_SHARE and len(group) >= group[0].rules.linter.config.thresholds.empathy_uses:
            fields = {"count": str(len(group)), "of": str(records), "share": f"{share:.0%}"}
            for volume in group:
                for rule in volume.rules.looking_for("opening"):
                    placed += volume.placed(rule, [Hit(*spans[volume.number], fields=fields)])
    return tuple(found), placed


def _joined(groups: dict[str, list[Volume]]) -> list[list[Volume]]:
    """The groups, largest first, with those that open in nearly the same words taken together."""
    joined: dict[str, list[Volume]] = {}
    for words, group in sorted(groups.items(), key=lambda item: -len(item[1]))[:_COMPARED_OPENINGS]:
        near = process.extractOne(words, joined.keys(), scorer=fuzz.ratio, score_cutoff=_SAME_OPENING)
        joined.setdefault(near[0] if near else words, []).extend(group)
    large = [sorted(group) for group in joined.values() if len(group) >= LEAST_OPENINGS]
    return sorted(large, key=lambda group: -len(group))


# --- titles -----------------------------------------------------------------------------------------------------


def _same_titles(volumes: Sequence[Volume]) -> Iterator[Placed]:
    """A finding in each entry whose title an earlier one has, or has but for what says that it is a copy."""
    seen: dict[tuple[object, ...], Entry] = {}
    records: set[object] = set()
    for volume in volumes:
        entry = volume.entry
        rules = volume.rules.looking_for("title")
        if not rules or not entry.title or volume.record in records:
            continue
        records.add(volume.record)
        shelf = (entry.path, entry.language, entry.channel)
        key, bare_key = (*shelf, title_key(entry.title)), (*shelf, "bare", bare_title_key(entry.title))
        earlier = seen.get(key) or seen.get(bare_key)
        if earlier is not None:
            severity = None if key in seen else Severity.INFO
            hit = Hit(fields={"other": f"{name_of(earlier)} ({earlier.id})"}, severity=severity)
            for rule in rules:
                yield from volume.placed(rule, [hit])
        seen.setdefault(key, entry)
        seen.setdefault(bare_key, entry)


# --- entries by themselves --------------------------------------------------------------------------------------


def _alone(volumes: Iterable[Volume]) -> Iterator[Placed]:
    """What an entry shows by itself, and only a canned response can be blamed for: holes, and facts that go stale."""
    for volume in volumes:
        for rule in volume.rules.looking_for("blank"):
            holes = (Hit(blank.start, blank.end, fields={"left": blank.left}) for blank in blanks(volume.entry))
            yield from volume.placed(rule, holes)
        for rule in volume.rules.looking_for("fact"):
            yield from volume.placed(rule, (Hit(*span) for span in stale_facts(volume.entry.text)))
