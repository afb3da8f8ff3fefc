"""`--cache`: what was found clean is not linted again, unless anything changed; it never changes what is said."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from webcare_lint import Config, Linter, Reply
from webcare_lint.clean import CleanReplies
from webcare_lint.jobs import Task

GOOD = "Hoi Geheimzinnigaard, je pakket ligt morgen voor 12.00 uur bij je in de bus. ^Sander"
REDIRECT = "Hoi Anna, bel even met onze klantenservice. ^Sander"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder, somewhere else; the real code finds it as it would."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.delenv("WEBCARE_LINT_NO_CACHE", raising=False)
    return tmp_path / "caches" / "webcare-lint"


@pytest.fixture
def replies(tmp_path: Path) -> Path:
    path = tmp_path / "replies.jsonl"
    rows = [{"id": str(number), "text": f"{[GOOD, REDIRECT][number % 2]} {number}"} for number in range(40)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def check(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the real command."""
    command = [sys.executable, "-m", "webcare_lint", "check", str(path), "--format", "jsonl", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def kept(cache: Path) -> int:
    with sqlite3.connect(cache / "clean-1.sqlite") as connection:
        (count,) = connection.execute("SELECT count(*) FROM clean").fetchone()
    connection.close()
    return int(count)


def test_with_the_cache_the_same_is_said_and_no_text_is_kept(replies: Path, cache: Path) -> None:
    without = check(replies)
    first, second = check(replies, "--cache"), check(replies, "--cache", "--jobs", "2")
    assert without.stdout == first.stdout == second.stdout
    assert without.stderr == first.stderr == second.stderr
    assert kept(cache) == 20
    content = (cache / "clean-1.sqlite").read_bytes()
    assert b"eheimzinnig" not in content
    assert b"klantenservice" not in content


def test_what_is_kept_depends_on_all_that_the_report_depends_on() -> None:
    plain, strict = CleanReplies(Config()), CleanReplies(Config(ignore=("no-greeting",)))
    keys = {
        plain.key_of(Task("nl", Reply(text=GOOD))),
        plain.key_of(Task("en", Reply(text=GOOD))),
        plain.key_of(Task("nl", Reply(text=GOOD, channel="x"))),
        strict.key_of(Task("nl", Reply(text=GOOD))),
    }
    assert len(keys) == 4
    assert plain.key_of(Task("nl", Reply(text=GOOD, id="1"))) == plain.key_of(Task("nl", Reply(text=GOOD, id="2")))


@pytest.mark.parametrize("damage", [b"", b"onzin" * 500, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_damaged_file_is_made_anew(damage: bytes, cache: Path, linter: Linter) -> None:
    cache.mkdir(mode=0o700, parents=True)
    (cache / "clean-1.sqlite").write_bytes(damage)
    clean = CleanReplies(Config())
    assert clean.problem is None
    task = Task("nl", Reply(text=GOOD))
    clean.keep(clean.key_of(task), linter.lint(GOOD))
    clean.close()
    assert kept(cache) == 1
    assert CleanReplies(Config()).find(clean.key_of(task)) == linter.lint(GOOD)


def test_a_file_that_others_may_write_is_not_trusted(cache: Path, linter: Linter) -> None:
    clean = CleanReplies(Config())
    key = clean.key_of(Task("nl", Reply(text=GOOD)))
    clean.keep(key, linter.lint(GOOD))
    clean.close()
    (cache / "clean-1.sqlite").chmod(0o666)
    assert CleanReplies(Config()).find(key) is None


def test_a_folder_that_can_not_be_written_is_one_line(
    replies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "bestand"
    blocked.write_text("geen map")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.delenv("WEBCARE_LINT_NO_CACHE", raising=False)
    done = check(replies, "--cache")
    assert done.stdout == check(replies).stdout
    assert done.stderr.splitlines()[0].startswith("--cache: not used: ")
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="files have no limit to run into here")
@pytest.mark.usefixtures("cache")
def test_a_full_disk_is_one_line(replies: Path) -> None:
    check(replies)  # the graphs are there already; what is still to be written does not fit
    limited = (
        "import resource, signal, sys; from webcare_lint.frontends.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        f"sys.argv = ['webcare-lint', 'check', {str(replies)!r}, '--cache', '--format', 'jsonl']\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True, env=os.environ, check=False)
    assert len(done.stdout.splitlines()) == 40
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["--cache", "40 in, 40 out"]


def test_processes_at_the_same_time_do_not_disturb_each_other(replies: Path, cache: Path) -> None:
    expected = check(replies).stdout
    command = [sys.executable, "-m", "webcare_lint", "check", str(replies), "--format", "jsonl", "--cache"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for process in running:
        said, errors = process.communicate(timeout=300)
        assert said == expected
        assert errors == "40 in, 40 out: 40 linted, 0 not read\n"
    assert kept(cache) == 20
