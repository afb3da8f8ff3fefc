"""What every phrase is good for: which sentences and examples it is found in, and whether one of them breaks without it.

A phrase is taken away by looking away from what it finds, so that nothing has to be built again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from webcare_lint.errors import Problem
from webcare_lint.examples import broken, cases
from webcare_lint.graphs import cache_folder
from webcare_lint.linter import Linter
from webcare_lint.phrases import Accept, Automaton, Finds, Graph, Pattern
from webcare_lint.reading import Reader
from webcare_lint.rulebook import Readers, graphs_of, kept_in_quotes, reply_cues, thread_cues, vocabulary_of
from webcare_lint.sentences import Sentence
from webcare_lint.trace import where


class Match(NamedTuple):
    """A phrase that matched in a text, from one token to another; also when another of its cue matched more."""

    first: int
    last: int
    role: int
    pattern: Pattern


class Watched(Automaton):
    """Finds what an automaton finds, remembers every phrase that matched, and can look away from one of them."""

    def __init__(self, graph: Graph, patterns: Sequence[Pattern]):
        super().__init__(graph, patterns)
        self.away: Pattern | None = None
        """The phrase that is looked away from."""
        self.texts: list[list[Match]] = []
        """What matched in each text that was read since this was last emptied."""
        self._known: dict[tuple[int, ...], list[Match]] = {}

    def find(self, symbols: list[int], finds: Finds) -> None:
        """As an automaton finds: of matches of one cue that begin together the longest, and of those the first."""
        key = tuple(symbols)
        matches = self._known.get(key)
        if matches is None:
            matches = self._known[key] = list(self._matches(symbols))
        self.texts.append(matches)
        for first, last, role, pattern in matches:
            if pattern is self.away:
                continue
            of_cue = finds[role].setdefault(pattern.cue, [])
            if not of_cue or of_cue[-1][0] != first:
                of_cue.append((first, last, pattern))
            elif of_cue[-1][1] != last:
                of_cue[-1] = (first, last, pattern)

    def _matches(self, symbols: list[int]) -> Iterator[Match]:
        for first, symbol in enumerate(symbols):
            state = self._root[symbol]
            last = first
            while state is not None:
                for role, _, pattern in state.accepts:
                    yield Match(first, last, role, pattern)
                last += 1
                if last == len(symbols):
                    break
                state = state[symbols[last]]

    def _accepts_at(self, nodes: frozenset[int]) -> tuple[Accept, ...]:
        return tuple(accept for node in sorted(nodes) for accept in self._accept.get(node, ()))


@dataclass
class Use:
    """What became of one phrase."""

    pattern: Pattern
    is_hit: bool = False
    is_needed: bool = False
    other: Pattern | None = None
    """Another phrase that matched the same words, where taking this one away broke nothing."""

    @property
    def lack(self) -> str | None:
        """What is wrong with the phrase; None when something breaks without it."""
        if self.is_needed:
            return None
        if not self.is_hit:
            return "no sentence asks for it" if self.pattern.role == "phrase" else "no near-miss asks for it"
        if self.other is None:
            return "only found in passing; nothing breaks without it"
        return f"nothing breaks without it: `{self.other.phrase}` ({where(self.other)}) finds the same words"

    @property
    def written(self) -> str:
        """The phrase as it is named to its writer."""
        return self.pattern.phrase if self.pattern.role == "phrase" else f"{self.pattern.role} {self.pattern.phrase}"

    def problem(self) -> Problem | None:
        """What is wrong with the phrase, with its place."""
        lack = self.lack
        return (
            Problem(lack, path=self.pattern.path or None, line=self.pattern.line or None, field=self.written)
            if lack
            else None
        )


class _Trial(NamedTuple):
    """A sentence or an example: the cues it is about, and whether it holds."""

    cues: frozenset[str]
    holds: Callable[[], bool]


def uses_of(linter: Linter, sentences: Iterable[Sentence], cues: Iterable[str] = ()) -> list[Use]:
    """What the sentences and the examples of the rules make of each phrase of these cues, of all when none is given;
    in the order of the cue files. What does not hold to begin with counts for nothing."""
    wanted = frozenset(cues) or frozenset(linter.pack.cues)
    [(graph, patterns)] = graphs_of(linter.pack, [frozenset(linter.pack.cues)], cache_folder())
    watched = Watched(graph, patterns)
    reader = Reader(watched, vocabulary_of(linter.pack, [watched]), kept_in_quotes(linter.pack))
    uses = {id(pattern): Use(pattern) for pattern in patterns if pattern.cue in wanted}
    for trial in _trials(linter.reading_with(Readers(reader, reader)), reader, sentences):
        if not trial.cues.isdisjoint(wanted):
            _try(trial, watched, uses)
    return list(uses.values())


def _trials(linter: Linter, reader: Reader, sentences: Iterable[Sentence]) -> Iterator[_Trial]:
    for sentence in sentences:
        yield _Trial(frozenset([sentence.cue]), lambda sentence=sentence: sentence.broken(reader) is None)  # type: ignore[misc]
    for case in cases(linter):
        asked = frozenset(reply_cues(case.rule.rule) | thread_cues(case.rule.rule))
        yield _Trial(asked, lambda case=case: broken(linter, case) is None)  # type: ignore[misc]


def _try(trial: _Trial, watched: Watched, uses: dict[int, Use]) -> None:
    """Look away from each phrase that matched in what the trial reads, unless it is known to be needed."""
    watched.away = None
    watched.texts.clear()
    if not trial.holds():
        return
    texts = list(watched.texts)
    matched = {id(match.pattern): match.pattern for text in texts for match in text}
    for key, pattern in matched.items():
        use = uses.get(key)
        if use is None or use.is_needed or pattern.cue not in trial.cues:
            continue
        use.is_hit = True
        watched.away = pattern
        use.is_needed = not trial.holds()
        if not use.is_needed and use.other is None:
            use.other = _other(pattern, texts)


def _other(pattern: Pattern, texts: Iterable[list[Match]]) -> Pattern | None:
    """A phrase of the same cue and role that matches some of the same words."""
    for text in texts:
        rivals = [match for match in text if match.pattern.cue == pattern.cue and match.pattern.role == pattern.role]
        own = [match for match in rivals if match.pattern is pattern]
        for rival in rivals:
            if rival.pattern is not pattern and any(
                rival.first <= match.last and rival.last >= match.first for match in own
            ):
                return rival.pattern
    return None


def listing(uses: Iterable[Use]) -> str:
    """The phrases that still ask for a sentence, per cue and in the order of its file, for whoever writes them."""
    lines = []
    for cue, of_cue in groupby(uses, key=lambda use: use.pattern.cue):
        lacking = [use for use in of_cue if use.lack]
        if not lacking:
            continue
        lines.append(f"{cue} ({lacking[0].pattern.path or 'configuration'})")
        lines += [f"{use.pattern.line:>6}  {use.written}" + (f": {use.lack}" if use.is_hit else "") for use in lacking]
    return "".join(f"{line}\n" for line in lines)


def shares(uses: Sequence[Use]) -> str:
    """How many phrases are hit and how many are needed, as one line."""
    parts = []
    for name, is_phrase in (("phrases", True), ("unless", False)):
        of_kind = [use for use in uses if (use.pattern.role == "phrase") == is_phrase]
        if of_kind:
            hit, needed = (
                100 * sum(marks) / len(of_kind)
                for marks in zip(*((use.is_hit, use.is_needed) for use in of_kind), strict=True)
            )
            parts.append(f"{len(of_kind)} {name}, {hit:.0f} % hit, {needed:.0f} % needed")
    return "; ".join(parts)
