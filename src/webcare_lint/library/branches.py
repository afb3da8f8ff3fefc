"""Branches: the texts that a template with `{% if %}`, `{% case %}` and `{% for %}` can become."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from webcare_lint.library.sourcemap import MapBuilder, SourceMap, identity
from webcare_lint.liquid import BLOCKS, DIALECTS, Tag, tags

MOST_VARIANTS = 16
"""At most so many variants of one text; beyond that each branch still stands in one, as far as these reach."""

_MOST_NESTED = 20
_Span = tuple[int, int]
# A way through a template: the way up to here, and the span that comes next.
_Way: TypeAlias = "tuple[_Way, _Span] | None"


class Variant(NamedTuple):
    """One of the texts a template can become; `span` and `offset` lead back to the template."""

    text: str
    map: SourceMap

    def offset(self, offset: int) -> int:
        """Where the code point at `offset` stands in the template."""
        return self.map.start(offset)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the template of `text[start:end]`."""
        return self.map.span(start, end)


class _Choice:
    """What stands between an opening and a closing tag: branches, of which one is sent."""

    def __init__(self, name: str):
        self.name = name
        self.branches: list[list[_Span | _Choice]] = [[]]
        self.may_be_left_out = name in ("if", "unless", "case")


def branches(text: str, dialect: str = "any") -> tuple[Variant, ...]:
    """Every text the template can become, at most `MOST_VARIANTS`; loops go round once. Without tags: the text."""
    if dialect not in DIALECTS or "{%" not in text:
        return (Variant(text, identity(len(text))),)
    found: dict[str, Variant] = {}
    for way in _expand(_parse(text), [None], MOST_VARIANTS):
        builder = MapBuilder()
        for start, end in _spans(way):
            builder.run(text[start:end], start)
        variant = Variant(*builder.build())
        if variant.text.strip():
            found.setdefault(variant.text, variant)
    return tuple(found.values())


def _parse(text: str) -> list[_Span | _Choice]:
    root = _Choice("")
    stack = [root]
    position = 0
    hidden = ""  # the tag that ends what is being passed over: endcomment, endraw
    for tag in tags(text):
        if hidden and tag.name != hidden:
            continue
        if hidden != "endcomment" and tag.start > position:
            stack[-1].branches[-1].append((position, tag.start))
        position = tag.end
        hidden = _take(tag, stack, hidden)
    if position < len(text) and hidden != "endcomment":
        stack[-1].branches[-1].append((position, len(text)))
    return root.branches[0]


def _take(tag: Tag, stack: list[_Choice], hidden: str) -> str:
    """Open, divide or close a choice; gives the tag up to which everything else is passed over."""
    if hidden:
        return ""
    if tag.name in ("comment", "raw"):
        return f"end{tag.name}"
    if tag.name in BLOCKS and len(stack) < _MOST_NESTED:
        choice = _Choice(tag.name)
        stack[-1].branches[-1].append(choice)
        stack.append(choice)
    elif tag.name in ("else", "elsif", "when") and len(stack) > 1:
        stack[-1].branches.append([])
        if tag.name == "else":
            stack[-1].may_be_left_out = False
    elif tag.name == f"end{stack[-1].name}" and len(stack) > 1:
        stack.pop()
    return ""


def _expand(nodes: list[_Span | _Choice], ways: list[_Way], most: int) -> list[_Way]:
    """The ways through, each going on from one of `ways`; at most `most`, and each branch gets one as long as they last."""
    for node in nodes:
        if isinstance(node, tuple):
            ways = [(way, node) for way in ways]
            continue
        # What stands between {% case %} and the first {% when %} is never sent.
        options = node.branches[1:] if node.name == "case" else node.branches
        if node.may_be_left_out or not options:
            options = [*options, []]
        options = options[:most]
        if len(ways) * len(options) <= most:
            shares = [ways] * len(options)
        else:
            shares = [ways[number :: len(options)] or [ways[number % len(ways)]] for number in range(len(options))]
        each = max(1, most // len(options))
        found = [_expand(option, share, max(each, len(share))) for option, share in zip(options, shares, strict=True)]
        ways = [way for part in found for way in part][:most]
    return ways


def _spans(way: _Way) -> list[_Span]:
    spans: list[_Span] = []
    while way is not None:
        way, span = way
        spans.append(span)
    return spans[::-1]
