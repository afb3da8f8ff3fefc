"""Live Helper Chat canned messages: the CSV of its export, with translations as JSON in a cell."""

from __future__ import annotations

from webcare_lint.library.document import Node
from webcare_lint.library.jsontext import JsonDocument
from webcare_lint.library.shelf import Format, Item, language_of


def _fits(record: Node) -> bool:
    return "msg" in record.fields and not record.fields.keys().isdisjoint(("fallback_msg", "auto_send", "languages"))


def _read(item: Item) -> None:
    if item.says_yes("disabled"):
        item.skip("disabled")
        return
    item.text("msg", "bbcode")
    item.text("fallback_msg", "bbcode")
    _read_translations(item)
    item.text("html_snippet", "html", is_fragment=True)


def _read_translations(item: Item) -> None:
    cell = item.get("languages")
    if cell is None or not cell.text.strip():
        return
    below = item.document.layer(cell)
    translations = JsonDocument(below.text, below.place, below)
    item.report(translations.faults, below, "languages")
    for number, translation in enumerate(translations.root.items if translations.root else []):
        names = translation.get("languages")
        language = language_of(*(name.text for name in names.items)) if names else None
        for key in ("message", "fallback_message"):
            node = translation.get(key)
            if node is not None and node.kind == "string":
                field = f"languages[{number}].{key}"
                item.layer_text(translations.layer(node), field, "bbcode", language=language)


FORMAT = Format(name="livehelperchat", fits=_fits, read=_read, channel="chat")
