"""The tags of Liquid templates: `{% if %}`, `{% for %}`, `{% assign %}` …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

DIALECTS: Final = frozenset({"zendesk", "freshdesk", "any"})
"""The dialects that know tags."""

BLOCKS: Final = frozenset({"if", "unless", "case", "for", "tablerow", "capture", "comment", "raw"})
_ALONE: Final = frozenset(
    [
        "else",
        "elsif",
        "when",
        "assign",
        "increment",
        "decrement",
        "cycle",
        "break",
        "continue",
        "include",
        "render",
        "echo",
    ]
)
KEYWORDS: Final = BLOCKS | _ALONE | {f"end{block}" for block in BLOCKS}

_TAG: Final = re.compile(r"\{%-?\s*(?P<name>[a-z]+)\b(?P<body>(?:[^%{}]|%(?!\})){0,500}+)%\}")


class Tag(NamedTuple):
    """A Liquid tag and its span."""

    start: int
    end: int
    name: str
    body: str


def tags(text: str) -> Iterator[Tag]:
    """The Liquid tags in a text; `{%…%}` with another word than Liquid's is none."""
    for match in _TAG.finditer(text):
        if match["name"] in KEYWORDS:
            yield Tag(match.start(), match.end(), match["name"], match["body"].rstrip("-").strip())


def is_tag(text: str, start: int) -> bool:
    """Whether a Liquid tag stands at `start`."""
    match = _TAG.match(text, start)
    return match is not None and match["name"] in KEYWORDS


def unbalanced(text: str) -> list[Tag]:
    """The tags that open a block and never close it, or close one that is not open."""
    opened: list[Tag] = []
    wrong: list[Tag] = []
    for tag in tags(text):
        if tag.name in BLOCKS:
            opened.append(tag)
        elif tag.name.startswith("end"):
            if opened and opened[-1].name == tag.name[3:]:
                opened.pop()
            else:
                wrong.append(tag)
    return sorted([*opened, *wrong])
