"""JSON with positions: a scanner that keeps what is good of a broken file, and strings that map to their escapes."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final, NamedTuple

from webcare_lint.library.document import MOST_NESTED, Document, Fault, Kind, Node
from webcare_lint.library.sourcefile import Place, as_text
from webcare_lint.library.sourcemap import Layer, MapBuilder, SourceMap, identity

_BLANKS = r"[ \t\n\r]*+"
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN: Final = re.compile(
    rf"""{_BLANKS}(?P<comma>,{_BLANKS})?
    (?:(?P<key>{_STRING}){_BLANKS}:{_BLANKS})?
    (?: (?P<string>{_STRING})
      | (?P<open>[\[{{])
      | (?P<number>-?\d[\d.eE+-]*+(?![\w.]))
      | (?P<word>true|false|null)(?!\w)
      | (?P<close>[\]}}])
      | (?P<bad>\S)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(
    r"\\(?:u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})|u(?P<unit>[0-9a-fA-F]{4})|(?P<short>.))",
    re.DOTALL,
)
_SHORT: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_MOST_RESTARTS = 100
_WORDS: Final[dict[str, Kind]] = {"t": "true", "f": "false", "n": "null"}
_CLOSING: Final = {"array": "]", "object": "}"}


def starts_like_json(text: str) -> bool:
    """Whether a text can only be meant as JSON: `[` or `{` with a value behind it."""
    return re.match(r'\s*(?:\{\s*["}]|\[\s*(?:[\[{"\]\d]|-\d|true|false|null))', text) is not None and not re.match(
        r"\s*\{\{", text
    )


class JsonScanner:
    """Reads a value, with its key and comma, at a time; no recursion, so that nesting can't exhaust the stack."""

    def __init__(self, text: str):
        self.text = text
        self.roots: list[Node] = []
        self.faults: list[Fault] = []
        self._stack: list[Node] = []
        self._restarts = 0

    def scan(self) -> JsonScanner:
        """Read the whole text."""
        position: int | None = 0
        gave_up = False
        while position is not None:
            wrong = self._scan_from(position)
            position = None if wrong is None else self._restart(wrong)
            gave_up = wrong is not None and position is None
        if self._stack and not gave_up:
            expected = f'"{self._closing()}" is expected: the file ends before its end (a truncated export?)'
            self.faults.append(Fault(len(self.text), expected))
        for container in self._stack:
            container.end, container.is_complete = len(self.text), False
        return self

    def _scan_from(self, position: int) -> int | None:
        """Read on; gives the place of something that can't be passed over, or None at the end of the text."""
        text, stack = self.text, self._stack
        for match in _TOKEN.finditer(text, position):
            token = match.lastgroup or ""
            start, end = match.span(token)
            key = match["key"]
            if token == "close" and stack and key is None and text[start] == _CLOSING[stack[-1].kind]:
                if match["comma"]:
                    self._fault(start, f'no "," is expected before the closing "{text[start]}"')
                stack.pop().end = end
                continue
            parent = stack[-1] if stack else None
            is_field = parent is not None and parent.kind == "object"
            if token in ("bad", "close") or is_field is (key is None) or (match["comma"] and not _holds_values(parent)):
                self._fault(start if token == "bad" else match.start(), self._expectation(match))
                return start
            if not match["comma"] and _holds_values(parent):
                self._fault(start, '"," is expected before this value')
            node = self._node(token, start, end)
            if parent is None:
                self.roots.append(node)
            elif key is None:
                parent.items.append(node)
            else:
                parent.fields[_decoded(key)] = node
            if token == "open":
                stack.append(node)
                if len(stack) > MOST_NESTED:
                    self._fault(start, f"at most {MOST_NESTED} values in one another are expected")
                    return start
        return None

    def _node(self, token: str, start: int, end: int) -> Node:
        text = self.text
        if token == "string":
            return Node("string", _decoded(text[start:end]), start, end)
        if token == "open":
            return Node("array", [], start, end) if text[start] == "[" else Node("object", {}, start, end)
        return Node("number" if token == "number" else _WORDS[text[start]], text[start:end], start, end)

    def _fault(self, offset: int, expected: str) -> None:
        while offset < len(self.text) and self.text[offset].isspace():
            offset += 1  # the line that counts is the one where something stands
        self.faults.append(Fault(offset, expected))

    def _closing(self) -> str:
        return _CLOSING[self._stack[-1].kind]

    def _expectation(self, match: re.Match[str]) -> str:
        if match["bad"] == '"':
            return 'a closing " is expected: the text that opens here never ends (a truncated export?)'
        if not self._stack:
            return "a value is expected: [ or {"
        if match["key"] is not None:
            return 'a value is expected behind the key: "text", a number, true, false, null, [ or {'
        if self._stack[-1].kind == "object":
            return 'a key in double quotes with ":" behind it, or "}", is expected'
        return 'a value, "," or "]" is expected'

    def _restart(self, position: int) -> int | None:
        """Where the next entry begins, when the file is laid out so that this can be seen; else None."""
        depth = next((number for number, node in enumerate(self._stack) if node.kind == "array"), None)
        self._restarts += 1
        if depth is None or self._restarts > _MOST_RESTARTS or not self._stack[depth].items:
            return None
        first = self._stack[depth].items[0].start
        indent = self.text[self.text.rfind("\n", 0, first) + 1 : first]
        found = -1 if indent.strip() else self.text.find(f"\n{indent}{{", position)
        if found < 0:
            return None
        for container in self._stack[depth + 1 :]:
            container.end, container.is_complete = position, False
        del self._stack[depth + 1 :]
        # The comma belongs to what was passed over; without it the next entry would seem to lack one.
        comma = self.text.rfind(",", position, found + 1)
        return comma if comma >= 0 and not self.text[comma + 1 : found].strip() else found


def _holds_values(container: Node | None) -> bool:
    return container is not None and bool(container.items or container.fields)


def _decoded(literal: str) -> str:
    """The text of a string literal, quotes included."""
    return _ESCAPE.sub(_escaped_character, literal[1:-1]) if "\\" in literal else literal[1:-1]


def _with_map(text: str, start: int, end: int) -> tuple[str, SourceMap]:
    """The string literal between two offsets, quotes included, as text with its map."""
    builder = MapBuilder(start + 1)
    position = start + 1
    for match in _ESCAPE.finditer(text, start + 1, end - 1):
        builder.run(text[position : match.start()], position)
        builder.atom(_escaped_character(match), match.start(), match.end() - match.start())
        position = match.end()
    builder.run(text[position : end - 1], position)
    return builder.build()


def _escaped_character(match: re.Match[str]) -> str:
    if high := match["high"]:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(match["low"], 16) - 0xDC00)
    if unit := match["unit"]:
        return chr(int(unit, 16))
    return _SHORT.get(match["short"], match["short"])


class JsonStyle(NamedTuple):
    """How the writer of a file escapes: `letter` is what it writes as \\u escapes."""

    letter: re.Pattern[str]
    escapes_slash: bool
    has_capital_digits: bool
    avoids_backslash_quote: bool

    @classmethod
    def of(cls, text: str, *, avoids_backslash_quote: bool = False) -> JsonStyle:
        """The style of a file, as far as its text shows it."""
        signs = "".join(sign for sign in "<>&'" if f"\\u{ord(sign):04x}" in text.lower())
        others = r"\x80-\U0010ffff" if text.isascii() else ""
        return cls(
            letter=re.compile(rf"[\x00-\x1f{signs}{others}]"),
            escapes_slash="\\/" in text,
            has_capital_digits=re.search(r"\\u[0-9A-F]*[A-F]", text) is not None,
            avoids_backslash_quote=avoids_backslash_quote,
        )

    def escape(self, new: str) -> str:
        """`new` as the inside of a string of that file."""
        new = new.replace("\\", "\\\\").replace('"', "\\u0022" if self.avoids_backslash_quote else '\\"')
        if self.escapes_slash:
            new = new.replace("/", "\\/")
        new = new.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
        return self.letter.sub(self._unicode_escape, new)

    def _unicode_escape(self, match: re.Match[str]) -> str:
        units = match[0].encode("utf-16-be")
        digits = [units[number : number + 2].hex() for number in range(0, len(units), 2)]
        return "".join("\\u" + (digit.upper() if self.has_capital_digits else digit) for digit in digits)


class JsonString(Layer):
    """The text of a JSON string."""

    def __init__(self, text: str, source_map: SourceMap, below: Layer | None, place: Place, style: JsonStyle):
        super().__init__(text, source_map, below, place)
        self._style = style

    def escape(self, start: int, end: int, new: str) -> str | None:
        """`new` with the escapes that this file uses."""
        return self._style.escape(new)


class JsonDocument(Document):
    """JSON text with positions; `below` is the layer it stands in, when it stands in a cell of a table."""

    def __init__(self, text: str, place: Place, below: Layer | None = None):
        scanner = JsonScanner(text).scan()
        super().__init__(_one_root(scanner), scanner.faults)
        self._text, self._place, self._below = text, place, below

    @cached_property
    def _style(self) -> JsonStyle:
        # PHP's fputcsv and fgetcsv stumble over a quote behind a backslash; \u0022 says the same.
        return JsonStyle.of(self._text, avoids_backslash_quote=self._below is not None)

    def layer(self, node: Node) -> Layer:
        """The text of a string, with its map; a number or a word stands for itself."""
        if node.kind != "string":
            return JsonString(node.text, identity(len(node.text), node.start), self._below, self._place, self._style)
        if self._text.find("\\", node.start, node.end) < 0:
            text, source_map = node.text, identity(len(node.text), node.start + 1)
        else:
            text, source_map = _with_map(self._text, node.start, node.end)
        return JsonString(as_text(text), source_map, self._below, self._place, self._style)


def _one_root(scanner: JsonScanner) -> Node | None:
    """The value of the file; several values (JSON Lines) are an array of them."""
    if len(scanner.roots) < 2:
        return scanner.roots[0] if scanner.roots else None
    root = Node("array", list(scanner.roots), scanner.roots[0].start, scanner.roots[-1].end)
    root.is_complete = all(node.is_complete for node in scanner.roots)
    return root
