"""Help Scout saved replies, as somebody collected them from `/v2/mailboxes/{id}/saved-replies/{id}`."""

from __future__ import annotations

from webcare_lint.library.document import Node
from webcare_lint.library.shelf import Format, Item


def _fits(record: Node) -> bool:
    fields = record.fields
    if "name" not in fields:
        return False
    text = fields.get("text")
    holds_placeholder = text is not None and ("{%customer." in text.text or "{%user." in text.text)
    return holds_placeholder or not fields.keys().isdisjoint(("chatText", "preview", "chatPreview"))


def _read(item: Item) -> None:
    if item.get("text") is None and item.get("chatText") is None and _is_preview(item.node):
        expected = '"text" or "chatText" is expected: this list holds previews only; collect /saved-replies/{id}'
        item.shelf.problem(item.line, expected, "preview")
        item.skip("preview only")
        return
    # Two texts, written apart: one for e-mail and one for chat.
    item.text("text", "html", channel="email")
    item.text("chatText", "plain", channel="chat")


def _is_preview(record: Node) -> bool:
    return "preview" in record.fields or "chatPreview" in record.fields


FORMAT = Format(
    name="helpscout", fits=_fits, read=_read, wrappers=("_embedded.replies", "savedReplies", "replies"), title="name"
)
