"""Front message templates: `GET /message_templates`; a subject and a body, both sent."""

from __future__ import annotations

from webcare_lint.library.document import Node
from webcare_lint.library.shelf import Format, Item


def _fits(record: Node) -> bool:
    identity = record.get("id")
    is_response = identity is not None and identity.text.startswith("rsp_")
    return "body" in record.fields and (is_response or "inbox_ids" in record.fields or "_links" in record.fields)


def _read(item: Item) -> None:
    item.text("subject", "plain", is_fragment=True)
    item.text("body", "html")


FORMAT = Format(
    name="front",
    fits=_fits,
    read=_read,
    wrappers=("_results",),
    title="name",
    channel="email",
    next_page=("_pagination.next",),
)
