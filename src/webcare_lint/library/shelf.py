"""Where the readers put what they find: entries, skipped records, problems; and how an export format is described."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, get_args

from webcare_lint.errors import Problem
from webcare_lint.library.document import Comment, Document, Fault, Node
from webcare_lint.library.entry import Entry, Library, Skipped
from webcare_lint.library.html import read_html
from webcare_lint.library.markdowntext import read_bbcode, read_markdown
from webcare_lint.library.plaintext import read_plain
from webcare_lint.library.sourcemap import Layer
from webcare_lint.reply import Channel, Visibility

Markup = Literal["plain", "html", "markdown", "chat-markdown", "bbcode", "wrapped"]

MOST_PROBLEMS = 200
"""More than this many problems of a file are only counted."""

_CHANNELS: Final[dict[str, Channel]] = {
    **{channel: channel for channel in get_args(Channel)},
    "twitter": "x", "fb": "facebook", "messenger": "facebook", "insta": "instagram", "e-mail": "email", "mail": "email",
    "messaging": "chat", "liveagent": "chat", "live chat": "chat", "webchat": "chat", "inbox": "email",
}  # fmt: skip
_PRIVATE: Final = frozenset({"email", "chat", "whatsapp", "sms"})
_LANGUAGES: Final = {
    "nld": "nl", "dut": "nl", "nederlands": "nl", "dutch": "nl", "vlaams": "nl",
    "eng": "en", "engels": "en", "english": "en",
}  # fmt: skip


@dataclass(frozen=True)
class Format:
    """How a tool's export is known and read; `read` gets each record that is an object."""

    name: str
    fits: Callable[[Node], bool]
    """Whether a record looks like one of this tool."""
    read: Callable[[Item], None]
    wrappers: tuple[str, ...] = ()
    """The keys under which the list of records (or a single one) may stand."""
    id: str = "id"
    title: str = "title"
    channel: Channel | None = None
    dialect: str = ""
    next_page: tuple[str, ...] = ()
    """Where the export says that there is another page."""

    def records(self, root: Node) -> list[Node]:
        """The records of an export: the list itself, the list in its wrapper, or a single record."""
        if root.kind == "array":
            return root.items
        for key in self.wrappers:
            wrapped = root.fields.get(key)
            if wrapped is not None and wrapped.kind in ("array", "object"):
                return wrapped.items if wrapped.kind == "array" else [wrapped]
        return [root]

    def recognises(self, root: Node) -> bool:
        """Whether one of the first records looks like this tool's."""
        return any(self.fits(record) for record in self.records(root)[:20])


@dataclass
class Shelf:
    """Collects what one file holds."""

    path: Path
    dialect: str = "any"
    entries: list[Entry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)

    def problem(self, line: int | None, expected: str, field: str = "") -> None:
        """Note what is wrong with the file."""
        self.problems.append(Problem(expected, path=self.path, line=line, field=field))

    def items(
        self, document: Document, records: list[Node], line: Callable[[int], int], form: Format
    ) -> Iterator[Item]:
        """The records that are whole, numbered from 1 with all the others; those left without a text are skipped."""
        comments = document.comments(records)
        for number, node in enumerate(records, start=1):
            if node.kind != "object":
                if node.is_complete:
                    self.problem(line(node.start), "a canned response is expected here: a record with keys")
                continue
            if not node.is_complete:
                continue  # the file broke off here, which has been said
            identity = node.get(form.id)
            title = node.get(form.title)
            name = identity.text.strip() if identity is not None else ""
            item = Item(
                self, document, node, number, name or f"#{number}", title.text if title else "", line, form,
                comments.get(number - 1, ()),
            )  # fmt: skip
            self._check_id(name, item)
            yield item
            item.close()

    def _check_id(self, name: str, item: Item) -> None:
        if not name:
            return
        if name in self._seen:
            expected = f"an id of its own is expected; this one stands on line {self._seen[name]} already"
            self.problem(item.line, expected, item.form.id)
        else:
            self._seen[name] = item.line

    def library(self, path: Path, source: str) -> Library:
        """What has been collected, as a value."""
        problems = self.problems[:MOST_PROBLEMS]
        if left := len(self.problems) - len(problems):
            problems.append(Problem(f"{left} more problems are not shown", path=path))
        return Library(path, source, tuple(self.entries), tuple(self.skipped), tuple(problems), tuple(self.notes))


@dataclass
class Item:
    """One record of an export, being read."""

    shelf: Shelf
    document: Document
    node: Node
    number: int
    id: str
    title: str
    line_of: Callable[[int], int]
    form: Format
    comments: tuple[Comment, ...] = ()
    _is_done: bool = False

    @property
    def line(self) -> int:
        """The line of the file on which the record starts."""
        return self.line_of(self.node.start)

    def get(self, key: str) -> Node | None:
        """A value of the record."""
        return self.node.get(key)

    def says_no(self, key: str) -> bool:
        """Whether a value is there and false."""
        node = self.node.get(key)
        return node is not None and node.says_no

    def says_yes(self, key: str) -> bool:
        """Whether a value is there and true."""
        node = self.node.get(key)
        return node is not None and node.says_yes

    def skip(self, why: str) -> None:
        """Leave the record out, and count it."""
        self.shelf.skipped.append(Skipped(self.id, self.title, why, self.shelf.path, self.line))
        self._is_done = True

    def text(self, key: str, markup: Markup, **known: Any) -> bool:
        """Read the text at a key; whether there was one."""
        return self.node_text(self.node.get(key), key, markup, **known)

    def node_text(self, node: Node | None, field: str, markup: Markup, **known: Any) -> bool:
        """Read a text of this record that stands at `node`."""
        if node is None or node.kind == "null":
            return False
        if node.kind in ("object", "array"):
            self.shelf.problem(self.line_of(node.start), "a text is expected", field)
            return False
        return self.layer_text(self.document.layer(node), field, markup, **known)

    def layer_text(self, below: Layer, field: str, markup: Markup, **known: Any) -> bool:
        """Read a text of this record that is already a layer. `known` goes to the entry."""
        if not below.text.strip():
            return False
        layer, inserted, faults = _read(below, markup)
        self.report(faults, below, field)
        if "\ufffd" in layer.text and not _was_typed(below):
            line = layer.position(layer.text.index("\ufffd"))[0]
            self.shelf.problem(line, "text is expected: a NUL or half a character stands here", field)
        text = layer.text.rstrip()
        if not text:
            return False
        channel = known.pop("channel", None) or self.form.channel
        known.setdefault("visibility", "private" if channel in _PRIVATE else None)
        entry = Entry(
            self.id, self.title, text, self.shelf.path, self.number, field, channel=channel,
            dialect=self.shelf.dialect, comments=self.comments, layer=layer, inserted=inserted, **known,
        )  # fmt: skip
        self.shelf.entries.append(entry)
        self._is_done = True
        return True

    def report(self, faults: tuple[Fault, ...], layer: Layer, field: str) -> None:
        """Note what is wrong with a text inside the record; offsets are those of `layer`."""
        for fault in faults:
            offset = min(fault.offset, max(0, len(layer.text) - 1))
            self.shelf.problem(layer.position(offset)[0], fault.expected, field)

    def close(self) -> None:
        """A record that gave no text is skipped."""
        if not self._is_done:
            self.skip("no text")


def _was_typed(layer: Layer) -> bool:
    """Whether U+FFFD stands in the file itself, or was reported when the file was decoded."""
    while layer.below is not None:
        layer = layer.below
    offset = layer.text.find("\ufffd")
    raw = layer.place.slice(*layer.map.span(offset, offset + 1)) if offset >= 0 else ""
    return raw == "\ufffd" or "\udc80" <= raw <= "\udcff"


def _read(below: Layer, markup: Markup) -> tuple[Layer, tuple[tuple[int, int], ...], tuple[Fault, ...]]:
    match markup:
        case "html":
            html = read_html(below)
            return html.layer, html.inserted, html.faults
        case "markdown" | "chat-markdown":
            marked = read_markdown(below, joins_lines=markup == "markdown")
            return marked.layer, (), marked.faults
        case "bbcode":
            return read_bbcode(read_plain(below)), (), ()
        case _:
            return read_plain(below, joins_lines=markup == "wrapped"), (), ()


def channel_of(*names: str) -> Channel | None:
    """The channel that all the names mean; None when one is unknown or they mean different ones."""
    found = {_CHANNELS.get(name.strip().casefold()) for name in names if name.strip()}
    return found.pop() if len(found) == 1 else None


def visibility_of(name: str) -> Visibility | None:
    """`public` or `private`, in English or Dutch."""
    known: Mapping[str, Visibility] = {
        "public": "public", "openbaar": "public", "private": "private", "privé": "private", "prive": "private",
    }  # fmt: skip
    return known.get(name.strip().casefold())


def language_of(*names: str) -> str | None:
    """The two letters of the first name that is a language (`nl-BE`, `nld`, `Dutch`)."""
    for name in names:
        key = name.strip().casefold()
        if key in _LANGUAGES:
            return _LANGUAGES[key]
        if re.fullmatch(r"[a-z]{2}(?:[-_][a-z0-9]{2,4})?", key):
            return key[:2]
    return None
