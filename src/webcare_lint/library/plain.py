"""What people keep by hand, whatever the file is written in: records with a title and a text, by declared or usual names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from webcare_lint.errors import Problem, nearest
from webcare_lint.library.document import Node
from webcare_lint.library.html import looks_like_html
from webcare_lint.library.shelf import Format, Item, Markup, channel_of, language_of, visibility_of

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "text": (
        "text", "tekst", "antwoord", "antwoordtekst", "standaardantwoord", "bericht", "message", "body", "content",
        "inhoud", "reply", "response", "answer", "msg",
    ),
    "title": ("title", "titel", "naam", "name", "onderwerp", "subject", "kop", "short_code"),
    "id": ("id", "key", "code", "sleutel", "nummer"),
    "language": ("language", "taal", "lang", "locale"),
    "channel": ("channel", "kanaal"),
    "visibility": ("visibility", "zichtbaarheid"),
    "active": ("active", "actief", "enabled"),
}  # fmt: skip
"""What can be declared of a house format, and the names that are understood without."""


class House:
    """The names of the keys or columns of a house format."""

    def __init__(self, mapping: Mapping[str, str] | None = None):
        self.declared = dict(mapping or {})
        for name in self.declared:
            if name not in FIELDS:
                expected = f'one of {", ".join(FIELDS)} is expected, not "{name}"{nearest(name, FIELDS)}'
                raise Problem(expected, field=f"library.{name}")

    def key(self, field: str, record: Node) -> str | None:
        """The key under which a record holds a field."""
        if field in self.declared:
            return self.declared[field] if record.get(self.declared[field]) is not None else None
        usual = {key.casefold().strip(): key for key in reversed(record.fields)}
        return next((usual[name] for name in FIELDS[field] if name in usual), None)

    def text_column(self, names: Iterable[str]) -> str | None:
        """The column of a table that holds the text."""
        if "text" in self.declared:
            return self.declared["text"] if self.declared["text"] in names else None
        usual = {name.casefold(): name for name in names}
        return next((usual[name] for name in FIELDS["text"] if name in usual), None)

    def fits(self, record: Node) -> bool:
        """Whether a record has a text."""
        return self.key("text", record) is not None

    def value(self, field: str, item: Item) -> str:
        """A field of a record as text; empty when there is none."""
        key = self.key(field, item.node)
        node = item.get(key) if key else None
        return node.text.strip() if node else ""


def records(root: Node, house: House) -> list[Node] | None:
    """The records of a file: a list, a list under some key, or a mapping by title or id; None when it is none of these."""
    if root.kind == "array":
        return root.items if any(house.fits(item) for item in root.items[:20]) or not root.items else None
    if house.fits(root):
        return [root]
    for value in root.fields.values():
        if value.kind == "array" and any(house.fits(item) for item in value.items[:20]):
            return value.items
    if not root.fields or house.declared:
        return None
    made = [_of_pair(key, value, house) for key, value in root.fields.items()]
    whole = [node for node in made if node is not None]
    return whole if len(whole) == len(made) else None


def _of_pair(key: str, value: Node, house: House) -> Node | None:
    """A record of `title: text`, or of `id: {title, text}`."""
    name = Node("string", key, value.start, value.start)
    if value.kind == "string":
        made = Node("object", {"title": name, "text": value}, value.start, value.end)
    elif value.kind == "object" and house.fits(value):
        made = Node("object", {"id": name, **value.fields}, value.start, value.end)
    else:
        return None
    made.is_complete = value.is_complete
    return made


def plain_format(source: str, house: House, sample: Node | None, *, wraps: bool = False) -> Format:
    """How to read a house format; `sample` is its first record, `wraps` says that texts may hold wrapped lines."""

    def read(item: Item) -> None:
        active = house.key("active", item.node)
        if active and item.says_no(active):
            item.skip("inactive")
            return
        key = house.key("text", item.node)
        node = item.get(key) if key else None
        if key is None or node is None:
            item.skip("no text")
            return
        markup: Markup = "html" if looks_like_html(node.text) else "wrapped" if wraps else "plain"
        channel = channel_of(house.value("channel", item))
        known = {"visibility": visible} if (visible := visibility_of(house.value("visibility", item))) else {}
        language = language_of(house.value("language", item))
        item.text(key, markup, channel=channel, language=language, **known)

    identity, title = ((house.key(field, sample) if sample else None) or field for field in ("id", "title"))
    return Format(name=source, fits=house.fits, read=read, dialect="any", id=identity, title=title)
