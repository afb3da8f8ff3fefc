"""`--output`: several formats at once, each whole or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.formats.conftest import webcare_lint

REPLY = "Hoi Anna, bel even met onze klantenservice. ^Sander"


def test_several_formats_are_written_in_one_run_and_findings_are_still_printed(tmp_path: Path) -> None:
    done = webcare_lint(
        "check", "-", "--output", "sarif=out.sarif", "--output", "html=report.html", folder=tmp_path, text=REPLY
    )
    assert done.returncode == 1
    assert "channel-redirect" in done.stdout
    assert json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_path_alone_takes_the_format_instead_of_printing_it(tmp_path: Path) -> None:
    done = webcare_lint(
        "check", "-", "--format", "json", "--output", "a.json", "--output", "junit=b.xml", folder=tmp_path, text=REPLY
    )
    assert done.stdout == ""
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["summary"]["error"] == 1
    assert (tmp_path / "b.xml").read_text(encoding="utf-8").startswith("<?xml")


def test_quiet_prints_nothing_and_writes_the_files(tmp_path: Path) -> None:
    done = webcare_lint("check", "-", "-q", "--output", "gitlab=a.json", folder=tmp_path, text=REPLY)
    assert done.stdout == ""
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))


def test_a_hyphen_is_standard_output(tmp_path: Path) -> None:
    done = webcare_lint("check", "-", "--output", "jsonl=-", folder=tmp_path, text=REPLY)
    assert json.loads(done.stdout)["id"] == "stdin"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--output", "sarfi=out.sarif"], 'did you mean "sarif"?'),
        (["--output", "xyz=out.sarif"], "there are text, json"),
        (["--output", "sarif=a", "--output", "html=a"], "two formats can't go to a"),
        (["--output", "sarif=-", "--output", "json=-"], "standard output"),
        (["--format", "sarfi"], "sarfi"),
    ],
    ids=str,
)
def test_what_can_not_be_is_said_before_anything_is_linted(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = webcare_lint("check", "-", *arguments, folder=tmp_path, text=REPLY)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_name_with_an_equals_sign_is_written_with_a_folder(tmp_path: Path) -> None:
    done = webcare_lint("check", "-", "--output", "./sarfi=out", folder=tmp_path, text=REPLY)
    assert done.returncode == 1
    assert (tmp_path / "sarfi=out").is_file()


def test_one_file_that_can_not_be_written_does_not_keep_the_others_back(tmp_path: Path) -> None:
    done = webcare_lint(
        "check", "-", "-q", "--output", "sarif=weg/out.sarif", "--output", "json=a.json", folder=tmp_path, text=REPLY
    )
    assert done.returncode == 2
    assert "weg/out.sarif" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_file_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("", encoding="utf-8")
    path.chmod(0o640)
    webcare_lint("check", "-", "--output", "json=a.json", "--output", "sarif=b.sarif", folder=tmp_path, text=REPLY)
    assert path.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "b.sarif").stat().st_mode & 0o044 == 0o044


def test_without_the_extra_the_report_says_what_to_install(tmp_path: Path) -> None:
    program = "import sys; sys.modules['pygal'] = None; sys.argv = ['webcare-lint', 'check', '-', '--format', 'html']; from webcare_lint.frontends.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], input=REPLY, capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 2
    assert done.stderr.strip() == "the HTML report is an extra: pip install 'webcare-lint[report]'"


def test_findings_in_colour_only_where_there_is_a_terminal(tmp_path: Path) -> None:
    done = webcare_lint("check", "-", "--output", "text=a.txt", folder=tmp_path, text=REPLY, FORCE_COLOR="1")
    assert "\x1b[1;31merror" in done.stdout
    assert "\x1b" not in (tmp_path / "a.txt").read_text(encoding="utf-8")
