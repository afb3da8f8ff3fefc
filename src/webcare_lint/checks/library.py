"""library: what only shows when the entries of a library of canned responses are looked at together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from webcare_lint.checks.base import Check, Hit
from webcare_lint.conditions import Known
from webcare_lint.reading import Exchange
from webcare_lint.settings import Settings


class InLibrary(Check):
    """Finds nothing in one reply: `library/whole.py` asks it of a library.

    `what: title`: entries nobody can tell apart by their titles. `what: opening`: many entries open with the same
    sentence. `what: blank`: a placeholder that leaves a hole when there is nothing to fill in. `what: fact`: an amount,
    a date, a phone number or opening hours, without saying as of when.
    """

    kind: Literal["library"]
    fields: ClassVar[frozenset[str]] = frozenset({"other", "count", "of", "share", "left"})
    what: Literal["title", "opening", "blank", "fact"]

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        return iter(())

    def lacking(self, known: Known) -> str | None:
        return None if known.mode == "canned" else "library"

    def trigger(self) -> frozenset[str]:
        return frozenset()
