"""osTicket canned responses: the seed file premade.yaml, or a query on the table `canned_response`."""

from __future__ import annotations

from webcare_lint.library.document import Node
from webcare_lint.library.shelf import Format, Item, language_of


def _fits(record: Node) -> bool:
    return "response" in record.fields and not record.fields.keys().isdisjoint(("isenabled", "canned_id"))


def _read(item: Item) -> None:
    if item.says_no("isenabled"):
        item.skip("disabled")
        return
    language = item.get("lang")
    item.text("response", "html", language=language_of(language.text if language else ""))


FORMAT = Format(name="osticket", fits=_fits, read=_read, id="canned_id", channel="email")
