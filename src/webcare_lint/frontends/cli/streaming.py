"""`check --format jsonl`: each report is written when it is there, so that a stream of any length fits in memory."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

import typer

from webcare_lint.errors import Problem
from webcare_lint.finding import Severity
from webcare_lint.formats.base import Linted, Outcome
from webcare_lint.formats.json_ import reply_object
from webcare_lint.formats.jsontext import json_text
from webcare_lint.frontends.cli.linting import Failed, Run
from webcare_lint.frontends.cli.options import FAILED, FOUND, INTERRUPTED, OK
from webcare_lint.frontends.cli.terminal import with_progress

if TYPE_CHECKING:
    from webcare_lint.inputs import Input

Redact = Callable[[Outcome], Outcome]


class Done(NamedTuple):
    """A line that an earlier run wrote: which reply it is of, and how it went."""

    number: int
    id: str
    is_failed: bool
    severities: tuple[str, ...]


def stream(run: Run, path: Path | None, *, resume: bool, redact: Redact | None) -> int:
    """Lint, writing one line a reply to `path` or standard output; the exit code.

    Until all is done, the lines stand in `<path>.partial`, where `resume` goes on; `redact` takes the text out.
    """
    tally = _Tally(run)
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        _write(run, run.inputs(), sys.stdout, tally, redact)
        sys.stdout.flush()
        return tally.exit_code()
    partial = path.with_name(f"{path.name}.partial")
    try:
        if resume and path.exists() and not partial.exists():
            path.replace(partial)
        with partial.open("a" if resume else "w", encoding="utf-8", errors="replace", newline="\n") as lines:
            items = _not_done(run.inputs(), _done_lines(partial), tally) if resume else run.inputs()
            _write(run, items, lines, tally, redact)
        partial.replace(path)
    except OSError as error:
        raise Problem(f"can't be written: {error.strerror}{_hint(partial)}", path=path) from None
    except KeyboardInterrupt:
        typer.echo(f"interrupted{_hint(partial)}", err=True)
        return INTERRUPTED
    return tally.exit_code()


def _hint(partial: Path) -> str:
    return f"; --resume goes on with what is in {partial}" if partial.exists() else ""


class _Tally:
    """Counts what goes in and what comes out."""

    def __init__(self, run: Run):
        self._run = run
        self._linted = self._failed = self._not_read = self._resumed = 0
        self._is_found = False
        fail_on = run.wanted.settings.fail_on
        self._failing = {
            severity.value for severity in Severity if fail_on != "never" and severity.rank <= Severity(fail_on).rank
        }

    def note(self, item: Linted | Failed | Problem | Done) -> None:
        """Count one that came out; what went wrong is told."""
        match item:
            case Linted():
                self._linted += 1
                self._see(finding.severity.value for finding in item.report.findings)
            case Failed():
                self._failed += 1
                typer.echo(str(item.problem()), err=True)
            case Problem():
                self._not_read += 1
                typer.echo(str(item).replace("\n", " "), err=True)
            case Done():
                self._resumed += 1
                self._failed += item.is_failed
                self._linted += not item.is_failed
                self._see(item.severities)

    def _see(self, severities: Iterable[str]) -> None:
        self._is_found = self._is_found or not self._failing.isdisjoint(severities)

    def exit_code(self) -> int:
        """Print the counts; what the run ends with."""
        for notice in self._run.notices():
            typer.echo(str(notice), err=True)
        out = self._linted + self._failed + self._not_read
        parts = [f"{self._linted:,} linted", f"{self._not_read:,} not read"]
        parts += [f"{self._failed:,} failed"] if self._failed else []
        parts += [f"{self._resumed:,} of them by an earlier run"] if self._resumed else []
        typer.echo(f"{self._run.read:,} in, {out:,} out: {', '.join(parts)}", err=True)
        if self._failed or self._not_read or out != self._run.read:
            return FAILED
        return FOUND if self._is_found else OK


def _write(run: Run, items: Iterable[Input | Problem], lines: IO[str], tally: _Tally, redact: Redact | None) -> None:
    for item in with_progress(run.linted(items), run.wanted.files):
        if isinstance(item, Linted):
            item = run.without_accepted(item)
        tally.note(item)
        if isinstance(item, Linted):
            if redact:
                (item,) = redact(Outcome((item,), (), tuple(run.rules.values()))).linted
            lines.write(json_text(reply_object(item), indent=None))
        elif isinstance(item, Failed):
            lines.write(json_text({"id": item.input.id, "problem": item.why.expected}, indent=None))


# --- going on where an earlier run ended


def _done_lines(path: Path) -> Iterator[Done]:
    """The lines of an earlier run; a last one that is not whole is taken off the file, to be written anew."""
    end = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.endswith(b"\n"):
                yield _done_line(line, path, number)
                end += len(line)
    os.truncate(path, end)


def _done_line(line: bytes, path: Path, number: int) -> Done:
    try:
        value = json.loads(line)
        severities = tuple(finding["severity"] for finding in value.get("findings", ()))
        return Done(number, str(value["id"]), "problem" in value, severities)
    except (ValueError, KeyError, TypeError, AttributeError):
        expected = "a line of --format jsonl is expected; without --resume the file is written anew"
        raise Problem(expected, path=path, line=number) from None


def _not_done(items: Iterator[Input | Problem], done: Iterator[Done], tally: _Tally) -> Iterator[Input | Problem]:
    """The items behind those that are done; Problem when what was done is not of these replies."""
    for line in done:
        for item in items:
            if not isinstance(item, Problem):
                break
            yield item
        else:
            raise Problem(f"line {line.number} of the output is of no reply that is still there", field="--resume")
        if item.id != line.id:
            raise Problem(
                f"line {line.number} of the output is not of the reply that stands there now", field="--resume"
            )
        tally.note(line)
    yield from items
