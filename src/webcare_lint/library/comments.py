"""Comments in a library that say which rules an entry may break, and why: `webcare-lint: ignore[rule] reason`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from webcare_lint.errors import Problem
from webcare_lint.library.entry import Entry

_MARK: Final = "webcare-lint:"
_COMMENTS: Final = (
    re.compile(r"<!--(?P<said>.*?)-->", re.DOTALL),
    re.compile(r"\{%-?\s*comment\s*-?%\}(?P<said>.*?)\{%-?\s*endcomment\s*-?%\}", re.DOTALL),
)
_directive = re.compile(r"webcare-lint:\s*ignore\s*\[(?P<rules>[^\[\]]*)\](?P<reason>.*)", re.DOTALL)
_EXPECTED: Final = "`webcare-lint: ignore[rule] reason` is expected"


class Directive(NamedTuple):
    """A comment that suppresses some rules in one entry; `line` is that of the file."""

    path: Path
    line: int
    rules: tuple[str, ...]
    reason: str


def directives(entry: Entry) -> Iterator[Directive | Problem]:
    """What the comments of an entry say to webcare-lint; a Problem for each that can't be followed."""
    for said, line in _said(entry):
        match = _directive.fullmatch(said)
        rules = tuple(filter(None, re.split(r"[,\s]+", match["rules"]))) if match else ()
        reason = " ".join(match["reason"].split()).lstrip(":-– ") if match else ""
        if not rules:
            yield Problem(_EXPECTED, path=entry.path, line=line)
        elif not reason:
            yield Problem(f"{_EXPECTED}; the reason is missing", path=entry.path, line=line)
        else:
            yield Directive(entry.path, line, rules, reason)
    if _MARK in entry.text and any(_MARK in variant.text for variant in entry.variants()):
        line = entry.position(max(0, entry.text.find(_MARK)))[0]
        expected = "a comment is expected, and this would be sent to the customer; write it in the suppressions file"
        yield Problem(expected, path=entry.path, line=line)


def _said(entry: Entry) -> Iterator[tuple[str, int]]:
    """The comments that begin with our name: those of the file, and those in the text that no customer sees."""
    yield from ((comment.text, comment.line) for comment in entry.comments)
    below = entry.layer.below
    seen: set[int] = set()
    for layer in (entry.layer, *((below,) if below is not None else ())):
        if _MARK not in layer.text:
            continue
        for pattern in _COMMENTS:
            for match in pattern.finditer(layer.text):
                said, start = match["said"].strip(), layer.source_start(match.start())
                is_sent = any(said in variant.text for variant in entry.variants())
                if said.startswith(_MARK) and start not in seen and not is_sent:
                    seen.add(start)
                    yield said, layer.place.position(start)[0]
