"""One family of errors: each says in one line where it is and what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path


class WebcareLintError(Exception):
    """Anything webcare-lint could not do because of what it was given."""


class Problem(WebcareLintError):
    """One mistake in one file: `file:line: field: what was expected`."""

    def __init__(self, expected: str, *, path: Path | str | None = None, line: int | None = None, field: str = ""):
        self.expected, self.path, self.line, self.field = expected, path, line, field
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.path}" if self.path is not None else ""
        if self.line is not None:
            place += f":{self.line}" if place else f"line {self.line}"
        return ": ".join(part for part in (place, self.field, self.expected) if part)


class Problems(WebcareLintError):
    """Several mistakes, found in one reading, so that they can be mended in one go."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint `; did you mean "x"?` for the known name most like `name`, or an empty string."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""
