"""The component of a spaCy pipeline. That the scripts print what their pages show is `docs/generate.py --check`."""

from __future__ import annotations

import pytest
import spacy

from webcare_lint import Problem


def test_the_component_leaves_the_tokens_of_the_pipeline_alone() -> None:
    text = "Hoi  Anja,\nbel ons 😜👩‍👩‍👧 op 0900-1234!"
    plain, linted = spacy.blank("nl"), spacy.blank("nl")
    linted.add_pipe("webcare_lint")
    doc = linted(text)
    assert [token.text_with_ws for token in doc] == [token.text_with_ws for token in plain(text)]
    assert doc.text == text
    found = next(finding for finding in doc._.webcare_report.findings if finding.rule == "channel-redirect")
    assert doc.text[found.start : found.end] == "bel ons"


def test_the_component_says_which_languages_it_knows() -> None:
    with pytest.raises(Problem, match='one of nl, en is expected, not "fr"'):
        spacy.blank("fr").add_pipe("webcare_lint")
    assert spacy.blank("fr").add_pipe("webcare_lint", config={"language": "nl"})
