"""Edits put into a file: in place, whole or not at all, and byte for byte the same elsewhere."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from webcare_lint.errors import Problem
from webcare_lint.library.entry import Edit
from webcare_lint.library.sourcefile import SourceFile, read_source


class Edited(NamedTuple):
    """A file before and after edits, decoded, and the edits that were put in."""

    before: str
    after: str
    applied: tuple[Edit, ...]


def edited(path: Path, edits: Iterable[Edit]) -> Edited:
    """What `apply_edits` would make of a file, for showing it first. Of edits that overlap the first one counts."""
    return _edited(read_source(path), edits)


def apply_edits(path: Path, edits: Iterable[Edit]) -> Edited:
    """Write edits into a file; Problem when the file has changed since they were made, and then nothing is written."""
    path = path.resolve()  # a link stays a link: the file it leads to is replaced
    file = read_source(path)
    result = _edited(file, edits)
    if result.applied:
        _write(path, file.encode(result.after))
    return result


def _edited(file: SourceFile, edits: Iterable[Edit]) -> Edited:
    pieces: list[str] = []
    applied: list[Edit] = []
    position = 0
    for edit in sorted(set(edits)):
        if applied and (edit.raw_start < position or edit[:2] == applied[-1][:2]):
            continue
        if file.text[edit.raw_start : edit.raw_end] != edit.raw_before:
            line = file.line(min(edit.raw_start, len(file.text)))
            raise Problem(
                "the text that was read is expected here: the file has changed since", path=file.path, line=line
            )
        pieces += [file.text[position : edit.raw_start], edit.raw_text]
        position = edit.raw_end
        applied.append(edit)
    pieces.append(file.text[position:])
    return Edited(file.text, "".join(pieces), tuple(applied))


def _write(path: Path, data: bytes) -> None:
    """Replace a file by a whole new one in the same folder, so that a crash leaves the old one."""
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    except OSError as error:
        raise Problem(f"can't be written: {error.strerror}", path=path) from None
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(path, name)
        os.replace(name, path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise Problem(f"can't be written: {error.strerror}", path=path) from None
