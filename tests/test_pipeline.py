"""Cues by grammar, with a small spaCy pipeline that stands in for a trained one; and misspellings of words in fuzzy lists."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from webcare_lint import Config, Linter
from webcare_lint.errors import Problem

_LEMMAS = {"doorverwezen": "doorverwijzen", "verwezen": "doorverwijzen", "verwijst": "doorverwijzen"}

RULE = """
title: Verwijst niet door
commandment: 2
severity: warning
source: house
check: {kind: forbid, cue: doorverwijzing}
message: Je verwijst door.
why: Zo hebben wij het afgesproken.
suggest: [Ik zoek het uit.]
examples:
  nl:
    - bad: Dat <<klopt niet>>.
    - good: Ik zoek het voor je uit.
"""
CUE = """
meaning: Verwijst door.
phrases: [klopt niet, verwijsbrief]
tokens:
  - [{LEMMA: doorverwijzen}]
"""


@Language.component("stand_in_lemmas", assigns=["token.lemma"])
def _lemmas(doc: Doc) -> Doc:
    for token in doc:
        token.lemma_ = _LEMMAS.get(token.lower_, token.lower_)
    return doc


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "cues" / "nl").mkdir(parents=True)
    (tmp_path / "doorverwijzing-huis.yaml").write_text(RULE, encoding="utf-8")
    (tmp_path / "cues" / "nl" / "doorverwijzing.yaml").write_text(CUE, encoding="utf-8")
    return tmp_path


def _pipeline(folder: Path, *, with_lemmas: bool) -> str:
    nlp = spacy.blank("nl")
    if with_lemmas:
        nlp.add_pipe("stand_in_lemmas")
    nlp.to_disk(folder / "pipeline")
    return str(folder / "pipeline")


def _found(linter: Linter, text: str) -> list[str]:
    findings = linter.lint(text).findings
    return [text[finding.start : finding.end] for finding in findings if finding.rule == "doorverwijzing-huis"]


def test_a_pattern_of_lemmas_is_found_where_the_pipeline_gives_lemmas(house: Path) -> None:
    linter = Linter(Config(rule_paths=(house,), spacy_pipeline=_pipeline(house, with_lemmas=True)))
    assert linter.lost == ()
    assert _found(linter, "Hoi 👋 Anna, je wordt doorverwezen. 😊 Dat verwijst hij zo.") == ["doorverwezen", "verwijst"]
    assert _found(linter, "Dat klopt niet, je bent doorverwezen.") == ["klopt niet", "doorverwezen"]
    assert _found(linter, 'Je schreef "ik ben doorverwezen".') == []


def test_a_pattern_is_told_lost_where_the_pipeline_gives_no_lemmas(house: Path) -> None:
    linter = Linter(Config(rule_paths=(house,), spacy_pipeline=_pipeline(house, with_lemmas=False)))
    assert [str(problem).partition("cues/nl/")[2] for problem in linter.lost] == [
        f"doorverwijzing.yaml:5: tokens: not looked for: the pipeline {house / 'pipeline'} does not give token.lemma"
    ]
    assert _found(linter, "Dat klopt niet, je bent doorverwezen.") == ["klopt niet"]


def test_without_a_pipeline_phrases_still_work_and_patterns_are_told_lost(house: Path) -> None:
    linter = Linter(Config(rule_paths=(house,)))
    assert [str(problem).rpartition(": ")[2] for problem in linter.lost] == ["no `spacy_pipeline` is configured"]
    assert _found(linter, "Dat klopt niet, je bent doorverwezen.") == ["klopt niet"]


def test_check_tells_what_is_lost_and_lints_on(house: Path) -> None:
    (house / ".webcare-lint.yaml").write_text("rule_paths: [.]\n", encoding="utf-8")
    (house / "reply.txt").write_text("Hoi Anna, dat klopt niet. ^Bo", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "webcare_lint", "check", "reply.txt"], cwd=house, capture_output=True, text=True
    )
    assert "doorverwijzing.yaml:5: tokens: not looked for" in done.stderr
    assert "doorverwijzing-huis" in done.stdout
    assert done.returncode == 1


def test_a_pipeline_that_is_not_installed_is_named() -> None:
    with pytest.raises(Problem, match='no installed spaCy pipeline "nl_core_nieuws_sm"') as caught:
        Linter(Config(spacy_pipeline="nl_core_nieuws_sm"))
    assert "\n" not in str(caught.value)


def test_a_pattern_that_spacy_refuses_is_named_with_its_line(house: Path) -> None:
    cue = house / "cues" / "nl" / "doorverwijzing.yaml"
    cue.write_text(CUE.replace("LEMMA: doorverwijzen", "LEMMA: {IN: verwijzen}"), encoding="utf-8")
    with pytest.raises(Problem, match=r"doorverwijzing\.yaml:5: tokens: spaCy can't match this pattern"):
        Linter(Config(rule_paths=(house,), spacy_pipeline=_pipeline(house, with_lemmas=True)))


# --- misspellings -----------------------------------------------------------------------------------------------


@pytest.fixture
def fuzzy(house: Path) -> Linter:
    (house / "cues" / "nl" / "doorverwijzing.yaml").write_text(
        'meaning: Noemt een loket.\nphrases: ["naar (de|het) {loket-huis}"]\n', encoding="utf-8"
    )
    (house / "lists" / "nl").mkdir(parents=True)
    (house / "lists" / "nl" / "loket-huis.yaml").write_text(
        "meaning: Loketten.\nfuzzy: true\nitems: ['(klantenservice|burgerzaken)', vergaderen, balie]\n",
        encoding="utf-8",
    )
    return Linter(Config(rule_paths=(house,)))


@pytest.mark.parametrize(
    "word", ["klantenservice", "klantenserivce", "Klantenservce", "klantennservice", "burgerzakem"]
)
def test_a_slip_of_the_pen_in_a_fuzzy_list_is_read_as_the_word(fuzzy: Linter, word: str) -> None:
    assert _found(fuzzy, f"Ga naar de {word} toe.") == [f"naar de {word}"]


@pytest.mark.parametrize("word", ["verzaderen", "balue", "vergaderden", "burgerbazen"])
def test_short_words_other_words_and_words_further_off_stay_what_they_are(fuzzy: Linter, word: str) -> None:
    expected = ["naar de verzaderen"] if word == "verzaderen" else []
    assert _found(fuzzy, f"Ga naar de {word} toe.") == expected
