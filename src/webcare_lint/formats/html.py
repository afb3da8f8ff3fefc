"""The report that people look at: one HTML file that needs nothing else. An extra: `webcare-lint[report]`."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from webcare_lint.formats.base import (
    Outcome,
    Presentation,
    entry_key,
    file_name,
    problem_lines,
)
from webcare_lint.formats.cards import Cards
from webcare_lint.formats.charts import NARROW, WIDE, Series, bars
from webcare_lint.formats.marks import Difference, differences
from webcare_lint.formats.reportwords import WORDS
from webcare_lint.formats.words import COMMANDMENTS, SEVERITIES, commandment_name, severity_name
from webcare_lint.library.entry import Entry
from webcare_lint.library.insight import Cluster, LibraryInsight
from webcare_lint.reply import Language

_FOLDER = Path(__file__).parent / "report"
_MOST_WORDS, _MOST_OPENINGS, _MOST_CLUSTERS, _MOST_SIDE_BY_SIDE = 15, 15, 200, 6
Anchors = Mapping[tuple[str, int, str], str]


class Row(NamedTuple):
    """A row of a table: what it is about, and how many errors, warnings and tips."""

    key: str
    name: str
    numbers: tuple[int, ...]


class Link(NamedTuple):
    """An entry that is shown elsewhere in the report."""

    name: str
    anchor: str


class WordRow(NamedTuple):
    """A word of empathy."""

    word: str
    uses: int
    share: float
    entries: tuple[Link, ...]


class OpeningRow(NamedTuple):
    """A first sentence that several replies share."""

    text: str
    share: float
    entries: tuple[Link, ...]


class Alike(NamedTuple):
    """Near-duplicates: those shown side by side, and links to the others."""

    similarity: float
    shown: tuple[tuple[Link, tuple[Difference, ...]], ...]
    others: tuple[Link, ...]


def to_html(outcome: Outcome, presentation: Presentation) -> str:
    """The whole page; Problem when the extra is not installed."""
    language = presentation.language
    files = {name: number for number, name in enumerate(dict.fromkeys(map(file_name, outcome.linted)))}
    cards = Cards(outcome, files, language)
    named = [(f"e{number}", linted) for number, linted in enumerate(outcome.linted, start=1)]
    anchors = {entry_key(linted.input.entry): anchor for anchor, linted in named if linted.input.entry}
    insight = outcome.insight or LibraryInsight()
    commandments = _commandment_rows(outcome, language)
    shares = [WordRow(share.word, share.uses, share.share, _links(share.entries, anchors)) for share in insight.shares]
    openings = [
        OpeningRow(opening.text, opening.share, _links(opening.entries, anchors))
        for opening in insight.openings[:_MOST_OPENINGS]
    ]
    page: str = _template().render(
        cards="".join(cards.card(anchor, linted) for anchor, linted in named),
        language=language, words=WORDS[language], has_text=outcome.has_text, number=len(named), files=list(files),
        counts=outcome.counts(), clean=sum(linted.report.ok for linted in outcome.linted), severities=SEVERITIES,
        severity_name=lambda severity: severity_name(severity, language),
        commandments=commandments, rules=_rule_rows(outcome, language), shares=shares,
        commandment_charts=_commandment_charts(commandments, language), share_charts=_share_charts(shares[:_MOST_WORDS]),
        clusters=[_alike(cluster, anchors, outcome.has_text) for cluster in insight.clusters[:_MOST_CLUSTERS]],
        openings=openings, address=insight.address,
        number_of_clusters=len(insight.clusters), problems=problem_lines(outcome.problems),
    )  # fmt: skip
    return page


@cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from webcare_lint import __version__

    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    script = (_FOLDER / "report.js").read_text(encoding="utf-8")
    environment.globals |= {
        "version": __version__,
        "style": (_FOLDER / "report.css").read_text(encoding="utf-8"),
        "script": script,
        # Only our own script runs, whatever an entry holds.
        "script_hash": b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    }
    return environment.get_template("report.html.jinja")


def _commandment_rows(outcome: Outcome, language: Language) -> list[Row]:
    """A row for every commandment, also for those that nothing was found of."""
    found = Counter((finding.commandment, finding.severity.value) for _, finding in outcome.findings())
    return [
        Row(str(one), commandment_name(one, language), tuple(found[one, severity] for severity in SEVERITIES))
        for one in COMMANDMENTS
    ]


def _rule_rows(outcome: Outcome, language: Language) -> list[Row]:
    """A row for every rule that found something, the most findings first."""
    found = Counter((finding.rule, finding.severity.value) for _, finding in outcome.findings())
    titles = {loaded.id: loaded.rule.title.in_(language) for loaded in outcome.rules}
    rows = [
        Row(rule, titles.get(rule, ""), tuple(found[rule, severity] for severity in SEVERITIES))
        for rule in dict.fromkeys(rule for rule, _ in found)
    ]
    return sorted(rows, key=lambda row: (-sum(row.numbers), row.key))


def _commandment_charts(rows: list[Row], language: Language) -> dict[str, str]:
    series = [
        Series(severity_name(severity, language), [row.numbers[number] for row in rows], f"var(--{severity})")
        for number, severity in enumerate(SEVERITIES)
    ]
    return _charts("commandments", [row.name for row in rows], series)


def _share_charts(rows: list[WordRow]) -> dict[str, str]:
    if not rows:
        return {}
    series = [Series("", [row.share for row in rows], "var(--accent)")]
    return _charts("empathy", [row.word for row in rows], series, percent=True)


def _charts(name: str, labels: list[str], series: list[Series], *, percent: bool = False) -> dict[str, str]:
    return {
        size: bars(f"{name}-{size}", labels, series, width=width, percent=percent)
        for size, width in (("wide", WIDE), ("narrow", NARROW))
    }


def _links(entries: Iterable[Entry], anchors: Anchors) -> tuple[Link, ...]:
    return tuple(_link(entry, anchors) for entry in entries)


def _link(entry: Entry, anchors: Anchors) -> Link:
    name = " · ".join(part for part in (entry.id, entry.title) if part)
    return Link(name, anchors.get(entry_key(entry), ""))


def _alike(cluster: Cluster, anchors: Anchors, has_text: bool) -> Alike:
    first, *_ = cluster.entries
    shown = tuple(
        (_link(entry, anchors), tuple(differences(entry.text, first.text)) if has_text else ())
        for entry in cluster.entries[:_MOST_SIDE_BY_SIDE]
    )
    return Alike(cluster.similarity, shown, _links(cluster.entries[_MOST_SIDE_BY_SIDE:], anchors))
