"""Replies in which nothing was found, remembered from run to run by a hash of all that made it so.

A finding quotes the reply, so replies with findings are not kept: the file holds hashes, ids of strengths and of rules,
and no text. They are linted again, as is everything when the rules, the configuration or webcare-lint itself change.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import time

from webcare_lint.config import Config
from webcare_lint.errors import Problem
from webcare_lint.finding import Report
from webcare_lint.graphs import cache_folder, is_ours
from webcare_lint.jobs import Task
from webcare_lint.rulebook import bundled_rules

_FILE = "clean-1.sqlite"  # the number changes when the table does
_MOST = 500_000  # replies kept; some 500 bytes each
_AT_ONCE = 500  # written in one transaction, so that others need not wait
_PATIENCE = 10.0  # seconds for which another process may be writing
_TABLE = "CREATE TABLE IF NOT EXISTS clean (key BLOB PRIMARY KEY, report TEXT, written REAL) WITHOUT ROWID"


class CleanReplies:
    """The file in the user's cache folder. Whatever goes wrong with it is in `problem`, and it is done without."""

    def __init__(self, config: Config):
        self.problem: Problem | None = None
        self._made_of = digest_of(config)
        self._new: dict[bytes, str] = {}
        self._connection: sqlite3.Connection | None = None
        folder = cache_folder()
        if folder is None:
            self._do_without("there is no cache folder that only this user can write to")
            return
        path = folder / _FILE
        try:
            self._connection = _opened(path)
        except sqlite3.DatabaseError:  # not what we wrote: begin anew
            try:
                path.unlink()
                self._connection = _opened(path)
            except (OSError, sqlite3.Error) as error:
                self._do_without(str(error))
        except OSError as error:
            self._do_without(error.strerror or "it can't be opened")

    def key_of(self, task: Task) -> bytes:
        """The hash of all that the report of a task depends on."""
        reply = task.reply.model_copy(update={"id": None})
        return hashlib.sha256(self._made_of + task.language.encode() + reply.model_dump_json().encode()).digest()

    def find(self, key: bytes) -> Report | None:
        """The report kept under a key."""
        if self._connection is None:
            return None
        try:
            row = self._connection.execute("SELECT report FROM clean WHERE key = ?", (key,)).fetchone()
            report = Report.model_validate_json(row[0]) if row else None
        except (sqlite3.Error, ValueError) as error:
            self._do_without(str(error) if isinstance(error, sqlite3.Error) else "it is damaged")
            return None
        return None if report is None or report.findings else report

    def keep(self, key: bytes, report: Report) -> None:
        """Keep a report, if nothing was found."""
        if self._connection is None or report.findings:
            return
        # Without what is counted of an entry: that is of its text.
        self._new[key] = report.model_dump_json(include=set(Report.model_fields))
        if len(self._new) >= _AT_ONCE:
            self._write()

    def close(self) -> None:
        """Write what is left, and forget the oldest of too many."""
        self._write()
        if self._connection is not None:
            with suppress(sqlite3.Error), self._connection as connection:
                (count,) = connection.execute("SELECT count(*) FROM clean").fetchone()
                oldest = "SELECT key FROM clean ORDER BY written LIMIT ?"
                connection.execute(f"DELETE FROM clean WHERE key IN ({oldest})", (max(count - _MOST, 0),))
            self._connection.close()
            self._connection = None

    def _write(self) -> None:
        rows = [(key, report, time()) for key, report in self._new.items()]
        self._new.clear()
        if self._connection is None or not rows:
            return
        try:
            with self._connection as connection:
                connection.executemany("INSERT OR IGNORE INTO clean VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._do_without(str(error))

    def _do_without(self, why: str) -> None:
        self.problem = Problem(f"not used: {why}", field="--cache")
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None


def _opened(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if not is_ours(path):
        path.unlink()  # others could write to it: what is in it is not trusted
        return _opened(path)
    connection = sqlite3.connect(path, timeout=_PATIENCE)
    try:
        connection.execute("PRAGMA synchronous = OFF")  # a cache that a power cut takes is made again
        with connection:
            connection.execute(_TABLE)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def digest_of(config: Config) -> bytes:
    """A hash of the configuration, the rules it uses and the code that applies them."""
    digest = hashlib.sha256(config.model_dump_json(by_alias=True).encode())
    for path in _made_of(config):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def _made_of(config: Config) -> Iterator[Path]:
    code = Path(__file__).parent
    yield from sorted((*code.glob("*.py"), *code.glob("checks/*.py")))
    for root in (bundled_rules(), *config.rule_paths):
        yield from [root] if root.is_file() else sorted((*root.rglob("*.yaml"), *root.rglob("*.yml")))
