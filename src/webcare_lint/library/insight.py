"""What a whole library shows: which words it leans on, which entries are nearly the same, how they address people."""

from __future__ import annotations

from dataclasses import dataclass

from webcare_lint.library.entry import Entry


@dataclass(frozen=True, eq=False)
class EmpathyShare:
    """One word of empathy: how often it is used, and in which entries."""

    word: str
    uses: int
    """How many entries use it."""
    share: float
    """Which part of all entries (of its language) that is, 0 to 1."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True, eq=False)
class Opening:
    """A first sentence that several entries have, the greeting left out; nearly the same counts as the same."""

    text: str
    """As the first of the entries has it."""
    share: float
    entries: tuple[Entry, ...]


@dataclass(frozen=True, eq=False)
class Cluster:
    """Entries that are nearly the same text, in the order of the library."""

    entries: tuple[Entry, ...]
    similarity: float
    """Of the two least alike that were linked, 0 to 1."""


@dataclass(frozen=True)
class Address:
    """How many Dutch entries address their reader with je, with u, and with both."""

    je: int = 0
    u: int = 0
    both: int = 0


@dataclass(frozen=True)
class LibraryInsight:
    """What comparing the entries of a library showed, besides findings; a report draws it."""

    shares: tuple[EmpathyShare, ...] = ()
    """The most used word first."""
    clusters: tuple[Cluster, ...] = ()
    """The largest first."""
    openings: tuple[Opening, ...] = ()
    """Those of at least three entries, the most used first."""
    address: Address = Address()
