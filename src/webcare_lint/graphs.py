"""Built phrase graphs on disk, so that a pack that did not change is not built again.

Only phrases stand in the cache, never anything a linter has read. What is corrupt, foreign or unreadable is built again.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from webcare_lint.inflection import Inflections
from webcare_lint.phrases import GAP, MOST_STATES, SEPARATION, Graph, Pattern

_LAYOUT = 2  # raised when a graph comes to mean something else


def cache_folder() -> Path | None:
    """The user's cache folder for graphs; None when WEBCARE_LINT_NO_CACHE is set or nothing can be kept there."""
    if os.environ.get("WEBCARE_LINT_NO_CACHE"):
        return None
    folder = user_cache_path("webcare-lint")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if is_ours(folder) else None


def is_ours(path: Path) -> bool:
    """Nobody else may write there: what others can write is not trusted."""
    if not hasattr(os, "getuid"):
        return True
    found = path.stat()
    return found.st_uid == os.getuid() and not found.st_mode & 0o022


def key_of(
    patterns: Sequence[Sequence[Pattern]], lists: Mapping[str, tuple[str, ...]], inflections: Inflections
) -> str:
    """A hash of everything a graph is built of."""
    from webcare_lint import __version__

    content = hashlib.sha256(
        repr((_LAYOUT, __version__, GAP, SEPARATION, MOST_STATES, inflections.fingerprint)).encode()
    )
    for of_graph in patterns:
        content.update(repr([pattern.phrase for pattern in of_graph]).encode())
    content.update(repr(sorted(lists.items())).encode())
    return content.hexdigest()


def read(folder: Path, key: str) -> list[Graph] | None:
    """The graphs kept under `key`; None when there are none, or they are not as they were written."""
    try:
        path = folder / f"{key}.json"
        if not is_ours(path):
            return None
        digest, _, body = path.read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return None
        return [_graph(value) for value in json.loads(body)]
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Hundreds of thousands of small values are made at once, none of them garbage; looking for it takes half the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():  # they join the old ones without being looked at
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _graph(value: dict[str, Any]) -> Graph:
    accepts = {int(node): numbers for node, numbers in value["accepts"].items()}
    return Graph(**{**value, "accepts": accepts})


def write(folder: Path, key: str, graphs: Sequence[Graph]) -> None:
    """Keep graphs under `key`, whole or not at all; where that can't be done, they are simply not kept."""
    body = json.dumps([graph._asdict() for graph in graphs], separators=(",", ":"), ensure_ascii=False).encode()
    with suppress(OSError):
        handle, name = tempfile.mkstemp(dir=folder, prefix=".graphs-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            os.replace(name, folder / f"{key}.json")
        except OSError:
            os.unlink(name)
            raise
        _forget_old(folder)


def _forget_old(folder: Path, most: int = 12) -> None:
    """Keep the newest few; packs change, and nobody else cleans up."""
    kept = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[most:]:
        path.unlink(missing_ok=True)
