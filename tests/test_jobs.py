"""Several processes say what one says, whatever happens to them."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

import pytest

from webcare_lint import Config, Linter, Message, Problem, Reply

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the tests look for processes in /proc")

TEXTS = ["Bel even met onze klantenservice. ^Bo", "Hoi Anna, je pakket ligt morgen in de bus. ^Sander", "😜", ""]
LETHAL = "DODELIJK"
_LETHAL_SITE = f"""
import os, signal, sys
import webcare_lint.linter as linter
lint = linter.Linter.lint
def lint_or_die(self, reply):
    if {LETHAL!r} in reply.text:
        os.kill(os.getpid(), signal.SIGKILL)
    return lint(self, reply)
linter.Linter.lint = lint_or_die
"""


def replies(number: int) -> list[Reply]:
    """Replies that can be told apart by what is found in them."""
    customer = Message(author="customer", text="Waar blijft mijn pakket?!")
    return [Reply(text=f"{TEXTS[at % 4]} {'x' * (at % 37)}", thread=(customer,) * (at % 2)) for at in range(number)]


def _children() -> set[int]:
    """The processes that this one started and that still run."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == os.getpid() and state != "Z":
            found.add(int(path.parent.name))
    return found


@pytest.fixture
def workers() -> Callable[[], list[int]]:
    """Tells which processes were started since the test began; a browser of another test is none."""
    before = _children()
    return lambda: sorted(_children() - before)


def test_reports_are_the_same_and_in_order_however_many_processes(
    linter: Linter, workers: Callable[[], list[int]]
) -> None:
    given = replies(700)
    alone = list(linter.lint_many(given))
    assert list(linter.lint_many(given, jobs=3)) == alone
    assert list(linter.lint_many(given, jobs="auto")) == alone
    assert list(linter.lint_many([reply.text for reply in given[:5]], jobs=2)) == [
        linter.lint(r.text) for r in given[:5]
    ]
    assert workers() == []


def test_workers_lint_as_the_linter_was_set_up() -> None:
    overlay = Config.model_validate({"cues": {"redirect": {"phrases+": ["spring op de fiets"]}}, "ignore": ["7"]})
    english = Linter(overlay).speaking("en")
    text = "Spring op de fiets. ^Bo"
    assert [*english.lint_many([text], jobs=2)] == [english.lint(text)]
    assert english.lint(text).findings


def test_a_long_stream_is_read_only_as_far_as_needed(linter: Linter, workers: Callable[[], list[int]]) -> None:
    read = count()
    stream = (TEXTS[next(read) % 4] for _ in count())
    reports = linter.lint_many(stream, jobs=2)
    assert len(list(islice(reports, 10))) == 10
    assert next(read) < 2_000
    reports.close()  # type: ignore[attr-defined]
    assert workers() == []


def test_what_a_killed_worker_had_is_linted_again(
    linter: Linter, workers: Callable[[], list[int]], caplog: pytest.LogCaptureFixture
) -> None:
    given = replies(3_000)

    def killing() -> Iterator[Reply]:
        for at, reply in enumerate(given):
            if at == 1_500:
                os.kill(workers()[0], signal.SIGKILL)
            yield reply

    with caplog.at_level(logging.WARNING, "webcare_lint.jobs"):
        reports = list(linter.lint_many(killing(), jobs=2))
    assert reports == list(linter.lint_many(given))
    assert "was killed (signal 9)" in caplog.text
    assert "linted again" in caplog.text


def test_a_reply_that_kills_every_worker_is_told_and_the_others_are_linted(
    linter: Linter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(_LETHAL_SITE)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    given = replies(40)
    given[7] = Reply(text=LETHAL)
    reports = list(linter.lint_many(given, jobs=2))
    lost = reports.pop(7)
    assert isinstance(lost, Problem)
    assert "was killed (signal 9)" in str(lost)
    del given[7]
    assert reports == list(linter.lint_many(given))


def test_a_worker_that_cannot_start_ends_the_run(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    house = Linter(Config(rule_paths=(rules,)))
    rules.rmdir()
    with pytest.raises(Problem, match="no such folder of rules"):
        list(house.lint_many(["x"], jobs=2))


# --- on the command line


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """A file of many replies, two of which can't be read."""
    return written(tmp_path / "replies.jsonl", 4_000)


def written(path: Path, number: int) -> Path:
    """`number` replies, and two lines that are none."""
    rows = [json.dumps({"id": f"r{at}", "text": reply.text}) for at, reply in enumerate(replies(number))]
    rows.insert(10, '{"text": 5}')
    rows.insert(3_000, "geen JSON")
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the real command."""
    command = [sys.executable, "-m", "webcare_lint", "check", "--format", "jsonl", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_counts_in_are_counts_out_with_one_process_and_with_more(lines: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    alone = check(lines)
    many = check(lines, "--jobs", "2", "--output", out)
    assert alone.returncode == many.returncode == 2
    assert alone.stdout == out.read_text(encoding="utf-8")
    assert alone.stderr == many.stderr
    assert many.stderr.splitlines()[-1] == "4,002 in, 4,002 out: 4,000 linted, 2 not read"


def test_a_run_that_was_interrupted_goes_on_where_it_ended(tmp_path: Path) -> None:
    lines = written(tmp_path / "replies.jsonl", 20_000)  # enough for a busy machine to interrupt in time
    out, partial = tmp_path / "out.jsonl", tmp_path / "out.jsonl.partial"
    whole = check(lines)
    command = [sys.executable, "-m", "webcare_lint", "check", lines, "--jobs", "2", "--output", f"jsonl={out}"]
    process = subprocess.Popen([*command, "--quiet"], stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (partial.exists() and partial.stat().st_size):
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes of the group
    _, said = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in said) == (130, False)
    assert not out.exists()
    with partial.open("ab") as file:
        file.write(b'{"id": "r19999", "find')  # and the machine fell over in the middle of a line
    done = check(lines, "--resume", "--output", out)
    assert out.read_text(encoding="utf-8") == whole.stdout
    assert "20,002 in, 20,002 out: 20,000 linted, 2 not read" in done.stderr
    assert "by an earlier run" in done.stderr
    assert not partial.exists()


def test_resuming_what_is_complete_does_nothing_more(lines: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    check(lines, "--output", out)
    written = out.read_bytes()
    done = check(lines, "--resume", "--output", out)
    assert "4,000 of them by an earlier run" in done.stderr
    assert out.read_bytes() == written


def test_the_output_of_other_replies_is_not_gone_on_with(lines: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text('{"id": "r0", "findings": []}\n{"id": "anders", "findings": []}\n', encoding="utf-8")
    done = check(lines, "--resume", "--output", out)
    assert done.returncode == 2
    assert "line 2 of the output is not of the reply that stands there now" in done.stderr


@pytest.mark.parametrize("arguments", [["--jobs", "0"], ["--jobs", "veel"], ["--resume"]], ids=" ".join)
def test_a_wrong_option_is_one_line(lines: Path, arguments: list[str]) -> None:
    done = check(lines, *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert arguments[0] in done.stderr
