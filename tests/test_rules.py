"""Every example of every rule: `bad` is found where it is marked, `good` is left alone; every sentence of every cue."""

from __future__ import annotations

import pytest

from webcare_lint import Config, Linter
from webcare_lint.examples import Case, broken, cases
from webcare_lint.sentences import Sentence, reader_of, sentences_of

_EVERYTHING = {language: Linter(Config(preview=True, language=language)) for language in ("nl", "en")}
_CASES = [(language, case) for language, linter in _EVERYTHING.items() for case in cases(linter)]
_READERS = {language: reader_of(linter.pack) for language, linter in _EVERYTHING.items()}
_SENTENCES: dict[tuple[str, str], list[Sentence]] = {}
for _language, _linter in _EVERYTHING.items():
    for _sentence in sentences_of(_linter):
        _SENTENCES.setdefault((_language, _sentence.cue), []).append(_sentence)


@pytest.mark.parametrize(("language", "case"), _CASES, ids=[f"{language} {case.name}" for language, case in _CASES])
def test_the_example_holds(language: str, case: Case) -> None:
    assert broken(_EVERYTHING[language], case) is None


@pytest.mark.parametrize(("language", "cue"), _SENTENCES, ids=list(map(" ".join, _SENTENCES)))
def test_a_cue_is_found_in_its_sentences_and_not_in_its_near_misses(language: str, cue: str) -> None:
    problems = (sentence.problem(_READERS[language]) for sentence in _SENTENCES[language, cue])
    assert [str(problem) for problem in problems if problem] == []


def test_the_bundled_rules_are_those_of_the_codebook() -> None:
    expected = (
        "joke-before-help snark no-help channel-redirect dm-only blames-colleague they-not-we disowns-employer unanswered-message "
        "unanswered-question brush-off repeated-empathy rote-reply public-argument missing-empathy non-apology shouting no-greeting "
        "no-signature impersonal officialese mixed-address wrong-name apology-to-compliment unfilled-placeholder internal-text "
        "vague-promise late-without-apology blunt-no hidden-no unthanked-compliment sticking-plaster asks-personal-data-in-public "
        "exposes-personal-data too-long"
    )
    assert set(expected.split()) <= {rule.id for rule in _EVERYTHING["nl"].pack.rules}
