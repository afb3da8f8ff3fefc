"""What changed in git since a revision: replies and entries compared as they were read, not line by line."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from webcare_lint.errors import Problem
from webcare_lint.inputs import STDIN, STDIN_NAME, Input

_FIELD = "--changed-since"
Read = Callable[[list[str]], Iterable[Input | Problem]]


class Changes:
    """Which replies in `paths` were not there, as they are now, at a revision."""

    def __init__(self, paths: Iterable[str], revision: str, read: Read):
        """`read` gives the replies in paths. Problem outside git, and for a revision that is not there."""
        self._files: set[Path] = set()
        self._before: set[tuple[str, ...]] = set()
        differences: dict[Path, list[_Changed]] = {}
        for path in map(Path, (path for path in paths if path != STDIN)):
            changed = list(_changed_files(path, revision, differences))
            self._files |= {file.path for file in changed}
            for item in _read_before(path, changed, read):
                self._before.add(_signature(item))

    def has(self, item: Input) -> bool:
        """Whether a reply is new or has changed."""
        return item.path == STDIN_NAME or (
            _place(Path(item.path)) in self._files and _signature(item) not in self._before
        )


class _Changed(NamedTuple):
    path: Path
    before: str
    """The name of what was in the file at the revision, as git knows it; empty for a new file."""


def _place(path: Path) -> Path:
    """Where a file stands; a link is the link and not what it leads to, as for git."""
    return path.resolve() if path.is_dir() else path.parent.resolve() / path.name


def _signature(item: Input) -> tuple[str, ...]:
    """All of a reply that linting looks at, and none of where it stands."""
    field = item.entry.field if item.entry else ""
    reply = item.reply.model_copy(update={"id": None})
    return item.name, item.title, field, item.language or "", reply.model_dump_json()


def _changed_files(path: Path, revision: str, differences: dict[Path, list[_Changed]]) -> Iterator[_Changed]:
    """The files at or below `path` that differ from the revision, or that git does not know."""
    folder = path if path.is_dir() else path.parent
    top = Path(_names(_git(folder, "rev-parse", "--show-toplevel"))[0].rstrip("\n"))
    if top not in differences:
        # Of the whole repository: a file that came from elsewhere would otherwise be new.
        differences[top] = list(_differences(top, _commit(folder, revision)))
    place = _place(path)
    yield from (file for file in differences[top] if file.path.is_relative_to(place))
    unknown = _names(_git(top, "ls-files", "--others", "-z", "--", str(place)))
    yield from (_Changed(top / name, "") for name in unknown)


def _differences(top: Path, commit: str) -> Iterator[_Changed]:
    fields = iter(_names(_git(top, "diff", "--name-status", "-z", "-M", "--no-ext-diff", commit)))
    for status in fields:
        before = next(fields)
        now = next(fields) if status[0] in "RC" else before
        if status[0] != "D":
            yield _Changed(top / now, "" if status[0] == "A" else f"{commit}:{before}")


def _names(said: bytes) -> list[str]:
    """What git separates by NUL."""
    return [name for name in os.fsdecode(said).split("\0") if name]


def _commit(folder: Path, revision: str) -> str:
    try:
        if revision.startswith("-"):
            raise Problem("")
        return _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except Problem:
        is_shallow = _git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"
        hint = "; this clone is shallow: fetch more of its history (fetch-depth: 0)" if is_shallow else ""
        raise Problem(f'"{revision}" is no revision of this repository{hint}', field=_FIELD) from None


def _read_before(path: Path, changed: Iterable[_Changed], read: Read) -> Iterator[Input]:
    """The replies in the changed files as they were; files are laid out as they stand now, so that ids are the same."""
    is_folder = path.is_dir()
    place = _place(path)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / (place.name or "library")
        is_empty = True
        for file in changed:
            # Filters give what a checkout would have written: line ends, encodings, large files.
            old = _blob(place if is_folder else place.parent, file.before) if file.before else None
            if old is None:
                continue
            target = copy / file.path.relative_to(place) if is_folder else copy
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(old)
            is_empty = False
        if not is_empty:
            yield from (item for item in read([str(copy)]) if isinstance(item, Input))


def _blob(folder: Path, name: str) -> bytes | None:
    try:
        return _git(folder, "cat-file", "--filters", name)
    except Problem:
        return None  # a submodule, or history that was not fetched: everything in the file counts as changed


def _git(folder: Path, *arguments: str) -> bytes:
    """What git says; Problem with the first line of its complaint."""
    try:
        done = subprocess.run(
            ["git", "--literal-pathspecs", "-C", str(folder), *arguments], capture_output=True, check=False
        )
    except FileNotFoundError:
        raise Problem("git is not installed", field=_FIELD) from None
    if done.returncode:
        said = next(iter(done.stderr.decode(errors="replace").splitlines()), "git failed").removeprefix("fatal: ")
        raise Problem(said, path=folder, field=_FIELD)
    return done.stdout
