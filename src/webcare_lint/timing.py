"""What the time of a run goes to: per step of reading, and per rule. The linter's own code is what runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time_ns
from typing import TYPE_CHECKING

from webcare_lint.config import Config
from webcare_lint.finding import Finding, Strength
from webcare_lint.linter import Examined, Linter
from webcare_lint.reading import Exchange, Reader, Reading
from webcare_lint.reply import Reply
from webcare_lint.tokens import pieces

if TYPE_CHECKING:
    from webcare_lint.conditions import Known
    from webcare_lint.linter import _Armed, _Plan

HOPS = ("tokens", "symbols", "phrases", "rules", "strengths", "thread", "rest")
"""Text → tokens → symbols → phrases that match; then the rules and strengths, and the thread when one asks for it."""


class Timings:
    """Nanoseconds of processor time and how often, by hop and by rule; hops and rules do not contain each other."""

    def __init__(self) -> None:
        self.replies = 0
        self.hops: dict[str, int] = dict.fromkeys(HOPS, 0)
        self.rules: dict[str, int] = {}
        self.times: dict[str, int] = {}
        """How often each rule was looked at."""
        self._inner = 0

    @contextmanager
    def hop(self, name: str) -> Iterator[None]:
        """Count the time in here for a hop, without the hops inside it."""
        outside, self._inner = self._inner, 0
        started = thread_time_ns()
        try:
            yield
        finally:
            spent = thread_time_ns() - started
            self.hops[name] += spent - self._inner
            self._inner = outside + spent

    @contextmanager
    def rule(self, id: str) -> Iterator[None]:
        """Count the time in here for a rule, and for all of them."""
        before = self.hops["rules"]
        with self.hop("rules"):
            yield
        self.rules[id] = self.rules.get(id, 0) + self.hops["rules"] - before
        self.times[id] = self.times.get(id, 0) + 1


class TimedLinter(Linter):
    """A linter that says the same, and counts what it takes; not to be shared between threads."""

    def __init__(self, config: Config, timings: Timings):
        super().__init__(config)
        self._timings = timings
        self._reply_reader = _TimedReader(self._reply_reader, timings)

    def examine(self, reply: Reply) -> Examined:
        self._timings.replies += 1
        with self._timings.hop("rest"):
            return super().examine(reply)

    def _read_message(self, text: str) -> Reading:
        with self._timings.hop("thread"):
            return super()._read_message(text)

    def _apply(self, armed: _Armed, exchange: Exchange, known: Known, findings: list[Finding]) -> None:
        with self._timings.rule(armed.loaded.id):
            super()._apply(armed, exchange, known, findings)

    def _seen_strengths(self, exchange: Exchange, plan: _Plan) -> list[Strength]:
        with self._timings.hop("strengths"):
            return super()._seen_strengths(exchange, plan)


class _TimedReader(Reader):
    """Reads as another reader does."""

    def __init__(self, reader: Reader, timings: Timings):
        self.__dict__.update(reader.__dict__)
        self._timings = timings

    def read(self, text: str, own_words: tuple[tuple[str, str], ...] = ()) -> Reading:
        with self._timings.hop("tokens"):
            tokens = pieces(text)
        with self._timings.hop("symbols"):
            symbols = self.vocabulary.read(tokens, own_words)
        with self._timings.hop("phrases"):
            return Reading(text, tokens, symbols, self)


def timing_text(timings: Timings) -> str:
    """The timings as a table, the dearest first; µs a reply, of the processor and not of the clock."""
    if not timings.replies:
        return "nothing was linted\n"
    a_reply = 1_000 * timings.replies
    total = sum(timings.hops.values())
    lines = [f"{total / a_reply:9.1f} µs a reply, {timings.replies:,} replies (with what counting costs)", ""]
    lines += [f"{spent / a_reply:9.1f}  {spent / total:4.0%}  {name}" for name, spent in timings.hops.items()]
    lines += ["", "       µs        rule, and in how many replies it was looked at"]
    dearest = sorted(timings.rules.items(), key=lambda item: -item[1])
    lines += [
        f"{spent / a_reply:9.1f}  {spent / total:4.0%}  {rule} ({timings.times[rule]:,})" for rule, spent in dearest
    ]
    return "\n".join(lines) + "\n"
