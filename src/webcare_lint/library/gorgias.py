"""Gorgias macros: `GET /api/macros`."""

from __future__ import annotations

from webcare_lint.library.document import Node
from webcare_lint.library.shelf import Format, Item, Markup, language_of


def _fits(record: Node) -> bool:
    actions = record.get("actions")
    if actions is None:
        return False
    return "archived_datetime" in record.fields or any("arguments" in action.fields for action in actions.items)


def _read(item: Item) -> None:
    archived = item.get("archived_datetime")
    if archived is not None and archived.text:
        item.skip("archived")
        return
    language = item.get("language")
    actions = item.get("actions")
    for action in actions.items if actions else []:
        name, arguments = action.get("name"), action.get("arguments")
        if name is None or arguments is None or name.text != "setResponseText":
            continue
        # `body_text` is the same text once more, without tags.
        for field in ("body_html", "body_text"):
            markup: Markup = "html" if field == "body_html" else "plain"
            if item.node_text(
                arguments.get(field), field, markup, language=language_of(language.text if language else "")
            ):
                break


FORMAT = Format(
    name="gorgias", fits=_fits, read=_read, wrappers=("data",), title="name", next_page=("meta.next_cursor",)
)
