"""The same phrases looked for by others: a regular expression a rule, spaCy's Matcher, proselint's engine, textlint with prh.

They get spellings of our phrases that are plain words, a few for each phrase: fewer and simpler ones than we look for
ourselves. What they lack besides (context, the thread, `unless`, messages that quote) costs them nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, product
from pathlib import Path
from typing import Any

from webcare_lint import Config
from webcare_lint.phrases import Chain, Choice, Gap, Lemma, Listed, Node, Repeat, Word
from webcare_lint.rulebook import parsed, read_pack

A_PHRASE = 5
"""At most so many spellings of one phrase."""


def inventory() -> dict[str, list[str]]:
    """For each cue of the Dutch pack, plain spellings of its phrases."""
    pack = read_pack(Config())
    lists = {name: tuple(map(parsed, listed.items)) for name, (listed, _) in pack.lists.items()}
    forms: Callable[[str], Any] = pack.inflections
    spelled: dict[str, list[str]] = {}
    for name, loaded in pack.cues.items():
        phrases = [
            spelling for item in loaded.cue.phrases for spelling in _spellings(parsed(item.phrase), lists, forms)
        ]
        spelled[name] = sorted({phrase for phrase in phrases if _is_plain(phrase)})
    return {name: phrases for name, phrases in spelled.items() if phrases}


_is_plain = re.compile(r"\w[\w' -]*").fullmatch


def _spellings(node: Node, lists: Mapping[str, tuple[Node, ...]], forms: Callable[[str], Any]) -> list[str]:
    return list(dict.fromkeys(islice(_spelled(node, lists, forms), A_PHRASE)))


def _spelled(node: Node, lists: Mapping[str, tuple[Node, ...]], forms: Callable[[str], Any]) -> Iterator[str]:
    match node:
        case Word(label):
            if "{" not in label:
                yield label.strip("*")
        case Chain(items):
            parts = [_spellings(item, lists, forms) for item in items]
            yield from (" ".join(filter(None, words)) for words in product(*parts))
        case Choice(options):
            for option in options:
                yield from _spellings(option, lists, forms)
        case Repeat(item, _):
            yield from _spellings(item, lists, forms)
            yield ""
        case Gap():
            yield ""
        case Listed(name):
            for item in islice(lists.get(name, ()), A_PHRASE):
                yield from _spellings(item, lists, forms)
        case Lemma(particle, verb):
            yield from (f"{particle}{form}" for form in islice(sorted(forms(verb)), A_PHRASE))


Lint = Callable[[str], int]
"""How many things are found in a text."""


def with_re(phrases: Mapping[str, list[str]]) -> Lint:
    """One alternation for each cue."""
    compiled = [
        re.compile(rf"\b(?:{'|'.join(map(re.escape, listed))})\b", re.IGNORECASE).findall for listed in phrases.values()
    ]
    return lambda text: sum(len(find(text)) for find in compiled)


def with_matcher(phrases: Mapping[str, list[str]]) -> Lint:
    """A token pattern for each spelling, as the documentation of spaCy shows it."""
    import spacy
    from spacy.matcher import Matcher

    nlp = spacy.blank("nl")
    matcher = Matcher(nlp.vocab)
    for name, listed in phrases.items():
        matcher.add(name, [[{"LOWER": token.lower_} for token in nlp(phrase)] for phrase in listed])
    return lambda text: len(matcher(nlp(text)))


def with_proselint(phrases: Mapping[str, list[str]]) -> Lint:
    """The phrases as checks of proselint, with its engine (RE2) and its files."""
    from proselint.registry import CheckRegistry
    from proselint.registry.checks import Check
    from proselint.registry.checks import types as kinds
    from proselint.tools import LintFile

    checks = [
        Check(check_type=kinds.Existence(tuple(map(re.escape, listed))), path=name, message=name)
        for name, listed in phrases.items()
    ]
    CheckRegistry().register_many(tuple(checks))
    config: Any = {"max_errors": 1_000, "checks": dict.fromkeys(phrases, True)}
    return lambda text: len(LintFile("reply", text).lint(config))


def write_prh(phrases: Mapping[str, list[str]], folder: Path) -> None:
    """The configuration of textlint in `folder`, with the phrases as rules of prh."""
    import json

    rules = [{"expected": name, "patterns": [f"/{'|'.join(listed)}/i"]} for name, listed in phrases.items()]
    (folder / "prh.yml").write_text(json.dumps({"version": 1, "rules": rules}, ensure_ascii=False), encoding="utf-8")
    textlintrc = {"rules": {"prh": {"rulePaths": [str(folder / "prh.yml")]}}}
    (folder / ".textlintrc.json").write_text(json.dumps(textlintrc), encoding="utf-8")
