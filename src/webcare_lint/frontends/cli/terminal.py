"""What is written to the terminal besides findings: text, colour and a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import typer

from webcare_lint.frontends.cli.options import INTERRUPTED


def emit(text: str, output: Path | None) -> None:
    from webcare_lint.formats.outputs import write

    write(text, output)


def interruptible(command: Callable[..., None]) -> Callable[..., None]:
    """The command, ending with one line and exit code 130 on Ctrl-C; typer's own 1 would mean that something was found."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            command(*arguments, **options)
        except KeyboardInterrupt:
            typer.echo("interrupted", err=True)
            raise typer.Exit(INTERRUPTED) from None

    return run


def has_colour() -> bool:
    import os

    return "NO_COLOR" not in os.environ and ("FORCE_COLOR" in os.environ or sys.stdout.isatty())


def with_progress(items: Iterable[Any], files: Iterable[Path]) -> Iterator[Any]:
    """A progress bar on a terminal, once the work has taken longer than a second; `files` tell how much there is."""
    if not sys.stderr.isatty():
        yield from items
        return
    from time import monotonic

    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    started, shown = monotonic(), None
    rate, left = TextColumn("{task.fields[rate]:,.0f}/s"), TimeRemainingColumn()
    try:
        for number, item in enumerate(items, start=1):
            yield item
            if number % 64 or (seconds := monotonic() - started) < 1:
                continue
            if shown is None:
                columns = (TextColumn("replies"), BarColumn(), MofNCompleteColumn(), rate, TimeElapsedColumn(), left)
                shown = Progress(*columns, console=Console(stderr=True), transient=True)
                shown.start()
                shown.add_task("replies", total=_expected(files), rate=0.0)
            shown.update(shown.task_ids[0], completed=number, rate=number / seconds)
    finally:
        if shown is not None:
            shown.stop()


def _expected(files: Iterable[Path]) -> int | None:
    """About how many replies there are, by the lines at the beginning of each file; None when that can't be told."""
    counts = [_count_of(file) for file in files]
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def _count_of(file: Path) -> int | None:
    from webcare_lint.arrow import is_table, row_count

    if is_table(file):
        return row_count(file)
    if file.suffix not in (".jsonl", ".ndjson") or not file.is_file():
        return None
    with file.open("rb") as lines:
        beginning = lines.read(1_000_000)
    return beginning.count(b"\n") * file.stat().st_size // max(len(beginning), 1)
