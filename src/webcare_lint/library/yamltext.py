"""YAML with positions: the parser's events become a tree, and scalars map to how they are written."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import yaml

from webcare_lint.library.document import MOST_NESTED, Comment, Document, Fault, Kind, Node
from webcare_lint.library.sourcefile import Place
from webcare_lint.library.sourcemap import Layer, MapBuilder, SourceMap, identity

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_RESTARTS = 100

_not_allowed = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_looks_like_yaml = re.compile(r"""(?:\s*(?:\#[^\n]*)?\n|---[^\n]*\n|%YAML[^\n]*\n)*(?:-(?:[ \t]|\r?\n)|["']?[^\s"'#:<>{}\[\]*][^\n:]{0,60}["']?:(?:[ \t]|\r?\n))""")  # fmt: skip

_BREAK = r"(?:\r\n|[\n\r\x85\u2028\u2029])"
_FOLD = rf"[ \t]*(?:{_BREAK}[ \t]*)+"
_breaks = re.compile(_BREAK)
_pieces_of: Final = {
    "": re.compile(rf"(?P<fold>{_FOLD})|(?P<run>[^\s]+|[ \t]+|\s)"),
    "'": re.compile(rf"(?P<fold>{_FOLD})|(?P<escape>'')|(?P<run>[^\s']+|[ \t]+|\s)"),
    '"': re.compile(
        rf"(?P<join>\\{_BREAK}[ \t]*)|(?P<escape>\\(?:x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}|.))"
        rf"|(?P<fold>{_FOLD})|(?P<run>[^\s\\]+|[ \t]+(?=\\{_BREAK})|[ \t]+|\s)"
    ),
}
_SHORT: Final = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029", "\t": "\t",
}  # fmt: skip
_words_and_blanks = re.compile(r"\s+|\S+")
_properties = re.compile(r"(?:[&!]\S*\s+)*")
_block_header = re.compile(rf"[|>][^\r\n\x85]*{_BREAK}?")
_comment = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*(webcare-lint:[^\r\n]*)", re.MULTILINE)
_first_word = re.compile(r"[^\s]").search
_risky_in_plain = re.compile(r"[,\[\]{}#&*!|>'\"%@`:?\n\r\t\\-]")


def looks_like_yaml(text: str) -> bool:
    """Whether the first line that is no comment is an item of a list or a key."""
    return _looks_like_yaml.match(text) is not None


class YamlDocument(Document):
    """YAML text with positions. Nothing is constructed, and an alias is the very value it stands for: no expansion."""

    def __init__(self, text: str, place: Place):
        # What YAML does not allow becomes U+FFFD, one for one, so that one odd character does not hide the file.
        self._text, self._place = _not_allowed.sub("\ufffd", text), place
        tree = _Tree(self._text)
        super().__init__(tree.root(), tree.faults)

    def layer(self, node: Node) -> Layer:
        """The text of a scalar, with its map."""
        skipped = _properties.match(self._text, node.start, node.end)
        start = skipped.end() if skipped else node.start
        style = self._text[start : start + 1]
        text, source_map = _mapped(self._text, start, node.end, style, node.text)
        return YamlScalar(text, source_map, self._place, (start, node.end))

    def comments(self, records: Sequence[Node]) -> Mapping[int, tuple[Comment, ...]]:
        """Comments in a record, and those above it that are indented no deeper than it."""
        if "webcare-lint:" not in self._text or self.root is None or not records:
            return {}
        texts = sorted((node.start, node.end) for node in _scalars(self.root))
        tops = [self._top(node) for node in records]
        found: dict[int, tuple[Comment, ...]] = {}
        for match in _comment.finditer(self._text):
            text = bisect_right(texts, (match.start(), len(self._text))) - 1
            if text >= 0 and match.start() < texts[text][1]:
                continue  # not a comment: these words are part of a text
            number = max(0, bisect_right(tops, match.start()) - 1)
            if self._is_for_next(match.start(), number, tops):
                number += 1
            line = self._place.position(match.start())[0]
            found[number] = (*found.get(number, ()), Comment(match[1].strip(), line))
        return found

    def _top(self, record: Node) -> int:
        """Where the first line of a record begins to have text: its `-`, its key, or the key on a line above it."""
        start = self._text.rfind("\n", 0, record.start) + 1
        while start > 0 and not self._text[start : record.start].strip():
            above = self._text.rfind("\n", 0, start - 1) + 1
            if self._text[above:start].strip() and not self._text[above:start].lstrip().startswith("#"):
                start = above
                break
            start = above
        first = _first_word(self._text, start)
        return first.start() if first else start

    def _is_for_next(self, offset: int, number: int, tops: list[int]) -> bool:
        """Whether a comment on a line of its own stands above the next record, and not at the end of this one."""
        start = self._text.rfind("\n", 0, offset) + 1
        if self._text[start:offset].strip() or number + 1 == len(tops) or offset < tops[number]:
            return False
        following = tops[number + 1]
        return offset - start <= following - (self._text.rfind("\n", 0, following) + 1)


def _scalars(root: Node) -> Iterator[Node]:
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if not node.items and not node.fields:
            yield node
        nodes += [*node.items, *node.fields.values()]


class _Tree:
    """Builds nodes of events, and goes on at the next item of the list after a mistake."""

    def __init__(self, text: str):
        self._text = text
        self._roots: list[Node] = []
        self.faults: list[Fault] = []
        position: int | None = 0
        restarts = 0
        while position is not None and restarts <= _MOST_RESTARTS:
            position = self._read(position)
            restarts += 1

    def root(self) -> Node | None:
        """The value of the file; the lists of several documents are one list."""
        if len(self._roots) < 2:
            return self._roots[0] if self._roots else None
        items = [item for root in self._roots for item in (root.items if root.kind == "array" else [root])]
        return Node("array", items, self._roots[0].start, self._roots[-1].end)

    def _read(self, base: int) -> int | None:
        stack: list[tuple[Node, list[Node]]] = []
        anchors: dict[str, Node] = {}
        try:
            for event in yaml.parse(self._text[base:] if base else self._text, Loader=_Loader):
                if not self._take(event, base, stack, anchors):
                    return None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            offset = base + mark.index if mark else base
            return self._fail(offset, _what_to_type(error), stack)
        return None

    def _take(self, event: Any, base: int, stack: list[tuple[Node, list[Node]]], anchors: dict[str, Node]) -> bool:
        if isinstance(event, yaml.CollectionEndEvent):
            node, keys = stack.pop()
            node.end = _span(event, base)[1]
            _pair_up(node, keys)
            return True
        if isinstance(event, yaml.AliasEvent):
            node = anchors.get(str(event.anchor)) or Node("null", "", *_span(event, base))
        elif isinstance(event, yaml.NodeEvent):
            node = _node(event, base)
            if event.anchor:
                anchors[event.anchor] = node
        else:
            return True
        if stack:
            stack[-1][1].append(node)
        else:
            self._roots.append(node)
        if isinstance(event, yaml.CollectionStartEvent):
            if len(stack) >= MOST_NESTED:
                self._fail(node.start, f"at most {MOST_NESTED} values in one another are expected", stack)
                return False
            stack.append((node, []))
        return True

    def _fail(self, offset: int, expected: str, stack: list[tuple[Node, list[Node]]]) -> int | None:
        """Note the mistake, keep what is whole, and say where the next item of the outermost list begins."""
        self.faults.append(Fault(min(offset, len(self._text)), expected))
        for node, children in stack:
            node.end, node.is_complete = offset, False
            _pair_up(node, children)
        if not self._roots or self._roots[-1].kind != "array" or not self._roots[-1].items:
            return None
        start = self._text.rfind("\n", 0, self._roots[-1].start) + 1
        indent = self._text[start : self._roots[-1].start]
        if indent.strip():
            return None
        found = self._text.find(f"\n{indent}- ", max(offset - 1, self._roots[-1].items[-1].start))
        return None if found < 0 else found + 1


def _pair_up(node: Node, children: list[Node]) -> None:
    """Give a container its values: those of a mapping come as key, value, key, value."""
    if node.kind == "array":
        node.items.extend(children)
    else:
        pairs = zip(children[::2], children[1::2], strict=False)
        node.fields.update({key.text: value for key, value in pairs if not key.fields and not key.items})


def _span(event: Any, base: int) -> tuple[int, int]:
    return base + event.start_mark.index, base + event.end_mark.index


def _node(event: Any, base: int) -> Node:
    start, end = _span(event, base)
    if isinstance(event, yaml.SequenceStartEvent):
        return Node("array", [], start, end)
    if isinstance(event, yaml.MappingStartEvent):
        return Node("object", {}, start, end)
    kind: Kind = "null" if event.value in _NULLS and event.style not in ("'", '"', "|", ">") else "string"
    return Node(kind, event.value, start, end)


def _what_to_type(error: yaml.MarkedYAMLError) -> str:
    """The parser's complaint in our words: its own could print the text."""
    said = f"{error.context or ''} {error.problem or ''}"
    if "quoted scalar" in said or "end of stream" in said:
        return "a closing quote is expected: the text that opens here never ends"
    if "mapping values are not allowed" in said:
        return 'one ": " in a line is expected; put the text in quotes'
    if "cannot start any token" in said or "\\t" in said:
        return "blanks and text are expected: no tab, @ or ` at the start; put the text in quotes"
    if "':'" in said:
        return 'a ":" behind the key is expected'
    if "escape" in said:
        return 'a known escape is expected behind "\\"; write "\\\\" for the sign itself'
    if "alias" in said or "anchor" in said or "tag" in said:
        return "plain text is expected: put what begins with *, & or ! in quotes"
    return "the same indentation as the lines above is expected, or a quote is out of place"


def _mapped(text: str, start: int, end: int, style: str, value: str) -> tuple[str, SourceMap]:
    if style in ("|", ">"):
        made = _block(text, start, end, value)
    elif style in ("'", '"'):
        made = _flow(text, start + 1, end - 1, style)
    elif text[start:end] == value:
        return value, identity(len(value), start)
    else:
        made = _flow(text, start, end, "")
    if made is not None and made[0] == value:
        return made
    builder = MapBuilder(start)
    builder.atom(value, start, end - start, fixed=True)
    return builder.build()


def _flow(text: str, start: int, end: int, style: str) -> tuple[str, SourceMap]:
    """A plain or quoted scalar: line ends fold, and quotes have their escapes."""
    builder = MapBuilder(start)
    for match in _pieces_of[style].finditer(text, start, end):
        width = match.end() - match.start()
        match match.lastgroup:
            case "run":
                builder.run(match[0], match.start())
            case "fold":
                breaks = len(_breaks.findall(match[0]))
                builder.atom(" " if breaks == 1 else "\n" * (breaks - 1), match.start(), width, fixed=True)
            case "escape":
                builder.atom(_escaped(match[0]), match.start(), width)
            case _:
                pass  # a backslash at the end of a line joins it to the next: no text
    return builder.build()


def _escaped(escape: str) -> str:
    if escape == "''":
        return "'"
    if len(escape) > 2:
        code = int(escape[2:], 16)
        return chr(code) if code < 0x110000 else "\ufffd"
    return _SHORT.get(escape[1], escape[1])


def _block(text: str, start: int, end: int, value: str) -> tuple[str, SourceMap] | None:
    """A literal or folded scalar: the words are the same, only the blanks between them differ."""
    header = _block_header.match(text, start, end)
    raw = header.end() if header else start
    builder = MapBuilder(raw)
    for number, match in enumerate(_words_and_blanks.finditer(value)):
        piece = match[0]
        blanks = raw
        while raw < end and text[raw].isspace():
            raw += 1
        if not piece.isspace():
            if not text.startswith(piece, raw) or (number and blanks != raw):
                return None
            builder.run(piece, raw)
            raw += len(piece)
        elif text[blanks:raw] == piece:
            builder.run(piece, blanks)
        else:
            builder.atom(piece, blanks, raw - blanks, fixed=True)
    return builder.build()


class YamlScalar(Layer):
    """The text of a YAML scalar, in whichever of the five ways it is written."""

    def __init__(self, text: str, source_map: SourceMap, place: Place, span: tuple[int, int]):
        super().__init__(text, source_map, None, place)
        self._span = span

    def escape(self, start: int, end: int, new: str) -> str | None:
        """`new` in the style of the scalar; None unless the parser then reads exactly what was meant."""
        raw = self.place.slice(*self._span)
        escaped = _in_style(raw[:1], new)
        if escaped is None:
            return None
        first, last = (offset - self._span[0] for offset in self.map.span(start, end))
        meant = self.text[:start] + new + self.text[end:]
        return escaped if _read_back(raw[:first] + escaped + raw[last:]) == meant else None


def _in_style(style: str, new: str) -> str | None:
    if style == '"':
        new = new.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return None if _not_allowed.search(new) else new
    if "\n" in new or "\r" in new or _not_allowed.search(new):
        return None
    if style == "'":
        return new.replace("'", "''")
    if style in ("|", ">"):
        return new
    # A plain scalar may stand inside [ ] or { }, which the scalar alone does not show: only harmless signs.
    return None if _risky_in_plain.search(new.replace("'", "").replace("-", "")) else new


def _read_back(raw: str) -> str | None:
    try:
        events = [event for event in _events(f"key: {raw}") if isinstance(event, yaml.ScalarEvent)]
    except yaml.YAMLError:
        return None
    return str(events[1].value) if len(events) == 2 else None


def _events(text: str) -> Iterator[Any]:
    return iter(list(yaml.parse(text, Loader=_Loader)))
