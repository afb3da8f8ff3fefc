"""What is written to the terminal besides findings: text, colour and a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def emit(text: str, output: Path | None) -> None:
    from webcare_lint.formats.outputs import write

    write(text, output)


def has_colour() -> bool:
    import os

    return "NO_COLOR" not in os.environ and ("FORCE_COLOR" in os.environ or sys.stdout.isatty())


def with_progress(items: Iterable[Any]) -> Iterable[Any]:
    """A progress bar on a terminal, once the work has taken longer than a second."""
    if not sys.stderr.isatty():
        yield from items
        return
    from time import monotonic

    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    started, progress, task = monotonic(), None, None
    try:
        for number, item in enumerate(items, start=1):
            yield item
            if progress is None and number % 64 == 0 and monotonic() - started > 1:
                progress = Progress(
                    SpinnerColumn(),
                    TextColumn("replies"),
                    MofNCompleteColumn(),
                    TimeElapsedColumn(),
                    console=Console(stderr=True),
                    transient=True,
                )
                progress.start()
                task = progress.add_task("replies", total=None)
            if progress is not None and task is not None and number % 64 == 0:
                progress.update(task, completed=number)
    finally:
        if progress is not None:
            progress.stop()
