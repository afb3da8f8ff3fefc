"""Freshdesk and Freshservice canned responses: `GET /api/v2/canned_response_folders/{id}/responses`."""

from __future__ import annotations

from webcare_lint.library.document import Node
from webcare_lint.library.shelf import Format, Item


def _fits(record: Node) -> bool:
    return "content_html" in record.fields or ("folder_id" in record.fields and "content" in record.fields)


def _read(item: Item) -> None:
    # `content` is the same text once more, without tags.
    if not item.text("content_html", "html"):
        item.text("content", "plain")


FORMAT = Format(name="freshdesk", fits=_fits, read=_read, wrappers=("canned_responses", "canned_response"))
