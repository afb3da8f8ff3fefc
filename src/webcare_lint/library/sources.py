"""Which format a file is in, by its content, and how to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from webcare_lint.errors import Problem, nearest
from webcare_lint.library import (
    chatwoot,
    freshdesk,
    front,
    gorgias,
    helpscout,
    intercom,
    livehelperchat,
    markdown,
    osticket,
    plain,
    salesforce,
    table,
    xlsx,
    zammad,
    zendesk,
)
from webcare_lint.library.csvtext import Header
from webcare_lint.library.document import Document, Fault, Node
from webcare_lint.library.entry import Library
from webcare_lint.library.jsontext import JsonDocument, starts_like_json
from webcare_lint.library.plaintext import read_file
from webcare_lint.library.shelf import Format, Item, Shelf
from webcare_lint.library.sourcefile import MOST_BYTES, SourceFile, decode, read_bytes
from webcare_lint.library.yamltext import YamlDocument, looks_like_yaml

TOOLS: Final[tuple[Format, ...]] = (
    zendesk.FORMAT,
    gorgias.FORMAT,
    intercom.FORMAT,
    front.FORMAT,
    freshdesk.FORMAT,
    chatwoot.FORMAT,
    zammad.FORMAT,
    osticket.FORMAT,
    livehelperchat.FORMAT,
    salesforce.FORMAT,
    helpscout.FORMAT,
)
"""The care tools, those with the most telling records first."""

_SYNTAXES: Final = ("json", "yaml", "csv", "tsv", "xlsx", "markdown", "text", "folder")
SOURCES: Final[tuple[str, ...]] = (*sorted(form.name for form in TOOLS), *_SYNTAXES)
"""The names of the formats, for `source`."""

_BY_NAME: Final = {form.name: form for form in TOOLS}
_ARCHIVES: Final = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)
_TEXT_SUFFIXES: Final = frozenset({".txt", ".text", ""})
_MARKDOWN_SUFFIXES: Final = frozenset({".md", ".markdown"})
_YAML_SUFFIXES: Final = frozenset({".yaml", ".yml"})
_TREE_SUFFIXES: Final = _YAML_SUFFIXES | {".json", ".jsonl", ".ndjson"}
_TABLE_SUFFIXES: Final = frozenset({".csv", ".tsv", ".xlsx"})
_DATA_SUFFIXES: Final = _TREE_SUFFIXES | _TABLE_SUFFIXES


def read_library(
    path: Path,
    *,
    source: str | None = None,
    mapping: Mapping[str, str] | None = None,
    most_bytes: int = MOST_BYTES,
) -> Library:
    """Read a file or folder of canned responses, in the format `source` or the one its content shows.

    `mapping` declares the keys or columns of a house format: text, title, id, language, channel, visibility, active.
    Raises Problem for a wrong `source` or `mapping`; what is wrong with the file is in `.problems` of the answer.
    """
    if source is not None:
        check_source(source)
    house = plain.House(mapping)
    shelf = Shelf(path)
    try:
        read = _read_folder if path.is_dir() else _read_file
        found = read(path, source, house, shelf, most_bytes)
    except Problem as problem:
        shelf.problems.append(problem)
        found = source or "text"
    return shelf.library(path, found)


def check_source(source: str, field: str = "source") -> None:
    """Problem when a format has no such name."""
    if source not in SOURCES:
        expected = f'one of {", ".join(SOURCES)} is expected, not "{source}"{nearest(source, SOURCES)}'
        raise Problem(expected, field=field)


def _read_file(path: Path, source: str | None, house: plain.House, shelf: Shelf, most_bytes: int) -> str:
    """Read one file onto the shelf; gives the name of its format."""
    if source == "folder":
        raise Problem("a folder is expected", path=path)
    data = read_bytes(path, most_bytes)
    if data.startswith(b"PK\x03\x04") and (source == "xlsx" or xlsx.is_workbook(data)):
        return _read_workbook(data, path, house, shelf)
    for sign, what in _ARCHIVES:
        if data.startswith(sign):
            raise Problem(f"text is expected; this is {what}: unpack it or export it again", path=path, line=1)
    if source == "xlsx":
        raise Problem("an XLSX workbook is expected", path=path, line=1)
    file = decode(data, path)
    if file.problem is not None:
        shelf.problems.append(file.problem)
    if not file.text.strip():
        raise Problem("canned responses are expected; the file is empty", path=path, line=1)
    return _read_text(file, source, house, shelf)


def _read_text(file: SourceFile, source: str | None, house: plain.House, shelf: Shelf) -> str:
    text = file.text
    if source in ("markdown", "text"):
        return _read_prose(file, shelf, is_markdown=source == "markdown")
    tool = _BY_NAME.get(source or "")
    if source == "json" or (source not in ("yaml", "csv", "tsv") and starts_like_json(text)):
        return _read_tree(JsonDocument(text, file), "json", file, tool, source, house, shelf)
    formats = (tool,) if tool else TOOLS
    header = None if source == "yaml" else table.header_of(text, formats, house)
    if header is not None or source in ("csv", "tsv"):
        return _read_table(file, header, tool, source, house, shelf)
    if source == "yaml" or looks_like_yaml(text):
        document = YamlDocument(text, file)
        if source is not None or _is_yaml_library(document, text, file.path, house):
            return _read_tree(document, "yaml", file, tool, source, house, shelf)
    if tool is not None:
        raise Problem(f"an export of {tool.name} is expected: JSON, YAML or CSV", path=file.path, line=1)
    is_markdown = markdown.has_headings(text)
    suffix = file.path.suffix.lower()
    if not is_markdown and suffix in _TREE_SUFFIXES:  # an error page that was saved as an export, say
        raise Problem(_unknown(house), path=file.path, line=1, field="text")
    if not is_markdown and (suffix in _TABLE_SUFFIXES or table.looks_like_table(text)):
        return _read_table(file, None, None, source, house, shelf)
    return _read_prose(file, shelf, is_markdown=is_markdown)


def _is_yaml_library(document: Document, text: str, path: Path, house: plain.House) -> bool:
    """Whether YAML is meant: a letter, or Markdown, may begin with a line that looks like a key."""
    root = document.root
    if root is None or root.kind not in ("array", "object"):
        return False
    if root.kind == "array":
        return any(item.kind == "object" for item in root.items)
    if any(house.fits(item) for value in root.fields.values() for item in value.items[:20]):
        return True  # a list of records below a key
    if markdown.has_headings(text) and path.suffix.lower() not in _YAML_SUFFIXES:
        return False  # its headings are comments in YAML, and comments of YAML are headings
    if any(form.recognises(root) for form in TOOLS):
        return True
    return plain.records(root, house) is not None and (
        house.fits(root) or len(root.fields) > (4 if document.faults else path.suffix.lower() not in _YAML_SUFFIXES)
    )


def _read_tree(
    document: Document,
    syntax: str,
    file: SourceFile,
    tool: Format | None,
    source: str | None,
    house: plain.House,
    shelf: Shelf,
) -> str:
    """Read JSON or YAML: as the tool's export it is, or as a house format."""
    _report(document.faults, file, shelf)
    _say_encoding(file, syntax, shelf)
    root = document.root
    if root is None:
        if not document.faults:
            shelf.problem(1, "canned responses are expected; there are none")
        return source or syntax
    if tool is None and source is None and not _is_declared(root, house):
        tool = next((form for form in TOOLS if form.recognises(root)), None)
    if tool is not None:
        _say_next_page(tool, root, file, shelf)
        return _read_records(tool, document, tool.records(root), file.line, shelf)
    records = plain.records(root, house)
    if records is None:
        if root.is_complete or not document.faults:  # that the file broke off has been said
            shelf.problem(file.line(root.start), _unknown(house), "text")
        return source or syntax
    sample = next((record for record in records if house.fits(record)), None)
    form = plain.plain_format(syntax, house, sample, wraps=syntax == "yaml")
    return _read_records(form, document, records, file.line, shelf)


def _is_declared(root: Node, house: plain.House) -> bool:
    return "text" in house.declared and plain.records(root, house) is not None


def _unknown(house: plain.House) -> str:
    if "text" in house.declared:
        return f'records with a key "{house.declared["text"]}" are expected, as `library: {{text: …}}` declares'
    return "records with a text are expected (text, body, content, message …); name the format with --source, or declare the keys as `library: {text: KEY}`"


def _read_table(
    file: SourceFile,
    header: Header | None,
    tool: Format | None,
    source: str | None,
    house: plain.House,
    shelf: Shelf,
) -> str:
    """Read CSV or TSV: as the tool's export it is, or as a house format."""
    header = header or table.any_header(file.text)
    document = table.read_table(file.text, file, header)
    columns = Node("object", {name: Node("null", "", 0, 0) for name in header.names}, 0, 0)
    if tool is None and source is None and not house.declared:
        tool = next((form for form in TOOLS if form.fits(columns)), None)
    if tool is None and house.text_column(header.names) is None:
        _report((table.missing_column(house, header),), file, shelf)
        return source or "csv"
    _report(document.faults, file, shelf)
    syntax = source or ("tsv" if header.delimiter == "\t" else "csv")
    form = tool or plain.plain_format(syntax, house, columns)
    return _read_records(form, document, document.root.items if document.root else [], file.line, shelf)


def _read_workbook(data: bytes, path: Path, house: plain.House, shelf: Shelf) -> str:
    count = 0
    for sheet in xlsx.read_sheets(data, path, house):
        count += 1
        records = sheet.root.items if sheet.root else []
        form = plain.plain_format("xlsx", house, records[0] if records else None)
        _read_records(form, sheet, records, lambda row: row, shelf)
    if not count:
        raise Problem("a sheet with a column for the text is expected", path=path, line=1, field="text")
    return "xlsx"


def _read_prose(file: SourceFile, shelf: Shelf, *, is_markdown: bool) -> str:
    """Read Markdown with headings, or a file that is one response."""
    if is_markdown and markdown.has_headings(file.text):
        document = markdown.MarkdownDocument(file.text, file)
        return _read_records(markdown.FORMAT, document, document.root.items if document.root else [], file.line, shelf)
    _read_response(file, shelf, file.path.stem, is_markdown=is_markdown)
    return "markdown" if is_markdown else "text"


def _read_response(file: SourceFile, shelf: Shelf, name: str, *, is_markdown: bool, number: int = 1) -> None:
    """Read a file that is one response; its name is the title."""
    node = Node("object", {}, 0, len(file.text))
    form = Format(name="text", fits=lambda _: True, read=lambda _: None, dialect="any")
    item = Item(shelf, Document(node), node, number, name, file.path.stem, file.line, form)
    text = file.text
    start = len(text) - len(text.lstrip())
    end = max(start, len(text.rstrip()))
    if is_markdown:
        item.layer_text(read_file(file, text, start, end), "", "markdown")
    else:
        item.layer_text(read_file(file, text, start, end, joins_lines=True), "", "plain")
    item.close()


def _read_folder(path: Path, source: str | None, house: plain.House, shelf: Shelf, most_bytes: int) -> str:
    """Read every file of a folder: a text file is a response, other files are libraries of their own."""
    for file_path in _files(path):
        part = Shelf(file_path)
        try:
            _read_part(path, file_path, source, house, part, most_bytes)
        except Problem as problem:
            part.problems.append(problem)
        _take_over(part, shelf)
    if not shelf.entries and not shelf.skipped and not shelf.problems:
        raise Problem("text files are expected in this folder; there are none", path=path)
    return "folder"


def _files(path: Path) -> Iterator[Path]:
    for file_path in sorted(path.rglob("*")):
        is_hidden = any(part.startswith(".") for part in file_path.relative_to(path).parts)
        suffixes = _TEXT_SUFFIXES | _MARKDOWN_SUFFIXES | _DATA_SUFFIXES
        if file_path.is_file() and not is_hidden and file_path.suffix.lower() in suffixes:
            yield file_path


def _read_part(folder: Path, path: Path, source: str | None, house: plain.House, shelf: Shelf, most_bytes: int) -> None:
    suffix = path.suffix.lower()
    if suffix in _DATA_SUFFIXES:
        _read_file(path, None if source == "folder" else source, house, shelf, most_bytes)
        return
    file = decode(read_bytes(path, most_bytes), path)
    if file.problem is not None:
        shelf.problems.append(file.problem)
    is_markdown = suffix in _MARKDOWN_SUFFIXES
    if is_markdown and markdown.has_headings(file.text):
        _read_prose(file, shelf, is_markdown=True)
    else:
        _read_response(file, shelf, path.relative_to(folder).with_suffix("").as_posix(), is_markdown=is_markdown)


def _take_over(part: Shelf, shelf: Shelf) -> None:
    """Add what one file of a folder holds, numbering its records on."""
    before = max((entry.record for entry in shelf.entries[-1:]), default=0)
    shelf.entries += [replace(entry, record=entry.record + before) for entry in part.entries]
    shelf.skipped += part.skipped
    shelf.problems += part.problems
    shelf.notes += part.notes


def _read_records(
    form: Format, document: Document, records: list[Node], line: Callable[[int], int], shelf: Shelf
) -> str:
    shelf.dialect = form.dialect or form.name
    for item in shelf.items(document, records, line, form):
        form.read(item)
    return form.name


def _report(faults: tuple[Fault, ...], file: SourceFile, shelf: Shelf) -> None:
    for fault in faults:
        shelf.problem(file.line(fault.offset), fault.expected, fault.field)


def _say_encoding(file: SourceFile, syntax: str, shelf: Shelf) -> None:
    """JSON and YAML are UTF-8 by definition; a table or a text in cp1252 is what Excel and Notepad write."""
    if file.encoding == "cp1252" and file.problem is None:
        offset = next(number for number, character in enumerate(file.text) if character > "\x7f")
        expected = f"{syntax.upper()} in UTF-8 is expected; this was read as cp1252: save it again as UTF-8"
        shelf.problem(file.line(offset), expected)


def _say_next_page(form: Format, root: Node, file: SourceFile, shelf: Shelf) -> None:
    for key in form.next_page:
        node = root.get(key)
        if node is not None and node.text:
            said = "the export goes on in another page: this file is not the whole library"
            shelf.notes.append(Problem(said, path=shelf.path, line=file.line(node.start), field=key))
