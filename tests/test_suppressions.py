"""Accepted findings: taken out of the report where they were accepted, kept elsewhere, and told of when they no longer hold."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from webcare_lint import Linter, Problem, Problems
from webcare_lint.inputs import Input, read_inputs
from webcare_lint.library.lint import lint_entry
from webcare_lint.suppressions import Suppressions, add_suppressions, find_files, read_suppressions

RULE = "channel-redirect"
REDIRECT = "Hoi Anna, bel even met onze klantenservice. Groet, Sander"
GOOD = "Hoi Anna, je pakket ligt morgen voor 12.00 uur bij je in de bus. Groet, Sander"
TODAY = date(2026, 11, 22)


class Judged(NamedTuple):
    """What is left of each entry, what was accepted, and what no longer holds."""

    kept: dict[str, list[str]]
    accepted: list[tuple[str, str, str]]
    notices: list[str]


Judge = Callable[..., Judged]


@pytest.fixture
def judge(linter: Linter) -> Judge:
    def run(path: Path, *, whole_files: bool = True, known: set[str] | None = None) -> Judged:
        recorded = [item for file in find_files([path]) for item in read_suppressions(file)]
        suppressions = Suppressions(recorded, TODAY)
        kept, accepted = {}, []
        for item in read_inputs([str(path)], {}, io.BytesIO()):
            assert isinstance(item, Input)
            assert item.entry
            report, suppressed = suppressions.judge(item, lint_entry(linter, item.entry))
            kept[item.id] = [finding.rule for finding in report.findings if finding.rule == RULE]
            accepted += [(item.id, said.reason, said.kind) for said in suppressed]
        rules = known or {rule.id for rule in linter.pack.rules}
        notices = suppressions.notices(rules, {rule.id for rule in linter.rules}, whole_files=whole_files)
        return Judged(kept, accepted, [str(notice).replace(f"{path.parent}/", "") for notice in notices])

    return run


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_yaml_comment_in_an_entry_or_above_it_is_for_that_entry_alone(judge: Judge, tmp_path: Path) -> None:
    said = f"# webcare-lint: ignore[{RULE}]"
    text = f"""\
# Onze antwoorden.
responses:
  - id: in
    text: |
      {REDIRECT}
    {said} in het antwoord
  - id: naast
    text: "{REDIRECT}"   {said} naast de tekst
  {said} erboven
  - id: onder
    text: {REDIRECT}
  - id: geen
    text: {REDIRECT}
"""
    judged = judge(written(tmp_path / "a.yaml", text))
    assert judged.kept == {"in": [], "naast": [], "onder": [], "geen": [RULE]}
    assert judged.accepted == [
        ("in", "in het antwoord", "inSource"),
        ("naast", "naast de tekst", "inSource"),
        ("onder", "erboven", "inSource"),
    ]
    assert judged.notices == []


def test_the_examples_of_the_page_are_true(judge: Judge, tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "living-with-findings.md").read_text(encoding="utf-8")
    inline, side = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[:2]
    judged = judge(written(tmp_path / "a.yaml", inline))
    assert judged == ({"#1": []}, [("#1", "Storingen gaan altijd per telefoon.", "inSource")], [])
    [recorded] = read_suppressions(written(tmp_path / "side.yaml", side))
    assert recorded.target == tmp_path / "macros.json"


def test_a_comment_beside_the_title_is_for_the_entry_below_that_title(judge: Judge, tmp_path: Path) -> None:
    text = f"een:\n  title: a\n  text: {REDIRECT}\ntwee:  # webcare-lint: ignore[{RULE}] reden\n  title: b\n  text: {REDIRECT}\n"
    assert judge(written(tmp_path / "a.yaml", text)).kept == {"een": [RULE], "twee": []}


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.md", f"## Bel\n\n<!-- webcare-lint: ignore[{RULE}]\n  op twee\n  regels -->\n{REDIRECT}\n", "op twee regels"),
        (
            "a.json",
            json.dumps([{"id": 1, "folder_id": 2, "content_html": f"<p>{REDIRECT}</p><!-- webcare-lint: ignore[{RULE}] één -->"}]),
            "één",
        ),
        (
            "a.json",
            json.dumps({"macros": [{"id": 1, "title": "a", "actions": [{"field": "comment_value", "value": f"{{% comment %}}webcare-lint: ignore[{RULE}] liquid{{% endcomment %}}{REDIRECT}"}]}]}),
            "liquid",
        ),
        ("a.csv", f"id,Tekst\n1,\"<p>{REDIRECT}</p><!-- webcare-lint: ignore[snark, {RULE}] cel -->\"\n", "cel"),
    ],
    ids=["markdown", "html", "liquid", "csv"],
)  # fmt: skip
def test_a_comment_that_the_customer_does_not_see_suppresses(
    name: str, text: str, reason: str, judge: Judge, tmp_path: Path
) -> None:
    judged = judge(written(tmp_path / name, text))
    assert list(judged.kept.values()) == [[]]
    assert [(said, kind) for _, said, kind in judged.accepted] == [(reason, "inSource")]


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        (f"- id: a\n  # webcare-lint: ignore[{RULE}]\n  text: {REDIRECT}\n", "a.yaml:2: `webcare-lint: ignore[rule] reason` is expected; the reason is missing"),
        (f"- id: a\n  # webcare-lint: ignore\n  text: {REDIRECT}\n", "a.yaml:2: `webcare-lint: ignore[rule] reason` is expected"),
        (f"- id: a\n  # webcare-lint: ignore[channel-redirct] x\n  text: {REDIRECT}\n", 'a.yaml:2: "channel-redirct" is no rule; did you mean "channel-redirect"?'),
        (f'- id: a\n  text: "{REDIRECT} # webcare-lint: ignore[{RULE}] x"\n', "a.yaml:2: a comment is expected, and this would be sent to the customer; write it in the suppressions file"),
    ],
    ids=["no reason", "no rule", "unknown rule", "in the text"],
)  # fmt: skip
def test_a_comment_that_can_not_be_followed_is_told_and_suppresses_nothing(
    text: str, notice: str, judge: Judge, tmp_path: Path
) -> None:
    judged = judge(written(tmp_path / "a.yaml", text))
    assert judged.kept == {"a": [RULE]}
    assert judged.notices == [notice]


def test_a_comment_that_suppresses_nothing_is_unused(judge: Judge, tmp_path: Path) -> None:
    judged = judge(written(tmp_path / "a.yaml", f"- id: a\n  # webcare-lint: ignore[{RULE}] ooit\n  text: {GOOD}\n"))
    assert judged.notices == [f"a.yaml:2: unused: nothing of {RULE} is found here any more; take it out of the comment"]


# --- the side file


@pytest.fixture
def library(tmp_path: Path) -> Path:
    records = [{"id": number, "short_code": f"t{number}", "content": REDIRECT} for number in (1, 2)]
    return written(tmp_path / "macros.json", json.dumps(records))


@pytest.fixture
def fingerprint(library: Path, linter: Linter) -> str:
    item = next(iter(read_inputs([str(library)], {}, io.BytesIO())))
    assert isinstance(item, Input)
    assert item.entry
    [finding] = [finding for finding in lint_entry(linter, item.entry).findings if finding.rule == RULE]
    return finding.fingerprint


def side_file(library: Path, **fields: Any) -> Path:
    row = {
        "file": "macros.json",
        "entry": 1,
        "rule": RULE,
        "reason": "afspraak",
        "owner": "Noor",
        "until": "2026-12-31",
    }
    lines = "\n  ".join(f"{key}: {value}" for key, value in (row | fields).items())
    return written(library.parent / ".webcare-lint-suppressions.yaml", f"- {lines}\n")


def test_a_side_file_accepts_one_finding_of_one_entry(judge: Judge, library: Path, fingerprint: str) -> None:
    side_file(library, fingerprint=fingerprint)
    judged = judge(library)
    assert judged.kept == {"1": [], "2": [RULE]}
    assert judged.accepted == [("1", "afspraak (Noor, until 2026-12-31)", "external")]
    assert judged.notices == []


def test_on_its_last_day_a_suppression_counts_and_the_day_after_it_is_expired(
    judge: Judge, library: Path, fingerprint: str
) -> None:
    side_file(library, fingerprint=fingerprint, until="2026-11-22")
    assert judge(library).kept["1"] == []
    side_file(library, fingerprint=fingerprint, until="2026-11-21")
    judged = judge(library)
    assert judged.kept["1"] == [RULE]
    assert judged.notices == [
        ".webcare-lint-suppressions.yaml:1: expired on 2026-11-21 (owner: Noor): mend entry 1, or decide again"
    ]


def test_other_words_than_were_accepted_are_drifted(judge: Judge, library: Path, fingerprint: str) -> None:
    side_file(library, fingerprint=fingerprint)
    library.write_text(library.read_text(encoding="utf-8").replace("bel even met", "bel gerust met"), encoding="utf-8")
    judged = judge(library)
    assert judged.kept["1"] == [RULE]
    assert "drifted: entry 1 breaks channel-redirect in other words than were accepted" in judged.notices[0]


def test_a_change_elsewhere_in_the_entry_is_no_drift(judge: Judge, library: Path, fingerprint: str) -> None:
    side_file(library, fingerprint=fingerprint)
    library.write_text(library.read_text(encoding="utf-8").replace("Hoi Anna", "Dag Bas"), encoding="utf-8")
    judged = judge(library)
    assert (judged.kept["1"], judged.notices) == ([], [])


def test_what_is_mended_or_gone_leaves_its_suppression_unused(judge: Judge, library: Path, fingerprint: str) -> None:
    side_file(library, fingerprint=fingerprint)
    records = json.loads(library.read_text(encoding="utf-8"))
    library.write_text(json.dumps([records[0] | {"content": GOOD}]), encoding="utf-8")
    assert "unused: entry 1 does not break channel-redirect any more" in judge(library).notices[0]
    library.write_text(json.dumps(records[1:]), encoding="utf-8")
    assert "unused: macros.json has no entry 1 any more" in judge(library).notices[0]
    assert judge(library, whole_files=False).notices == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": ""}, ":4: 0.reason: a text is expected"),
        ({"until": "volgend jaar"}, ":6: 0.until: a date such as 2027-12-31 is expected"),
        ({"ownr": "x"}, '0.ownr: "ownr" is no key here; did you mean "owner"?'),
    ],
    ids=["reason", "until", "key"],
)
def test_a_mistake_in_a_side_file_is_named_with_its_line(fields: dict[str, str], said: str, library: Path) -> None:
    path = side_file(library, **({"fingerprint": "7fb22371dd878298"} | fields))
    with pytest.raises(Problems) as raised:
        read_suppressions(path)
    assert said in str(raised.value)


def test_a_side_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="a list is expected"):
        read_suppressions(written(tmp_path / "a.yaml", "file: x\n"))


# --- the command


def webcare_lint(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "webcare_lint", *arguments], capture_output=True, cwd=folder, check=False, text=True
    )


def test_suppress_writes_what_check_then_keeps_apart(library: Path) -> None:
    folder = library.parent
    decision = ["--rule", RULE, "--reason", "afspraak: tot de zomer", "--owner", "Noor", "--until", "2999-12-31"]
    for entry in ("1", "2"):
        done = webcare_lint("suppress", "macros.json", "--entry", entry, *decision, folder=folder)
        assert (done.returncode, done.stderr) == (0, "")
    done = webcare_lint("check", "macros.json", "--select", RULE, "--format", "sarif", folder=folder)
    assert done.returncode == 0
    results = json.loads(done.stdout)["runs"][0]["results"]
    assert [result["suppressions"][0]["kind"] for result in results] == ["external", "external"]
    assert "afspraak: tot de zomer (Noor, until 2999-12-31)" in results[0]["suppressions"][0]["justification"]
    again = webcare_lint("suppress", "macros.json", "--entry", "1", *decision, folder=folder)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)


def test_what_no_longer_holds_is_told_in_every_format_that_can_and_does_not_gate(library: Path) -> None:
    side_file(library, fingerprint="0" * 16, until="2999-12-31", entry=3)
    notice = "unused: macros.json has no entry 3 any more"
    arguments = ["check", "macros.json", "--ignore", RULE, "--fail-on", "error"]
    for format in ("github", "sarif", "json", "markdown"):
        done = webcare_lint(*arguments, "--format", format, folder=library.parent)
        assert done.returncode == 0
        assert notice in done.stdout
        assert notice in done.stderr


def test_a_file_that_can_not_be_added_to_is_left_as_it_is(library: Path, fingerprint: str) -> None:
    path = side_file(library, fingerprint=fingerprint)
    [recorded] = read_suppressions(path)
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    add_suppressions(path, [recorded.suppression])
    assert len(read_suppressions(path)) == 2
    indented = "".join(f"  {line}\n" for line in path.read_text(encoding="utf-8").splitlines())
    path.write_text(indented, encoding="utf-8")
    with pytest.raises(Problem):
        add_suppressions(path, [recorded.suppression])
    assert path.read_text(encoding="utf-8") == indented
