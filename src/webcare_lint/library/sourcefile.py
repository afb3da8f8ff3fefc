"""One file as it stands on disk: its text, its encoding, and where its lines begin."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from functools import cached_property
from pathlib import Path
from typing import Protocol

from webcare_lint.errors import Problem

MOST_BYTES = 50_000_000
"""Files larger than this many bytes are refused."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_line_ends = re.compile(r"\r\n|\n|\r").finditer
_undecoded = re.compile(r"[\udc80-\udcff]")
_no_text = re.compile(r"[\x00\ud800-\udfff]")


class Place(Protocol):
    """What a text can be found back in: a file, or a cell of a workbook."""

    @property
    def path(self) -> Path: ...

    def position(self, raw: int) -> tuple[int, int]:
        """Line and column, both from 1, of a code point."""

    def slice(self, start: int, end: int) -> str:
        """What stands there, as it stands there."""

    def can_hold(self, text: str) -> bool:
        """Whether `text` could be written there."""


class SourceFile:
    """A decoded file. Offsets are code points of `text`, which has no BOM; lines end at LF, CRLF or a lone CR.

    Bytes that could not be decoded are kept as surrogates, so that encoding gives the same bytes again.
    """

    def __init__(
        self, path: Path, text: str, encoding: str = "utf-8", bom: bytes = b"", problem: Problem | None = None
    ):
        self.path, self.text, self.encoding, self.bom, self.problem = path, text, encoding, bom, problem

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _line_ends(self.text))]

    def position(self, raw: int) -> tuple[int, int]:
        """Line and column, both from 1, of the code point at `raw`."""
        line = bisect_right(self._line_starts, raw)
        return line, raw - self._line_starts[line - 1] + 1

    def line(self, raw: int) -> int:
        """The number of the line, from 1."""
        return self.position(raw)[0]

    def slice(self, start: int, end: int) -> str:
        """What stands in the file between two offsets."""
        return self.text[start:end]

    def can_hold(self, text: str) -> bool:
        """Whether the encoding of the file knows all of `text`."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def encode(self, text: str) -> bytes:
        """The bytes of a file that holds `text` and is otherwise written like this one."""
        return self.bom + text.encode(self.encoding, _errors(self.encoding))


def read_source(path: Path, most_bytes: int = MOST_BYTES) -> SourceFile:
    """Read and decode a file; Problem when it is too large or not there. `.problem` says what did not decode."""
    return decode(read_bytes(path, most_bytes), path)


def read_bytes(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """The bytes of a file; Problem when there are more than `most_bytes` of them, or when it can't be read."""
    try:
        with path.open("rb") as stream:
            data = stream.read(most_bytes + 1)
    except OSError as error:
        raise Problem(f"can't be read: {error.strerror}", path=path) from None
    if len(data) > most_bytes:
        raise Problem(f"larger than {most_bytes // 1_000_000} MB; split the library into smaller files", path=path)
    return data


def decode(data: bytes, path: Path) -> SourceFile:
    """The text of `data`: by its BOM, else UTF-8, else cp1252 (what Excel and older Windows programs write)."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _marked(data[len(bom) :], encoding, bom, path)
    for encoding, zeros in (("utf-16-le", data[1:400:2]), ("utf-16-be", data[:400:2])):
        if len(data) % 2 == 0 and zeros.count(0) > len(zeros) // 2:
            return _marked(data, encoding, b"", path)
    return _unmarked(data, path)


def _marked(data: bytes, encoding: str, bom: bytes, path: Path) -> SourceFile:
    try:
        return SourceFile(path, data.decode(encoding), encoding, bom)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, _errors(encoding))
        return SourceFile(path, text, encoding, bom, _bad_byte(data, error, path, encoding.upper()))


def _unmarked(data: bytes, path: Path) -> SourceFile:
    try:
        return SourceFile(path, data.decode())
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "surrogateescape")
        bad = len(_undecoded.findall(text))
        good = sum(character > "\x7f" for character in text) - bad
        if good >= bad or (error.reason == "unexpected end of data" and bad < 4):
            return SourceFile(path, text, problem=_bad_byte(data, error, path, "UTF-8"))
    try:
        return SourceFile(path, data.decode("cp1252"), "cp1252")
    except UnicodeDecodeError as error:
        problem = _bad_byte(data, error, path, "UTF-8 or cp1252")
        return SourceFile(path, data.decode("cp1252", "surrogateescape"), "cp1252", problem=problem)


def _errors(encoding: str) -> str:
    return "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"


def _bad_byte(data: bytes, error: UnicodeDecodeError, path: Path, expected: str) -> Problem:
    line = len(re.findall(rb"\r\n|\n|\r", data[: error.start])) + 1
    return Problem(
        f"byte 0x{data[error.start]:02x} is not {expected}; save the file again as UTF-8", path=path, line=line
    )


def as_text(raw: str) -> str:
    """`raw` with U+FFFD, one for one, for what is no text: NUL and surrogates."""
    return _no_text.sub("\ufffd", raw)
