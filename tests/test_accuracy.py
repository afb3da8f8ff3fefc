"""What may not get worse: false alarms on ordinary text, and precision and recall on labelled replies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import needs_shared
from webcare_lint import Config, Linter
from webcare_lint.evaluation import evaluate, read_labelled
from webcare_lint.reply import Language

DATA = Path(__file__).parent / "data"
# Lines of the known-good text on which a finding is accepted, each with the reason.
ACCEPTED: dict[str, str] = {}


@pytest.fixture(scope="module", params=["nl", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    value: Language = request.param
    return value


def test_ordinary_text_raises_next_to_no_alarm(language: Language) -> None:
    linter = Linter(Config(language=language))
    lines = (DATA / f"known-good.{language}.txt").read_text(encoding="utf-8").splitlines()
    sentences = sum(len(re.findall(r"[.!?…]+(?:\s|$)", line)) or 1 for line in lines)
    found = [
        (finding.severity.value, finding.rule, line)
        for line in lines
        if line not in ACCEPTED
        for finding in linter.lint(line).findings
    ]
    errors = [item for item in found if item[0] == "error"]
    warnings = [item for item in found if item[0] == "warning"]
    assert len(errors) <= sentences / 1000, errors
    assert len(warnings) <= 5 * sentences / 1000, warnings


@pytest.mark.parametrize(("language", "precision", "recall"), [("nl", 0.95, 0.85), ("en", 0.93, 0.80)])
def test_the_development_replies_are_linted_as_labelled(language: Language, precision: float, recall: float) -> None:
    path = needs_shared("replies", f"replies.{language}.jsonl")
    linter = Linter(Config(language=language))
    evaluation, _ = evaluate(read_labelled([path], [rule.id for rule in linter.pack.rules]), {language: linter})
    assert (evaluation.micro.precision or 0) >= precision
    assert (evaluation.micro.recall or 0) >= recall


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("nl-a", 0.96, 0.92), ("nl-b", 0.96, 0.92), ("nl-c", 0.94, 0.85), ("nl-d", 0.95, 0.89), ("nl-e", 0.96, 0.91),
        ("nl-f", 0.95, 0.89), ("nl-g", 0.98, 0.91), ("nl-h", 0.97, 0.95), ("nl-i", 0.93, 0.78), ("en-a", 0.93, 0.85), ("en-b", 0.92, 0.84), ("en-c", 0.98, 0.92),
    ],
)  # fmt: skip
def test_replies_that_were_unseen_once_are_linted_no_worse_than_they_were(
    name: str, precision: float, recall: float
) -> None:
    language: Language = "en" if name.startswith("en") else "nl"
    linter = Linter(Config(language=language))
    known = [rule.id for rule in linter.pack.rules]
    evaluation, _ = evaluate(
        read_labelled([DATA / f"replies-{name}.jsonl"], known),
        {language: linter, "nl": Linter(), "en": Linter(Config(language="en"))},
    )
    assert (evaluation.micro.precision or 0) >= precision
    assert (evaluation.micro.recall or 0) >= recall
