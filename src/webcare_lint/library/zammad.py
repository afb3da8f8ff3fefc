"""Zammad text modules: `GET /api/v1/text_modules`, the seed files in YAML, and the CSV of its importer."""

from __future__ import annotations

import re

from webcare_lint.library.document import Node
from webcare_lint.library.html import holds_tags
from webcare_lint.library.shelf import Format, Item

_MOST_WORDS_OF_A_FRAGMENT = 8


def _fits(record: Node) -> bool:
    return "keywords" in record.fields and "content" in record.fields and "name" in record.fields


def _read(item: Item) -> None:
    if item.says_no("active"):
        item.skip("inactive")
        return
    content = item.get("content")
    if content is None:
        return
    # What holds no tag at all is plain text, which Zammad turns into HTML when it is saved.
    item.text("content", "html" if holds_tags(content.text) else "plain", is_fragment=_is_fragment(content.text))


def _is_fragment(content: str) -> bool:
    """A greeting or a closing: a few words without a sentence. They are what text modules are for."""
    words = re.sub(r"<[^>]*>|#\{[^}]*\}", " ", content).split()
    return len(words) <= _MOST_WORDS_OF_A_FRAGMENT and not any(word[-1] in ".!?" for word in words)


FORMAT = Format(name="zammad", fits=_fits, read=_read, title="name")
