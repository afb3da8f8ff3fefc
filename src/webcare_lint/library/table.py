"""CSV and TSV: which delimiter, which columns, and the table as records."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from webcare_lint.library.csvtext import Header, TableDocument, headers, rows_of
from webcare_lint.library.document import Fault, Node
from webcare_lint.library.plain import House
from webcare_lint.library.shelf import Format
from webcare_lint.library.sourcefile import Place

_LONGEST_NAME = 60


def header_of(text: str, formats: Iterable[Format], house: House) -> Header | None:
    """The header line, when it names columns that some format has; else None."""
    formats = tuple(formats)
    for header in headers(text):
        row = Node("object", {name: Node("null", "", 0, 0) for name in header.names}, 0, 0)
        is_export = len(header.names) > 1 and any(form.fits(row) for form in formats)
        if is_export or (house.text_column(header.names) and max(map(len, header.names)) <= _LONGEST_NAME):
            return header
    return None


def any_header(text: str) -> Header:
    """The first line as a header, with its most frequent delimiter."""
    return next(headers(text), Header(("",), ",", 0, 0))


def looks_like_table(text: str) -> bool:
    """Whether a text is a table all the same, though no column has a name that says what it holds."""
    header = any_header(text)
    if not all(header.names) or len(header.names) < (3 if header.delimiter == "," else 2):
        return False
    rows = list(islice(rows_of(text, header), 20))
    return bool(rows) and all(row.fault is None and len(row.cells) == len(header.names) for row in rows)


def read_table(text: str, place: Place, header: Header) -> TableDocument:
    """The table below a header."""
    return TableDocument(text, place, header, is_php="fallback_msg" in header.names)


def missing_column(house: House, header: Header) -> Fault:
    """What is said of a table without a column for the text."""
    name = house.declared.get("text")
    wanted = f'a column "{name}"' if name else "a column Tekst, Text, Antwoord, Bericht, Message or Body"
    return Fault(header.start, f"{wanted} is expected in the header; declare it as `library: {{text: COLUMN}}`", "text")
