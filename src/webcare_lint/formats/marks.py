"""A text cut up at the edges of its findings, and two texts cut up where they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from webcare_lint.finding import Finding

_words = re.compile(r"\s+|[^\s\w]|\w+")


class Piece(NamedTuple):
    """Part of a text with the findings on it: the severity of the worst, and the numbers of those that end here."""

    text: str
    severity: str = ""
    ends: tuple[int, ...] = ()


def pieces(text: str, findings: Sequence[Finding]) -> Iterator[Piece]:
    """The text in pieces that join to it; the findings are numbered from 1."""
    spans = [
        (finding.start, finding.end, finding.severity, number)
        for number, finding in enumerate(findings, start=1)
        if finding.start is not None and finding.end is not None and finding.start < finding.end
        if finding.message_index is None
    ]
    if not spans:
        yield Piece(text)
        return
    edges = sorted({0, len(text), *(edge for start, end, _, _ in spans for edge in (start, end))})
    for left, right in pairwise(edges):
        over = [span for span in spans if span[0] <= left and span[1] >= right]
        worst = min((severity for _, _, severity, _ in over), key=lambda severity: severity.rank, default="")
        yield Piece(text[left:right], str(worst), tuple(number for _, end, _, number in over if end == right))


class Difference(NamedTuple):
    """Part of a text, and whether the other text has something else there."""

    text: str
    differs: bool


def differences(text: str, other: str) -> Iterator[Difference]:
    """`text` in pieces that join to it, word by word against `other`."""
    words = _words.findall(text)
    for step in Indel.opcodes(_words.findall(other), words):
        if part := "".join(words[step.dest_start : step.dest_end]):
            yield Difference(part, step.tag != "equal")
