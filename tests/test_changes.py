"""`--changed-since`: entries that changed in git, wherever in the file they stand."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from webcare_lint import Problem
from webcare_lint.changes import Changes
from webcare_lint.inputs import Input, read_inputs

RECORDS = [{"id": number, "short_code": f"t{number}", "content": f"Antwoord {number}, één."} for number in (1, 2, 3)]


def read(paths: list[str]) -> Iterable[Input | Problem]:
    return read_inputs(paths, {}, io.BytesIO(b"Hoi"))


def changed(*paths: Path | str, since: str = "HEAD") -> list[str]:
    """The ids of what changed."""
    names = [str(path) for path in paths]
    changes = Changes(names, since, read)
    return [item.id for item in read(names) if isinstance(item, Input) and changes.has(item)]


def git(folder: Path, *arguments: str) -> None:
    author = {f"GIT_{who}_{what}": "x@x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, env=os.environ | author)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "macros.json").write_text(json.dumps(RECORDS), encoding="utf-8")
    (tmp_path / "antwoorden").mkdir()
    (tmp_path / "antwoorden" / "bel ons.txt").write_text("Bel ons.\n", encoding="utf-8")
    (tmp_path / "antwoorden" / "mail ons.txt").write_text("Mail ons maar even.\n", encoding="utf-8")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "eerste")
    return tmp_path


Change = Callable[[list[dict[str, object]]], list[dict[str, object]]]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda records: records, []),
        (lambda records: records[::-1], []),
        (lambda records: [records[0] | {"content": "Anders."}, *records[1:]], ["1"]),
        (lambda records: [*records, {"id": 9, "short_code": "nieuw", "content": "Nieuw."}], ["9"]),
        (lambda records: records[1:], []),
    ],
    ids=["nothing", "another order", "another text", "a new entry", "an entry less"],
)
def test_entries_are_compared_and_not_lines(change: Change, expected: list[str], repository: Path) -> None:
    library = repository / "macros.json"
    library.write_text(json.dumps(change(json.loads(library.read_text(encoding="utf-8"))), indent=4), encoding="utf-8")
    assert changed(library) == expected


def test_a_file_that_was_moved_or_has_other_line_ends_has_not_changed(repository: Path) -> None:
    git(repository, "mv", "macros.json", "standaard.json")
    text = (repository / "antwoorden" / "mail ons.txt").read_text(encoding="utf-8")
    (repository / "antwoorden" / "mail ons.txt").write_bytes(text.replace("\n", "\r\n").encode())
    assert changed(repository / "standaard.json", repository / "antwoorden") == []


def test_files_of_a_folder_are_told_apart_and_one_that_git_does_not_know_is_new(repository: Path) -> None:
    (repository / "antwoorden" / "bel ons.txt").write_text("Bel ons gerust.\n", encoding="utf-8")
    (repository / "antwoorden" / "nieuw.txt").write_text("Nieuw.\n", encoding="utf-8")
    assert changed(repository / "antwoorden") == ["bel ons", "nieuw"]
    assert changed(repository / "antwoorden" / "mail ons.txt") == []


def test_an_older_revision_and_standard_input(repository: Path) -> None:
    library = repository / "macros.json"
    library.write_text(json.dumps([RECORDS[0] | {"content": "Anders."}, *RECORDS[1:]]), encoding="utf-8")
    git(repository, "commit", "-qam", "tweede")
    assert changed(library) == []
    assert changed(library, since="HEAD~1") == ["1"]
    assert changed("-", library) == ["stdin"]


def test_an_old_version_that_is_broken_counts_for_what_could_be_read(repository: Path) -> None:
    library = repository / "macros.json"
    library.write_text(json.dumps(RECORDS)[:-10], encoding="utf-8")
    git(repository, "commit", "-qam", "stuk")
    library.write_text(json.dumps(RECORDS), encoding="utf-8")
    assert changed(library) == ["3"]


@pytest.mark.parametrize("revision", ["weg", "--help", "HEAD:macros.json", ""])
def test_a_revision_that_is_not_there_is_one_line(revision: str, repository: Path) -> None:
    with pytest.raises(Problem) as raised:
        changed(repository / "macros.json", since=revision)
    assert str(raised.value) == f'--changed-since: "{revision}" is no revision of this repository'


def test_a_shallow_clone_says_what_to_do(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    git(repository, "commit", "-q", "--allow-empty", "-m", "tweede")
    clone = tmp_path_factory.mktemp("kloon")
    git(clone, "clone", "-q", "--depth", "1", f"file://{repository}", ".")
    with pytest.raises(Problem, match="this clone is shallow: fetch more of its history"):
        changed(clone / "macros.json", since="HEAD~1")


def test_outside_git_the_command_ends_with_one_line_and_2(tmp_path: Path) -> None:
    (tmp_path / "macros.json").write_text(json.dumps(RECORDS), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "webcare_lint", "check", "macros.json", "--changed-since", "HEAD"],
        capture_output=True, cwd=tmp_path, check=False, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "--changed-since: not a git repository" in done.stderr


def test_a_changed_entry_is_compared_with_those_that_did_not_change(repository: Path) -> None:
    text = (
        "Hoi, wat fijn dat je het laat weten: je bestelling ligt morgen voor 12.00 uur bij je in de bus. Groet, Sander"
    )
    library = repository / "macros.json"
    library.write_text(json.dumps([RECORDS[0], RECORDS[1] | {"content": text}]), encoding="utf-8")
    git(repository, "commit", "-qam", "tweede")
    library.write_text(
        json.dumps([RECORDS[2] | {"content": f"{text}!"}, RECORDS[1] | {"content": text}]), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "webcare_lint", "check", "macros.json", "--changed-since", "HEAD", "--format", "jsonl", "--fail-on=never"],
        capture_output=True, cwd=repository, check=True, text=True, encoding="utf-8",
    )  # fmt: skip
    [reply] = map(json.loads, done.stdout.splitlines())
    assert reply["id"] == "3"
    assert "rote-reply" in {finding["rule"] for finding in reply["findings"]}
