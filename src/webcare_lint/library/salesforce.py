"""Salesforce quick text: a query on QuickText as CSV (Data Loader) or JSON."""

from __future__ import annotations

from webcare_lint.library.document import Node
from webcare_lint.library.shelf import Format, Item, channel_of

_OWN_FIELDS = ("IsInsertable", "Shortcode", "FolderName", "FolderId", "SourceType", "IsDeleted", "Category")


def _fits(record: Node) -> bool:
    return "Message" in record.fields and not record.fields.keys().isdisjoint(_OWN_FIELDS)


def _read(item: Item) -> None:
    if item.says_yes("IsDeleted"):
        item.skip("deleted")
        return
    if item.says_no("IsInsertable"):
        item.skip("not insertable")
        return
    channels = item.get("Channel")
    item.text("Message", "plain", channel=channel_of(*channels.text.split(";")) if channels else None)


FORMAT = Format(name="salesforce", fits=_fits, read=_read, wrappers=("records",), id="Id", title="Name")
