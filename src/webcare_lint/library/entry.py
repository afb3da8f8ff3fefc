"""What a reader gives: the entries of a library, what was skipped, and what is wrong with the file."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from webcare_lint.errors import Problem
from webcare_lint.library.branches import Variant, branches
from webcare_lint.library.document import Comment
from webcare_lint.library.plaintext import read_file
from webcare_lint.library.sourcefile import SourceFile, as_text
from webcare_lint.library.sourcemap import Layer
from webcare_lint.placeholders import Placeholder, find
from webcare_lint.reply import Channel, Visibility


class Edit(NamedTuple):
    """Writes `raw_text` in place of what stands at a span of a file, in code points of the decoded file (without BOM)."""

    raw_start: int
    raw_end: int
    raw_text: str
    raw_before: str
    """What stood there when the edit was made; an edit whose file has changed is not applied."""


class Skipped(NamedTuple):
    """A record that is no reply to a customer, and why."""

    id: str
    title: str
    why: str
    path: Path
    line: int


@dataclass(frozen=True, eq=False)
class Entry:
    """One text of a canned response, as a customer would read it; offsets are code points of `text`."""

    id: str
    """The tool's id as text, or `#n` for the n-th record. Two texts of one record have the same id."""
    title: str
    text: str
    path: Path
    """The file it stands in: for a folder the file, not the folder."""
    record: int
    """The number of its record in the library, from 1. Texts of one record are no copies of each other."""
    field: str = ""
    """Where in the record the text stands, such as `body_html` or `languages[1].message`; empty for text files."""
    language: str | None = None
    """Two letters, when the file says so."""
    channel: Channel | None = None
    visibility: Visibility | None = None
    dialect: str = "any"
    """Which tool's placeholders count."""
    is_fragment: bool = False
    """Whether it is a part of a reply (a subject, a closing): what a whole reply needs means nothing here."""
    comments: tuple[Comment, ...] = ()
    """The comments to webcare-lint beside the record, where the format of the file has comments."""
    layer: Layer = dataclasses.field(repr=False, kw_only=True)
    inserted: tuple[tuple[int, int], ...] = dataclasses.field(default=(), repr=False)
    """The spans of `text` that the reader wrote for placeholder elements."""

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of `text[start:end]` in the decoded file, in code points."""
        return self.layer.source_span(start, end)

    def source(self, start: int, end: int) -> str:
        """What stands in the file for `text[start:end]`, tags and escapes included."""
        return self.layer.place.slice(*self.source_span(start, end))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column in the file, both from 1, of the code point at `offset`; columns are code points."""
        return self.layer.position(offset)

    def edit(self, start: int, end: int, new: str) -> Edit | None:
        """How to make `text[start:end]` read `new`, escaped as the file needs it; None when that is not safe."""
        if not 0 <= start <= end <= len(self.text) or as_text(new) != new:
            return None
        replacement = self.layer.replacement(start, end, new)
        if replacement is None:
            return None
        raw_start, raw_end, raw_text = replacement
        return Edit(raw_start, raw_end, raw_text, self.layer.place.slice(raw_start, raw_end))

    def variants(self) -> tuple[Variant, ...]:
        """The texts that can be sent: one for each branch of the Liquid tags in it."""
        return branches(self.text, self.dialect)

    @cached_property
    def placeholders(self) -> list[Placeholder]:
        """The placeholders of `text`, by the tool's dialect."""
        found = find(self.text, self.dialect)
        if self.dialect != "intercom" or self.field == "body_text":
            return found
        # Intercom writes elements: braces that are left in the HTML are text it did not understand.
        starts = {start for start, _ in self.inserted}
        return [place if place.start in starts else place._replace(status="broken") for place in found]


def typed_entry(number: int, text: str, **known: Any) -> Entry:
    """An entry that stands in no file, the `number`-th of its library; `known` goes to the entry."""
    path = Path("typed")
    known.setdefault("title", "")
    return Entry(
        f"#{number}", text=text, path=path, record=number, layer=read_file(SourceFile(path, text), text), **known
    )


@dataclass(frozen=True)
class Library:
    """A file (or folder) of canned responses, read."""

    path: Path
    source: str
    """The format, one of `SOURCES`."""
    entries: tuple[Entry, ...]
    """Every text of every record that is sent to customers, in the order of the file."""
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What is wrong with the file; the entries are what could be read all the same."""
    notes: tuple[Problem, ...] = ()
    """What is good to know and not wrong, such as an export that is the first page of several."""

    @property
    def records(self) -> int:
        """How many records were read: one record may hold several texts."""
        return len({entry.record for entry in self.entries})
