"""An entry as one of a library that is compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from webcare_lint.checks import Hit
from webcare_lint.counted import Counted
from webcare_lint.finding import Finding
from webcare_lint.library.entry import Entry
from webcare_lint.library.rules import LibraryRules

Placed: TypeAlias = tuple[int, Finding]
"""A finding, and the number of its entry."""


class Volume(NamedTuple):
    """One text of a library, the rules of its language, and what it uses of all that is counted."""

    number: int
    entry: Entry
    rules: LibraryRules
    uses: Counted

    @property
    def record(self) -> tuple[Path, int]:
        """What it is counted by: texts of one record are one response."""
        return self.entry.path, self.entry.record

    @property
    def is_formal(self) -> bool:
        """Whether it addresses its reader with u, or else everybody is to be."""
        if self.uses.je is None and self.uses.u is None:
            return self.rules.linter.config.address == "u"
        return self.uses.je is None

    def placed(self, rule: str, hits: Iterable[Hit]) -> Iterator[Placed]:
        """The findings of a rule in this text; none when the rule is not in effect."""
        for finding in self.rules.findings(rule, self.entry, hits, formal=self.is_formal):
            yield self.number, finding
