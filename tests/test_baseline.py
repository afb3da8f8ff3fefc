"""A baseline: what was there is accepted, what is new is not, however the library is turned about."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from webcare_lint import Linter, Problem, Report
from webcare_lint.baseline import Baseline, baseline_of, compare, gone, read_baseline, without, write_baseline
from webcare_lint.inputs import Input, read_inputs
from webcare_lint.library.lint import lint_entry

RULE = "channel-redirect"
REDIRECT = "Bel even met onze klantenservice."
Records = list[dict[str, str]]
Lint = Callable[[Records], list[tuple[Input, Report]]]


@pytest.fixture
def lint(linter: Linter, tmp_path: Path) -> Lint:
    def run(records: Records) -> list[tuple[Input, Report]]:
        path = tmp_path / "macros.json"
        path.write_text(json.dumps(records), encoding="utf-8")
        items = [item for item in read_inputs([str(path)], {}, io.BytesIO()) if isinstance(item, Input)]
        return [(item, _only(lint_entry(linter, item.entry))) for item in items if item.entry]

    return run


def _only(report: Report) -> Report:
    return report.model_copy(update={"findings": tuple(f for f in report.findings if f.rule == RULE)})


def new(linted: list[tuple[Input, Report]], baseline: Baseline) -> list[str]:
    """The ids of the entries with a finding that is not in the baseline, once for each."""
    judged = compare(linted, baseline).judged
    return [given.id for (given, _), (report, _) in zip(linted, judged, strict=True) for _ in report.findings]


def record(number: int, text: str) -> dict[str, str]:
    return {"id": str(number), "title": f"Antwoord {number}", "text": text}


BEFORE = [record(1, f"Hoi Anna. {REDIRECT} Groet, Sander"), record(2, f"Dag. {REDIRECT}"), record(3, "Prima.")]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (BEFORE, []),
        (BEFORE[::-1], []),
        ([record(1, f"Goedemiddag Bas, wat fijn. {REDIRECT} Fijne dag nog!"), *BEFORE[1:]], []),
        ([record(1, f"Hoi. {REDIRECT} Anders: {REDIRECT.lower()}"), *BEFORE[1:]], ["1"]),
        ([record(1, f"{REDIRECT} Of kom langs. Bel gerust ons op 0900-1234."), *BEFORE[1:]], ["1"]),
        ([*BEFORE[:2], record(3, REDIRECT)], ["3"]),
        ([*BEFORE, record(4, f"Hoi Anna. {REDIRECT} Groet, Sander")], ["4"]),
    ],
    ids=[
        "the same", "another order", "an edit elsewhere in the entry", "the same words once more", "other words",
        "the same words in another entry", "a copy under another id",
    ],
)  # fmt: skip
def test_only_what_is_new_is_new(after: Records, expected: list[str], lint: Lint, tmp_path: Path) -> None:
    baseline = baseline_of(lint(BEFORE), "zout", tmp_path / "b.json")
    assert new(lint(after), baseline) == expected


def test_entries_without_an_id_are_known_by_their_title(lint: Lint, tmp_path: Path) -> None:
    nameless = [{key: value for key, value in item.items() if key != "id"} for item in BEFORE]
    baseline = baseline_of(lint(nameless), "zout", tmp_path / "b.json")
    assert new(lint([{"title": "Nieuw", "text": "Prima."}, *nameless[::-1]]), baseline) == []
    assert new(lint([*nameless, {"title": "Nieuw", "text": REDIRECT}]), baseline) == ["#4"]


def test_the_same_words_in_two_branches_are_two_findings(lint: Lint, tmp_path: Path) -> None:
    branch = f"{{% if a %}}{REDIRECT}{{% else %}}Prima.{{% endif %}}"
    baseline = baseline_of(lint([record(1, branch)]), "zout", tmp_path / "b.json")
    both = branch.replace("Prima.", f"Ook goed. {REDIRECT}")
    assert new(lint([record(1, branch)]), baseline) == []
    assert new(lint([record(1, both)]), baseline) == ["1"]


def test_what_is_gone_is_taken_out_and_nothing_is_put_in(lint: Lint, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    before = baseline_of(lint(BEFORE), "zout", path)
    linted = lint([BEFORE[0], record(2, "Prima."), record(3, REDIRECT)])
    left = list(gone(before, compare(linted, before).found, (given for given, _ in linted), path))
    assert [row.entry for row in left] == ["2"]
    after = without(before, left)
    assert [row.entry for row in after.rows] == ["1"]
    assert new(linted, after) == ["3"]


def test_a_file_that_was_not_linted_keeps_its_rows(lint: Lint, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    baseline = baseline_of(lint(BEFORE), "zout", path)
    (tmp_path / "elders.json").write_text("[]", encoding="utf-8")
    elsewhere = baseline.model_copy(
        update={"rows": tuple(row.model_copy(update={"file": "elders.json"}) for row in baseline.rows)}
    )
    linted = lint([record(9, "Prima.")])
    found = compare(linted, elsewhere).found
    assert list(gone(elsewhere, found, (given for given, _ in linted), path)) == []
    (tmp_path / "elders.json").unlink()
    assert len(list(gone(elsewhere, found, (given for given, _ in linted), path))) == 2


def test_a_baseline_round_trips_holds_no_text_and_depends_on_its_salt(lint: Lint, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    linted = lint([record(1, "Hoi. Bel even met 06 12 34 56 78. Groet, Sander")])
    baseline = baseline_of(linted, "zout", path)
    write_baseline(path, baseline)
    assert read_baseline(path) == baseline
    text = path.read_text(encoding="utf-8")
    assert not any(word in text for word in ("Bel", "06", "Antwoord", "Sander"))
    assert linted[0][1].findings[0].fingerprint not in text
    assert baseline_of(linted, "peper", path).rows[0].fingerprint not in text


@pytest.mark.parametrize("content", ["", "[]", '{"schema": 2, "salt": "x"}', '{"schema": 1, "salt": "x", "rows": [1]}'])
def test_what_is_no_baseline_is_refused_in_one_line(content: str, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Problem, match="a file made by `webcare-lint baseline write` is expected"):
        read_baseline(path)


# --- the commands


def webcare_lint(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "webcare_lint", *arguments], capture_output=True, cwd=folder, check=False, text=True
    )


def test_write_check_and_update_work_together(tmp_path: Path) -> None:
    path = tmp_path / "macros.json"
    path.write_text(json.dumps(BEFORE), encoding="utf-8")
    (tmp_path / ".webcare-lint.yaml").write_text(f"select: [{RULE}]\n", encoding="utf-8")
    done = webcare_lint("baseline", "check", "macros.json", folder=tmp_path)
    assert (done.returncode, "there is no baseline yet" in done.stderr) == (2, True)
    assert "2 findings accepted" in webcare_lint("baseline", "write", "macros.json", folder=tmp_path).stdout
    assert webcare_lint("baseline", "check", "macros.json", folder=tmp_path).returncode == 0
    path.write_text(json.dumps([BEFORE[0], record(3, REDIRECT)]), encoding="utf-8")
    done = webcare_lint("baseline", "check", "macros.json", folder=tmp_path)
    assert done.returncode == 1
    assert "1 of its findings are gone" in done.stderr
    assert "1 findings taken out, 1 left" in webcare_lint("baseline", "update", "macros.json", folder=tmp_path).stdout
    (tmp_path / ".webcare-lint.yaml").write_text(
        f"select: [{RULE}]\nbaseline: .webcare-lint-baseline.json\n", encoding="utf-8"
    )
    (tmp_path / "elders").mkdir()
    done = webcare_lint("check", "../macros.json", "--format", "json", folder=tmp_path / "elders")
    replies = json.loads(done.stdout)["replies"]
    assert (done.returncode, done.stderr) == (1, "")
    assert [[item["kind"] for item in reply["suppressed"]] for reply in replies] == [["external"], []]


def test_nothing_is_accepted_of_a_library_that_can_not_be_read_whole(tmp_path: Path) -> None:
    (tmp_path / "macros.json").write_text(json.dumps(BEFORE)[:-5], encoding="utf-8")
    for command in ("write", "update"):
        done = webcare_lint("baseline", command, "macros.json", folder=tmp_path)
        assert (done.returncode, "nothing is written" in done.stderr) == (2, True)
    assert not (tmp_path / ".webcare-lint-baseline.json").exists()
