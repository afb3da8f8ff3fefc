"""Sentences of a cue, and which phrases nothing would break without."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from webcare_lint.config import Config
from webcare_lint.coverage import Watched, uses_of
from webcare_lint.linter import Linter
from webcare_lint.phrases import Automaton, Pattern, build, parse
from webcare_lint.reading import Reader
from webcare_lint.reply import Language
from webcare_lint.rulebook import graphs_of, kept_in_quotes, vocabulary_of
from webcare_lint.sentences import sentences_of
from webcare_lint.tokens import Vocabulary

DATA = Path(__file__).parent / "data"
RULE = """\
title: Zeg niet kosteloos
commandment: 7
severity: warning
check: {kind: forbid, cue: kosteloos}
message: Zeg gratis.
why: Zo praten wij niet.
examples:
  - bad: We sturen <<kosteloos>> een nieuwe.
  - good: We sturen gratis een nieuwe.
"""
CUE = """\
meaning: Zegt kosteloos.
phrases:
  - kosteloos
  - zonder kosten
  - (geheel)? zonder (extra)? kosten
  - om niet
unless:
  - niet kosteloos
  - bijna kosteloos
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder of house rules with one rule and its cue."""
    for name, text in (("kosteloos.yaml", RULE), ("cues/nl/kosteloos.yaml", CUE)):
        path = tmp_path / "regels" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "regels"


def write_sentences(house: Path, *lines: str, cue: str = "kosteloos") -> None:
    path = house / "sentences" / "nl" / f"{cue}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run_test(house: Path, *options: str) -> tuple[int, list[str]]:
    """The exit code and what is printed, by the real command."""
    done = subprocess.run(
        [sys.executable, "-m", "webcare_lint", "test", house.name, "--lang", "nl", *options],
        cwd=house.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_a_cue_must_be_found_in_its_sentences_and_not_in_near_misses(house: Path) -> None:
    write_sentences(
        house,
        "# over geld",
        "",
        "Je krijgt kosteloos een nieuwe.",
        "nee: Ruilen is niet kosteloos.",
        "Je krijgt hem voor niks.",
        "nee: Ruilen kan zonder kosten.",
        "Ruilen is helaas niet kosteloos.",
    )
    code, lines = run_test(house)
    assert code == 1
    assert [line.split("kosteloos.txt:")[1] for line in lines[:-1]] == [
        "5: kosteloos: not found: «Je krijgt hem voor niks.»",
        "6: kosteloos: found: «zonder kosten» 11-24 by `zonder kosten` (cues/nl/kosteloos.yaml:4)",
        "7: kosteloos: taken away: «kosteloos» 22-31 by unless `niet kosteloos` (cues/nl/kosteloos.yaml:8)",
    ]
    assert lines[-1] == "2 examples, 5 sentences, 3 broken"


def test_sentences_of_a_cue_that_there_is_not_are_an_error(house: Path) -> None:
    write_sentences(house, "Je krijgt kosteloos een nieuwe.", cue="kostloos")
    code, lines = run_test(house)
    assert code == 2
    assert lines[0].endswith('kostloos.txt: there is no cue "kostloos" in nl; did you mean "kosteloos"?')


def test_coverage_names_each_phrase_that_nothing_would_break_without(house: Path) -> None:
    write_sentences(house, "Ruilen kan zonder kosten.", "nee: Ruilen is niet kosteloos.")
    code, lines = run_test(house, "--coverage")
    assert code == 1
    assert [line.split("kosteloos.yaml:", 1)[1] for line in lines[1:-1]] == [
        "4: zonder kosten: nothing breaks without it: `(geheel)? zonder (extra)? kosten` (cues/nl/kosteloos.yaml:5) finds the same words",
        "5: (geheel)? zonder (extra)? kosten: nothing breaks without it: `zonder kosten` (cues/nl/kosteloos.yaml:4) finds the same words",
        "6: om niet: no sentence asks for it",
        "9: unless bijna kosteloos: no near-miss asks for it",
    ]
    assert lines[-1] == "nl: 4 phrases, 75 % hit, 25 % needed; 2 unless, 50 % hit, 50 % needed"


def test_missing_lists_the_phrases_that_ask_for_a_sentence_in_the_order_of_the_file(house: Path) -> None:
    write_sentences(house, "Ruilen kan zonder extra kosten.", "nee: Ruilen is niet kosteloos.")
    code, lines = run_test(house, "--missing")
    assert code == 1
    assert lines[1].startswith("kosteloos (")
    assert [line.strip() for line in lines[2:-1]] == ["4  zonder kosten", "6  om niet", "9  unless bijna kosteloos"]


def test_a_pack_whose_every_phrase_is_needed_passes(house: Path) -> None:
    cue = house / "cues" / "nl" / "kosteloos.yaml"
    cue.write_text(CUE.replace("  - zonder kosten\n", ""), encoding="utf-8")
    write_sentences(
        house,
        "Ruilen kan zonder kosten.",
        "Je krijgt hem om niet.",
        "nee: Ruilen is niet kosteloos.",
        "nee: Ruilen is bijna kosteloos.",
    )
    assert run_test(house, "kosteloos", "--coverage") == (
        0,
        [
            "2 examples, 4 sentences, 0 broken",
            "nl: 3 phrases, 100 % hit, 100 % needed; 2 unless, 100 % hit, 100 % needed",
        ],
    )


def test_coverage_of_a_cue_that_there_is_not_is_an_error(house: Path) -> None:
    code, lines = run_test(house, "kostelos", "--coverage")
    assert code == 2
    assert 'there is no file, folder or cue "kostelos"; did you mean "kosteloos"?' in lines[-1]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_something_would_break_without_any_phrase_of_the_bundled_packs(language: Language) -> None:
    linter = Linter(Config(preview=True, language=language))
    uses = uses_of(linter, sentences_of(linter))
    assert len(uses) > 1000
    assert [str(problem) for use in uses if (problem := use.problem())] == []


def test_watching_changes_nothing_of_what_is_found(linter: Linter) -> None:
    [(graph, patterns)] = graphs_of(linter.pack, [frozenset(linter.pack.cues)])
    plain, watched = Automaton(graph, patterns), Watched(graph, patterns)
    vocabulary, kept = vocabulary_of(linter.pack, [plain, watched]), kept_in_quotes(linter.pack)
    lines = (DATA / "known-good.nl.txt").read_text(encoding="utf-8").splitlines()[:200]
    for line in lines:
        expected, found = (Reader(automaton, vocabulary, kept).read(line) for automaton in (plain, watched))
        assert found.all_of(linter.pack.cues) == expected.all_of(linter.pack.cues)


ROLES = [
    ("phrase", "bel ons"),
    ("phrase", "bel (even)? ons"),
    ("phrase", "ons (op|via) ..."),
    ("phrase", "... op het nummer"),
    ("unless", "niet bel"),
    ("unless", "niet"),
    ("unless_sentence", "grapje"),
]
TEXTS = [
    "Bel ons op het nummer hiernaast.",
    "Bel even ons, op zaterdag.",
    "Niet bel ons.",
    "Bel ons via de app, grapje!",
]


def reader_of(patterns: list[Pattern], kind: type[Automaton]) -> tuple[Reader, Automaton]:
    graph = build([parse(pattern.phrase) for pattern in patterns], {}, lambda lemma: [lemma], lambda *_: None)
    automaton = kind(graph, patterns)
    vocabulary = Vocabulary(automaton.labels, (), automaton.groups)
    automaton.attach(vocabulary.symbols)
    return Reader(automaton, vocabulary, frozenset()), automaton


@pytest.mark.parametrize("number", range(len(ROLES)), ids=[phrase for _, phrase in ROLES])
@pytest.mark.parametrize("text", TEXTS)
def test_looking_away_from_a_phrase_finds_what_a_pack_without_it_finds(number: int, text: str) -> None:
    patterns = [Pattern("cue", role, phrase, {}, "test", line) for line, (role, phrase) in enumerate(ROLES)]
    without, _ = reader_of([*patterns[:number], *patterns[number + 1 :]], Automaton)
    reader, watched = reader_of(patterns, Watched)
    assert isinstance(watched, Watched)
    watched.away = patterns[number]
    assert reader.read(text).cues_of("cue") == without.read(text).cues_of("cue")
