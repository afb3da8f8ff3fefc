"""`--no-text`: no format holds anything that was written in a reply."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from tests.formats.conftest import webcare_lint
from webcare_lint.formats.base import Outcome, Presentation
from webcare_lint.formats.redaction import without_text
from webcare_lint.formats.registry import FORMATS, formatter

# Words that no rule, suggestion or report of ours has; the findings quote several of them.
SECRETS = [
    "Kwibus", "Zonderling", "kwibus@zonderling.example", "06-12345678", "NL91ABNA0417164300", "Xyzzystraat", "1234ZZ", "Plughfabriek", "xyzzytitel", "plughveld", "émïgré",
]  # fmt: skip
TEXT = (
    "Hoi Kwibus, bel even met de klantenservice van de Plughfabriek op 06-12345678. Wat vervelend! Wat vervelend, émïgré [plughveld] {{ plughveld }}. "
    "Middels kwibus@zonderling.example, Xyzzystraat 5, 1234ZZ, NL91ABNA0417164300. Groet, Zonderling"
)


def write_inputs(folder: Path) -> list[Path]:
    """The same text in a library of three kinds, a text file and JSON Lines."""
    entry = {"id": "a1", "title": "xyzzytitel", "text": TEXT}
    (folder / "macros.json").write_text(json.dumps([entry, {**entry, "id": "a2"}]), encoding="utf-8")
    (folder / "macros.yaml").write_text(f"- id: a1\n  title: xyzzytitel\n  text: |\n    {TEXT}\n", encoding="utf-8")
    with (folder / "macros.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "title", "text"], ["a1", "xyzzytitel", TEXT]])
    (folder / "antwoord.txt").write_text(TEXT, encoding="utf-8")
    record = {
        "id": "r1",
        "text": TEXT,
        "customer_name": "Kwibus",
        "thread": [{"author": "customer", "text": "Waar is Xyzzystraat? En wie is Zonderling?"}],
    }
    (folder / "replies.jsonl").write_text(json.dumps(record), encoding="utf-8")
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, dict[str, str]]:
    """What every format writes, with and without text, in one run each."""
    folder = tmp_path_factory.mktemp("texts")
    paths = write_inputs(folder)
    said: dict[bool, dict[str, str]] = {}
    for no_text in (False, True):
        out = tmp_path_factory.mktemp("out")
        outputs = [part for name in FORMATS for part in ("--output", f"{name}={out / name}")]
        done = webcare_lint(
            "check", *(path.name for path in paths), *outputs, *(["--no-text"] if no_text else []), folder=folder
        )
        assert done.returncode == 1, done.stderr
        said[no_text] = {name: (out / name).read_text(encoding="utf-8") for name in FORMATS} | {
            "stdout": done.stdout,
            "stderr": done.stderr,
        }
    return said


@pytest.mark.parametrize("name", [*FORMATS, "stdout", "stderr"])
def test_no_word_of_the_input_is_in_the_output(name: str, runs: dict[bool, dict[str, str]]) -> None:
    text = runs[True][name].casefold()
    leaked = [secret for secret in SECRETS if secret.casefold() in text or json.dumps(secret)[1:-1].casefold() in text]
    assert leaked == []


@pytest.mark.parametrize("name", FORMATS)
def test_the_test_would_see_a_leak(name: str, runs: dict[bool, dict[str, str]]) -> None:
    text = runs[False][name].casefold()
    assert [secret for secret in SECRETS if secret.casefold() in text]


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "html"])
def test_no_three_words_in_a_row_are_the_inputs(name: str, runs: dict[bool, dict[str, str]]) -> None:
    """Also of the ordinary words: what a rule quotes is gone, not only what was seen as personal."""
    own = " ".join(re.findall(r"\w+", "Wat vervelend dat je bel even met".casefold()))
    words = re.findall(r"\w+", TEXT.casefold())
    said = " ".join(re.findall(r"\w+", runs[True][name].casefold()))
    runs_of_three = {" ".join(words[at : at + 3]) for at in range(len(words) - 2)}
    assert {three for three in runs_of_three if three in said and three not in own} == set()


def test_the_findings_are_the_same_in_the_same_places(runs: dict[bool, dict[str, str]]) -> None:
    def places(text: str) -> list[object]:
        return [
            [
                reply["id"],
                finding["rule"],
                finding["severity"],
                finding["start"],
                finding["end"],
                [cue["cue"] for cue in finding["cues"]],
            ]
            for reply in json.loads(text)["replies"]
            for finding in reply["findings"]
        ]

    assert places(runs[True]["json"]) == places(runs[False]["json"])
    for name in ("rdjson", "sarif"):
        columns = [
            re.findall(r'"(?:start|end)?(?:line|column)": \d+', runs[no_text][name], re.IGNORECASE)
            for no_text in (True, False)
        ]
        assert columns[0] == columns[1], name


def fingerprints(folder: Path, **variables: str) -> list[str]:
    done = webcare_lint("check", "antwoord.txt", "--no-text", "--format", "jsonl", folder=folder, **variables)
    return [finding["fingerprint"] for finding in json.loads(done.stdout)["findings"]]


def test_fingerprints_are_salted_by_the_run_or_by_a_secret(tmp_path: Path) -> None:
    write_inputs(tmp_path)
    plain = [
        finding["fingerprint"]
        for finding in json.loads(webcare_lint("check", "antwoord.txt", "--format", "jsonl", folder=tmp_path).stdout)[
            "findings"
        ]
    ]
    salted = fingerprints(tmp_path, WEBCARE_LINT_SALT="geheim")
    assert salted == fingerprints(tmp_path, WEBCARE_LINT_SALT="geheim")
    assert len(
        {
            *plain,
            *salted,
            *fingerprints(tmp_path, WEBCARE_LINT_SALT="ander"),
            *fingerprints(tmp_path),
            *fingerprints(tmp_path),
        }
    ) == 5 * len(plain)


def test_what_a_library_shows_and_what_was_suppressed_have_no_text_either(hostile: Outcome) -> None:
    redacted = without_text(hostile, "nl", b"zout")
    for name in FORMATS:
        text = formatter(name)(redacted, Presentation())
        assert "juridisch" not in text, name
        assert "plofjammer" not in text, name
    assert redacted.insight
    assert [len(cluster.entries) for cluster in redacted.insight.clusters] == [8, 2]
