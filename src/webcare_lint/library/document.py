"""A file read as a tree of values that know where they stand: JSON, YAML and tables come out alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from webcare_lint.library.sourcemap import Layer

Kind = Literal["object", "array", "string", "number", "true", "false", "null"]

MOST_NESTED = 100
"""Values nested deeper than this are refused."""

_NO_ITEMS: Final[list[Node]] = []
_NO_FIELDS: Final[dict[str, Node]] = {}
_FALSE = frozenset({"false", "0", "no", "nee", "n", "off", "inactive", "inactief", "uit", "onwaar"})
_TRUE = frozenset({"true", "1", "yes", "ja", "j", "y", "on", "active", "actief", "aan", "waar", "-1"})


class Node:
    """One value and its span in the text it was read from; `is_complete` is False when the file broke off inside it."""

    __slots__ = ("_value", "end", "is_complete", "kind", "start")

    def __init__(self, kind: Kind, value: str | list[Node] | dict[str, Node], start: int, end: int):
        self.kind, self._value, self.start, self.end, self.is_complete = kind, value, start, end, True

    @property
    def items(self) -> list[Node]:
        """The values of an array; of anything else, none."""
        return self._value if isinstance(self._value, list) else _NO_ITEMS

    @property
    def fields(self) -> dict[str, Node]:
        """The values of an object by key; of anything else, none."""
        return self._value if isinstance(self._value, dict) else _NO_FIELDS

    @property
    def text(self) -> str:
        """A scalar as text; empty for null, objects and arrays."""
        return self._value if isinstance(self._value, str) and self.kind != "null" else ""

    @property
    def says_no(self) -> bool:
        """Whether it is false, 0, "false", "nee" …; never true of something empty."""
        return self.text.strip().casefold() in _FALSE

    @property
    def says_yes(self) -> bool:
        """Whether it is true, 1, "true", "ja" …"""
        return self.text.strip().casefold() in _TRUE

    def get(self, path: str) -> Node | None:
        """The value at a key, or at a dotted path of keys (`content.body`)."""
        if path in self.fields:
            return self.fields[path]
        first, _, rest = path.partition(".")
        return self.fields[first].get(rest) if rest and first in self.fields else None


class Fault(NamedTuple):
    """Something wrong at an offset of the text being read, and what was expected there."""

    offset: int
    expected: str
    field: str = ""


class Comment(NamedTuple):
    """A comment of the file itself, outside every text, and the line it stands on."""

    text: str
    line: int


class Document:
    """A tree and the text it was read from; `layer` gives a scalar of it as a text that knows where it stands."""

    def __init__(self, root: Node | None, faults: Sequence[Fault] = ()):
        self.root, self.faults = root, tuple(faults)

    def layer(self, node: Node) -> Layer:
        """The text of a scalar, with its map."""
        raise NotImplementedError

    def comments(self, records: Sequence[Node]) -> Mapping[int, tuple[Comment, ...]]:
        """The comments to webcare-lint that stand in or directly above a record, by the place of that record."""
        return {}
