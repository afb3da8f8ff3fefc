"""Zendesk macros: `GET /api/v2/macros.json`, or the bare objects that backup scripts keep."""

from __future__ import annotations

from webcare_lint.library.document import Node
from webcare_lint.library.shelf import Format, Item, Markup


def _fits(record: Node) -> bool:
    actions = record.get("actions")
    if actions is None:
        return False
    return "raw_title" in record.fields or any("field" in action.fields for action in actions.items)


def _read(item: Item) -> None:
    actions = item.get("actions")
    fields = [(action.get("field"), action.get("value")) for action in (actions.items if actions else [])]
    by_name = [(field.text, value) for field, value in fields if field is not None and value is not None]
    if item.says_no("active"):
        item.skip("inactive")
        return
    # A text in dumps, a boolean in some accounts.
    if any(name == "comment_mode_is_public" and value.says_no for name, value in by_name):
        item.skip("internal note")
        return
    for name, value in by_name:
        markup: Markup = "html" if name == "comment_value_html" else "plain"
        if name in ("comment_value", "comment_value_html"):
            item.node_text(_reply(value), name, markup)


def _reply(value: Node) -> Node | None:
    """The text itself, or the second of `["channel:all", text]`: the first is a channel."""
    if value.kind != "array":
        return value
    texts = value.items[1:] if value.items and value.items[0].text.startswith("channel:") else value.items
    return texts[0] if texts else None


FORMAT = Format(
    name="zendesk",
    fits=_fits,
    read=_read,
    wrappers=("macros", "macro"),
    title="title",
    next_page=("next_page", "links.next"),
)
