"""XML as JUnit and Checkstyle write it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

# Not in XML 1.0, not even escaped.
_not_allowed = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(tag: str, parent: Xml.Element | None = None, /, *, text: str = "", **attributes: str | int) -> Xml.Element:
    """An element; what XML does not allow becomes U+FFFD."""
    given = {key: clean(str(value)) for key, value in attributes.items()}
    made = Xml.Element(tag, given) if parent is None else Xml.SubElement(parent, tag, given)
    if text:
        made.text = clean(text)
    return made


def clean(text: str) -> str:
    """The text with U+FFFD for what XML does not allow."""
    return _not_allowed.sub("\ufffd", text)


def document(root: Xml.Element) -> str:
    """The document as text."""
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'
