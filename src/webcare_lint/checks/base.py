"""What every check kind is: a frozen piece of data that finds hits in an exchange."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, NamedTuple

from pydantic import Field

from webcare_lint.conditions import CueNames, Data, Known, Whens
from webcare_lint.reading import Cue, Exchange
from webcare_lint.settings import Settings


class Hit(NamedTuple):
    """Where a check found something: code points of the reply, or None and None for an absence."""

    start: int | None = None
    end: int | None = None
    cues: tuple[Cue, ...] = ()
    fields: Mapping[str, str] = {}
    message_index: int | None = None
    replacements: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()  # model sentences that fit this reply better than the rule's own
    safe: bool = False
    severity: str | None = None


class Check(Data):
    """A way of looking. Subclasses add a literal `kind`, their settings, and `hits`."""

    fields: ClassVar[frozenset[str]] = frozenset()
    """The names a rule's message may use beside `{match}`."""

    when: Whens = Field(default=(), description="One condition, or a list of which one must hold.")

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        """The breaches in this exchange, in the order of the text."""
        raise NotImplementedError

    def lacking(self, known: Known) -> str | None:
        """What this check itself needs and such replies do not have; None when nothing."""
        return None

    def trigger(self) -> frozenset[str] | None:
        """Cues of which the reply must hold one for this check to find anything; None when it can find an absence."""
        return None

    def silencers(self) -> tuple[str, ...]:
        """Cues of which one, anywhere in the reply, means there is nothing to find."""
        return ()

    def at_once(self) -> Iterable[str]:
        """Cues this looks for in nearly every reply; the others are matched when a reply first needs them."""
        return ()

    def reply_cues(self) -> Iterable[str]:
        """The cues this looks for in the reply."""
        return ()

    def thread_cues(self) -> Iterable[str]:
        """The cues this looks for in the thread's messages, beside those its conditions name."""
        return ()


def names(*groups: CueNames) -> frozenset[str]:
    """The cues of several settings together."""
    return frozenset(name for group in groups for name in group)
