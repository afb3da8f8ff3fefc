"""A component of a spaCy pipeline, and scripts over data frames."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import spacy

from tests.conftest import ROOT
from tests.integrations.conftest import EXAMPLES
from webcare_lint import Problem


def run(*command: object) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, command)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("page", "script", "needs"),
    [
        ("spacy", ("spacy/pipeline.py",), "spacy"),
        ("dataframes", ("dataframes/with_pandas.py", "dataframes/replies.csv"), "pandas"),
        ("dataframes", ("dataframes/with_polars.py", "dataframes/replies.csv"), "polars"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_the_script_prints_what_its_page_shows(page: str, script: tuple[str, ...], needs: str) -> None:
    pytest.importorskip(needs, reason=f"no {needs} here: pip install {needs}")
    printed = re.findall(
        r"```text\n(.*?)```", (ROOT / "docs" / "integrations" / f"{page}.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert run(*(EXAMPLES / name for name in script)).rstrip() in [text.rstrip() for text in printed]


def test_the_component_leaves_the_tokens_of_the_pipeline_alone() -> None:
    text = "Hoi  Anja,\nbel ons 😜👩‍👩‍👧 op 0900-1234!"
    plain, linted = spacy.blank("nl"), spacy.blank("nl")
    linted.add_pipe("webcare_lint")
    doc = linted(text)
    assert [token.text_with_ws for token in doc] == [token.text_with_ws for token in plain(text)]
    assert doc.text == text
    (found,) = [finding for finding in doc._.webcare_report.findings if finding.rule == "channel-redirect"]
    assert doc.text[found.start : found.end] == "bel ons"


def test_the_component_says_which_languages_it_knows() -> None:
    with pytest.raises(Problem, match='one of nl, en is expected, not "fr"'):
        spacy.blank("fr").add_pipe("webcare_lint")
    assert spacy.blank("fr").add_pipe("webcare_lint", config={"language": "nl"})
