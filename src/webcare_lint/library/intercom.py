"""Intercom macros: `GET /macros`; HTML with placeholders as empty elements."""

from __future__ import annotations

from webcare_lint.library.document import Node
from webcare_lint.library.shelf import Format, Item


def _fits(record: Node) -> bool:
    kind = record.get("type")
    is_macro = kind is not None and kind.text == "macro"
    return "body" in record.fields and (is_macro or "body_text" in record.fields)


def _read(item: Item) -> None:
    places = item.get("available_on")
    names = {place.text for place in places.items} if places else set()
    channel = "chat" if names == {"messenger"} else None
    # `body_text` is the same text once more, without tags.
    if not item.text("body", "html", channel=channel) and item.get("body") is None:
        item.text("body_text", "plain", channel=channel)


FORMAT = Format(
    name="intercom", fits=_fits, read=_read, wrappers=("data",), title="name", next_page=("pages.next.starting_after",)
)
