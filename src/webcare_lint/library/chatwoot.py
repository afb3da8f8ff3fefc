"""Chatwoot canned responses: `GET /api/v1/accounts/{id}/canned_responses`; Markdown."""

from __future__ import annotations

from webcare_lint.library.document import Node
from webcare_lint.library.shelf import Format, Item


def _fits(record: Node) -> bool:
    return "short_code" in record.fields and "content" in record.fields


def _read(item: Item) -> None:
    item.text("content", "chat-markdown")


FORMAT = Format(name="chatwoot", fits=_fits, read=_read, wrappers=("payload", "data"), title="short_code")
