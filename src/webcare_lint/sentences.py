"""Sentences of a cue: what a care coach writes down to say what a cue must find, and what it must let be.

They stand in `sentences/<language>/<cue>.txt` beside the rules, one a line, and are read by `webcare-lint test` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from webcare_lint.errors import Problem, Problems, nearest
from webcare_lint.graphs import cache_folder
from webcare_lint.linter import Linter
from webcare_lint.reading import Reader
from webcare_lint.reply import Language
from webcare_lint.rulebook import Pack, Wanted, bundled_rules, make_readers
from webcare_lint.trace import quote, where
from webcare_lint.yamlfile import read_text

NEAR_MISS: Final[dict[Language, str]] = {"nl": "nee:", "en": "no:"}
"""How a line begins in whose sentence the cue must not be found."""
BRAND: Final = "Postmus"
"""What the brand is called in sentences."""


class Sentence(NamedTuple):
    """One sentence of a cue, with its place."""

    cue: str
    text: str
    is_near_miss: bool
    path: Path
    line: int

    def problem(self, reader: Reader) -> Problem | None:
        """What is broken, with the place of the sentence."""
        text = self.broken(reader)
        return Problem(text, path=self.path, line=self.line, field=self.cue) if text else None

    def broken(self, reader: Reader) -> str | None:
        """What is not as the sentence asks; None when the cue is found, or in a near-miss let be."""
        reading = reader.read(self.text, ((BRAND, "{brand}"),))
        cues = reading.cues_of(self.cue)
        if bool(cues) != self.is_near_miss:
            return None
        if cues:
            cue = cues[0]
            return f"found: {quote(self.text, cue)} by `{cue.pattern.phrase}` ({where(cue.pattern)})"
        if taken := next((item for item in reading.taken if item.cue.name == self.cue), None):
            by = taken.by
            return f"taken away: {quote(self.text, taken.cue)} by {by.role} `{by.phrase}` ({where(by)})"
        return f"not found: «{self.text}»"


def reader_of(pack: Pack) -> Reader:
    """What reads sentences: every cue of the pack is looked for, whether or not a rule asks for it."""
    every = Wanted(always=frozenset(pack.cues), sometimes=frozenset(), thread=frozenset())
    return make_readers(pack, every, cache_folder()).reply


def sentences_of(linter: Linter) -> list[Sentence]:
    """The sentences of the linter's language beside its rules; Problems names files of cues that there are not."""
    found: list[Sentence] = []
    problems: list[Problem] = []
    for path in _files((bundled_rules(), *linter.config.rule_paths), linter.language):
        if path.stem in linter.pack.cues:
            found += _sentences(path, linter.language)
        else:
            expected = f'there is no cue "{path.stem}" in {linter.language}{nearest(path.stem, linter.pack.cues)}'
            problems.append(Problem(expected, path=path))
    if problems:
        raise Problems(problems)
    return found


def _files(roots: Iterable[Path], language: Language) -> Iterator[Path]:
    folders = dict.fromkeys(root if root.is_dir() else root.parent for root in roots)
    for folder in folders:
        yield from sorted((folder / "sentences" / language).glob("*.txt"))


def _sentences(path: Path, language: Language) -> Iterator[Sentence]:
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        is_near_miss = text.startswith(NEAR_MISS[language])
        yield Sentence(
            path.stem,
            text.removeprefix(NEAR_MISS[language] if is_near_miss else "").strip(),
            is_near_miss,
            path,
            number,
        )
