"""Safe fixes: which suggestions can go in without a person looking, and the text with them put in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from webcare_lint.finding import Finding


class Edit(NamedTuple):
    """A safe suggestion of a rule: `text` takes the place of code points `start`-`end`."""

    start: int
    end: int
    text: str
    rule: str


def safe_edits(findings: Iterable[Finding]) -> list[Edit]:
    """The first safe suggestion of each finding, in the order of the text; of overlapping ones the first."""
    edits = []
    for finding in findings:
        for suggestion in finding.suggestions:
            if suggestion.safe and suggestion.start is not None and suggestion.end is not None:
                edits.append(Edit(suggestion.start, suggestion.end, suggestion.text, finding.rule))
                break
    chosen: list[Edit] = []
    for edit in sorted(edits):
        if not chosen or edit.start >= chosen[-1].end:
            chosen.append(edit)
    return chosen


def with_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with `edits` put in; they are in order and do not overlap."""
    done, end = [], 0
    for edit in edits:
        done += [text[end : edit.start], edit.text]
        end = edit.end
    return "".join((*done, text[end:]))
