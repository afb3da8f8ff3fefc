"""Cues by grammar: `tokens` patterns of cue files, matched by an installed spaCy pipeline that knows lemmas or parts of speech.

Phrases need no pipeline. Where none is configured, or it lacks what a pattern asks, the pattern is lost, and told so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from webcare_lint.errors import Problem
from webcare_lint.phrases import Pattern

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

_NEEDS = {
    "LEMMA": "token.lemma", "POS": "token.pos", "TAG": "token.tag", "DEP": "token.dep", "MORPH": "token.morph",
    "ENT_TYPE": "token.ent_type", "ENT_IOB": "token.ent_iob",
}  # fmt: skip
"""What of spaCy's pattern attributes a component has to assign; the others every tokenizer gives."""

_MOST_DOCS = 10_000
_LONGEST = 1_000_000_000  # code points; spaCy's own limit guards the memory of parsers, and a reply is never lost


class TokenPattern(NamedTuple):
    """One `tokens` pattern of a cue file: spaCy `Matcher` token dicts, and where it stands."""

    pattern: Pattern
    tokens: tuple[Mapping[str, object], ...]

    def needs(self) -> set[str]:
        """The token attributes a pipeline has to assign for it."""
        return {_NEEDS[key] for token in self.tokens for key in map(str.upper, token) if key in _NEEDS}


class TokenMatcher:
    """Finds token patterns with one spaCy pipeline; built once, shared between threads."""

    def __init__(self, name: str, patterns: Iterable[TokenPattern]):
        """`name` is an installed package or a folder; Problem when it can't be loaded, or a pattern is none of spaCy's."""
        self._name = name
        self._lock = Lock()
        self._nlp = _load(name)
        self._read = 0
        given = set((self._nlp.analyze_pipes(keys=["assigns"]) or {}).get("attrs", ()))
        self.lost: list[Problem] = []
        self._patterns: list[TokenPattern] = []
        for pattern in patterns:
            lacking = {need for need in pattern.needs() if need not in given}
            if lacking:
                self.lost.append(_lost(pattern, f"the pipeline {name} does not give {', '.join(sorted(lacking))}"))
            else:
                self._patterns.append(pattern)
        self._matcher = self._make_matcher()

    def _make_matcher(self) -> Matcher:
        from spacy.matcher import Matcher

        matcher = Matcher(self._nlp.vocab, validate=True)
        for number, (pattern, tokens) in enumerate(self._patterns):
            try:
                matcher.add(str(number), [[dict(token) for token in tokens]], greedy="LONGEST")
            except ValueError as error:
                first = re.sub(r"\s+", " ", str(error)).split(". ")[0]
                raise Problem(
                    f"spaCy can't match this pattern: {first}", path=pattern.path, line=pattern.line, field="tokens"
                ) from None
        return matcher

    def find(self, text: str) -> Iterator[tuple[Pattern, int, int]]:
        """The patterns found in `text`, as (pattern, start, end) in code points."""
        if not self._patterns:
            return
        doc = self._doc(text)
        for key, first, last in sorted(self._matcher(doc), key=lambda match: match[1:]):
            found = doc[first:last]
            yield self._patterns[int(doc.vocab.strings[key])].pattern, found.start_char, found.end_char

    def _doc(self, text: str) -> Doc:
        # spaCy's vocabulary keeps every word it has seen: a long-lived process starts afresh now and then.
        with self._lock:
            self._read += 1
            if self._read % _MOST_DOCS == 0:
                self._nlp = _load(self._name)
                self._matcher = self._make_matcher()
            return self._nlp(text)


def require_installed(name: str) -> None:
    """Problem when `name` is neither an installed package nor a folder; imports nothing."""
    if not (Path(name).is_dir() or (name.isidentifier() and find_spec(name))):
        raise _not_installed(name)


def _not_installed(name: str) -> Problem:
    return Problem(
        f'there is no installed spaCy pipeline "{name}"; install it (`python -m spacy download …`) or take the line out',
        field="spacy_pipeline",
    )


def _load(name: str) -> Language:
    import spacy

    try:
        nlp = spacy.load(name)
    except OSError:
        raise _not_installed(name) from None
    nlp.max_length = _LONGEST
    return nlp


def lost_without_pipeline(patterns: Iterable[TokenPattern]) -> list[Problem]:
    """What to say of patterns when no pipeline is configured."""
    return [_lost(pattern, "no `spacy_pipeline` is configured") for pattern in patterns]


def _lost(pattern: TokenPattern, why: str) -> Problem:
    return Problem(f"not looked for: {why}", path=pattern.pattern.path, line=pattern.pattern.line, field="tokens")
