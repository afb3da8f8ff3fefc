"""Where the findings go: `--format` for standard output or one file, and `--output FORMAT=PATH` for more."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from webcare_lint.errors import Problem, Problems, nearest
from webcare_lint.formats.base import Outcome, Presentation
from webcare_lint.formats.registry import FORMATS, formatter

_named = re.compile(r"([a-z]+)=(.+)", re.DOTALL)


class Output(NamedTuple):
    """One format to one file, or to standard output when `path` is None."""

    format: str
    path: Path | None


def outputs_of(given: Sequence[str], format: str, *, quiet: bool) -> list[Output]:
    """What `--format` and every `--output` ask for; Problem when that can't be, before anything is linted."""
    outputs = []
    to_stdout = not quiet
    for value in given:
        named = _named.fullmatch(value)
        if named is None:
            outputs.append(Output(format, Path(value)))
            to_stdout = False
        elif named[1] not in FORMATS:
            hint = nearest(named[1], FORMATS) or f"; there are {', '.join(FORMATS)}"
            raise Problem(f'"{named[1]}" is no format{hint}; for a file of that name write ./{value}', field="--output")
        else:
            outputs.append(Output(named[1], None if named[2] == "-" else Path(named[2])))
            to_stdout = to_stdout and named[2] != "-"
    if to_stdout:
        outputs.insert(0, Output(format, None))
    _check_paths(outputs)
    for output in outputs:
        formatter(output.format)  # an extra that is not installed is said now, and not after the work
    return outputs


def _check_paths(outputs: Iterable[Output]) -> None:
    seen: set[Path | None] = set()
    for output in outputs:
        path = output.path and output.path.absolute()
        if path in seen:
            raise Problem(f"two formats can't go to {output.path or 'standard output'}", field="--output")
        seen.add(path)


def write_outputs(outputs: Iterable[Output], outcome: Outcome, presentation: Presentation) -> None:
    """Write them all; Problems names those that could not be written, after the others have been."""
    problems = []
    for output in outputs:
        colour = presentation.colour and output.path is None
        text = formatter(output.format)(outcome, presentation._replace(colour=colour))
        try:
            write(text, output.path)
        except Problem as problem:
            problems.append(problem)
    if problems:
        raise Problems(problems)


def write(text: str, path: Path | None) -> None:
    """Print, or write the file whole: a reader never sees half of it."""
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
                file.write(text)
            Path(name).chmod(_mode(path))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Problem(f"can't be written: {error.strerror}", path=path) from None


def _mode(path: Path) -> int:
    """The rights of the file that is replaced, or what the umask leaves: a temporary file is its owner's alone."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0o022)
    os.umask(mask)
    return 0o666 & ~mask
