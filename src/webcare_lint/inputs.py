"""What there is to lint: text files, standard input, JSON Lines, tables and libraries, as one stream of replies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from webcare_lint.arrow import is_table, read_table
from webcare_lint.errors import Problem
from webcare_lint.finding import Finding
from webcare_lint.library import Entry, read_library
from webcare_lint.library.lint import reply_of
from webcare_lint.library.sourcefile import MOST_BYTES
from webcare_lint.records import Record, read_records
from webcare_lint.reply import MOST_CHARACTERS, Language, Reply
from webcare_lint.rule import LANGUAGES
from webcare_lint.yamlfile import read_text

STDIN = "-"
STDIN_NAME = "standard input"


class Input(NamedTuple):
    """One reply, and where it came from; `line` is 1-based where the reply stands on a line or table row of its own, `entry` the
    canned response it is."""

    path: str
    id: str
    title: str
    reply: Reply
    language: Language | None = None
    line: int | None = None
    entry: Entry | None = None

    def position(self, offset: int) -> tuple[int, int]:
        """1-based line and column (code points) in the file, or in the reply where it has no lines of the file's own."""
        return self.entry.position(offset) if self.entry else line_and_column(self.reply.text, offset)

    @property
    def name(self) -> str:
        """What it is called wherever it stands: its id, else its title. `#3` and a line number are places, not names."""
        is_place = self.id.startswith("#") or self.id == str(self.line)
        return f"\0{self.title}" if is_place else self.id

    def fingerprint(self, finding: Finding) -> str:
        """32 hexadecimal digits for a finding in this reply, whatever else of the file or of the reply changes."""
        key = "\0".join((self.name, self.entry.field if self.entry else "", finding.fingerprint))
        return hashlib.sha256(key.encode()).hexdigest()[:32]


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """1-based line and column (code points) of an offset; a line ends at LF, CRLF or CR and nothing else."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    return line, len(before) - (before.rfind("\n") + 1) + 1


def read_inputs(
    paths: Iterable[str],
    context: Mapping[str, Any],
    stdin: BinaryIO,
    *,
    source: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Iterator[Input | Problem]:
    """The replies in `paths`, in order, and a Problem for whatever can't be read; `context` goes to single replies.

    `source` and `mapping` say how libraries are written; with a `source` every path is one (see `read_library`).
    """
    for path in paths:
        try:
            if source is not None and path != STDIN:
                found = _read_entries(Path(path), source, mapping)
            else:
                found = _read_one(path, context, stdin, mapping)
            yield from map(_of_some_length, found)
        except Problem as problem:
            yield problem


def _of_some_length(item: Input | Problem) -> Input | Problem:
    if isinstance(item, Problem) or len(item.reply.text) <= MOST_CHARACTERS:
        return item
    expected = f"at most {MOST_CHARACTERS:,} characters are expected in a reply"
    return Problem(expected, path=item.path, line=item.line or item.position(0)[0])


def is_library(path: str, source: str | None) -> bool:
    """What stands at `path` is read as canned responses, and not as replies."""
    if path == STDIN:
        return False
    file = Path(path)
    return source is not None or not (file.suffix in (".jsonl", ".ndjson", ".txt") or is_table(file))


def _read_one(
    path: str, context: Mapping[str, Any], stdin: BinaryIO, mapping: Mapping[str, str] | None
) -> Iterator[Input | Problem]:
    if path == STDIN:
        text = _decoded(stdin.read(MOST_BYTES), STDIN_NAME)
        yield Input(STDIN_NAME, "stdin", "", Reply(text=text, **context))
        return
    file = Path(path)
    if file.suffix in (".jsonl", ".ndjson"):
        yield from _read_lines(file)
    elif is_table(file):
        yield from map(partial(_input, path), read_table(file, mapping))
    elif file.suffix == ".txt":
        if file.is_file() and file.stat().st_size > MOST_BYTES:
            raise Problem(f"at most {MOST_CHARACTERS:,} characters are expected in a reply", path=path)
        yield Input(path, file.stem, "", Reply(text=read_text(file), **context))
    else:
        yield from _read_entries(file, None, mapping)


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(f"byte {error.start} (0x{raw[error.start]:02x}) is not UTF-8", path=name) from None


def _read_lines(path: Path) -> Iterator[Input | Problem]:
    try:
        with path.open("rb") as lines:
            yield from map(partial(_input, str(path)), read_records(lines, path))
    except OSError as error:
        raise Problem(f"can't be read: {error.strerror}", path=path) from None


def _input(path: str, record: Record | Problem) -> Input | Problem:
    if isinstance(record, Problem):
        return record
    return Input(path, record.id, "", record.reply, record.language, record.line)


def _read_entries(path: Path, source: str | None, mapping: Mapping[str, str] | None) -> Iterator[Input | Problem]:
    library = read_library(path, source=source, mapping=mapping)
    for entry in library.entries:
        language = entry.language if entry.language in LANGUAGES else None
        yield Input(str(entry.path), entry.id, entry.title, reply_of(entry, entry.text), language, entry=entry)
    yield from library.problems
