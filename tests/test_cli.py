"""The command line as a script or a CI job meets it: what it prints, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from webcare_lint import __version__ as webcare_lint_version

REDIRECT = "Hoi Anna, bel even met onze klantenservice. ^Sander"
GOOD = "Hoi Anna, je pakket ligt morgen voor 12.00 uur bij je in de bus. ^Sander"


def webcare_lint(
    *arguments: str | Path, text: str | bytes = "", folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the real command."""
    done = subprocess.run(
        [sys.executable, "-m", "webcare_lint", *map(str, arguments)],
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        cwd=folder,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_standard_input_is_one_reply() -> None:
    done = webcare_lint("check", "-", text=REDIRECT)
    assert done.returncode == 1
    assert "channel-redirect" in done.stdout
    assert "bel even met onze klantenservice" in done.stdout


def test_the_version_is_told() -> None:
    assert webcare_lint("--version").stdout.strip() == webcare_lint_version


def test_a_good_reply_ends_with_zero() -> None:
    done = webcare_lint("check", "-", text=GOOD)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_text_file_is_one_reply_with_its_context(tmp_path: Path) -> None:
    path = tmp_path / "antwoord.txt"
    path.write_text("Haha, die is zeker verdwaald 😜 ^Sander", encoding="utf-8")
    options = [
        "--customer",
        "Waar blijft mijn pakket?!",
        "--channel",
        "x",
        "--visibility",
        "public",
        "--customer-name",
        "Anna",
        "--brand",
        "Postmus",
    ]
    found = json.loads(webcare_lint("check", path, *options, "--format", "json").stdout)["replies"][0]["findings"]
    assert "joke-before-help" in {finding["rule"] for finding in found}


def test_json_fits_its_schema() -> None:
    schema = json.loads(webcare_lint("schema", "output").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(webcare_lint("check", "-", "--format", "json", text=REDIRECT).stdout)
    jsonschema.validate(document, schema)
    assert document["schema"] == 1


@pytest.mark.parametrize("of", ["rule", "cue", "config", "output"])
def test_schemas_are_schemas(of: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(webcare_lint("schema", of).stdout))


def test_jsonl_gives_one_object_a_reply_in_order(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    rows = [
        {"id": "een", "reply": REDIRECT, "labels": [], "why": "x"},
        {"id": "twee", "text": GOOD, "channel": "x", "visibility": "public"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = webcare_lint("check", path, "--format", "jsonl")
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [item["id"] for item in objects] == ["een", "twee"]
    assert set(objects[0]) == {"path", "line", "title", "id", "findings", "strengths", "not_applicable", "suppressed"}
    assert [(item["path"], item["line"]) for item in objects] == [(str(path), 1), (str(path), 2)]


def test_broken_lines_are_named_and_the_others_linted(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    lines = [
        b'{"text": "Hoi"',
        json.dumps({"text": REDIRECT}).encode(),
        b'{"text": 5}',
        b'["Jan Jansen"]',
        b'{"channel": "x"}',
        b'{"text": "\xff"}',
        b'{"text": "a", "chanel": "x"}',
    ]
    path.write_bytes(b"\n".join(lines))
    done = webcare_lint("check", path, "--format", "jsonl")
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 1
    said = done.stderr.splitlines()
    assert [line.split(":")[1] for line in said[:-1]] == ["1", "3", "4", "5", "6", "7"]
    assert said[-1] == "7 in, 7 out: 1 linted, 6 not read"
    assert "Jansen" not in done.stderr


def test_a_file_that_is_not_utf8_names_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "antwoord.txt"
    path.write_bytes("Één".encode("cp1252"))
    done = webcare_lint("check", path)
    assert done.returncode == 2
    assert "byte 0 (0xc9) is not UTF-8" in done.stderr
    assert done.stderr.startswith(str(path))


def test_a_file_that_is_not_there_is_named_and_the_rest_linted(tmp_path: Path) -> None:
    path = tmp_path / "antwoord.txt"
    path.write_text(REDIRECT, encoding="utf-8")
    done = webcare_lint("check", tmp_path / "weg.txt", path)
    assert done.returncode == 2
    assert "weg.txt" in done.stderr
    assert "channel-redirect" in done.stdout


def test_output_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "uit" / "findings.json"
    done = webcare_lint("check", "-", "--format", "json", "--output", target, text=REDIRECT)
    assert done.returncode == 2
    assert "can't be written" in done.stderr
    target.parent.mkdir()
    assert webcare_lint("check", "-", "--format", "json", "--output", target, text=REDIRECT).returncode == 1
    assert json.loads(target.read_text(encoding="utf-8"))["summary"]["error"] == 1
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-on", "never"], 0),
        (["--fail-on", "error"], 1),
        (["--ignore", "channel-redirect"], 0),
        (["--ignore", "2"], 0),
        (["--ignore", "error"], 0),
        (["--select", "5"], 0),
        (["--select", "2", "--quiet"], 1),
    ],
    ids=str,
)
def test_selection_and_fail_on_decide_how_it_ends(options: list[str], code: int) -> None:
    assert webcare_lint("check", "-", *options, text=REDIRECT).returncode == code


def test_quiet_prints_nothing() -> None:
    assert webcare_lint("check", "-", "-q", text=REDIRECT).stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "-", "--channel", "fax"], "--channel"),
        (["check", "-", "--select", "snrak"], '"snrak" is no rule'),
        (["check", "-", "--config", "weg.yaml"], "weg.yaml"),
        (["check", "-", "--lang", "de"], "--lang"),
        (["explain", "snrak"], 'did you mean "snark"?'),
        (["eval", "weg.jsonl"], "weg.jsonl"),
        (["init", "--rule", "Zeg Niet"], "small letters"),
        (["test", "weg"], "weg"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_option_is_one_clear_line_and_exit_2(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = webcare_lint(*arguments, text=GOOD, folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_init_writes_once(tmp_path: Path) -> None:
    assert webcare_lint("init", folder=tmp_path).returncode == 0
    assert webcare_lint("check", "-", text=GOOD, folder=tmp_path).returncode == 0
    done = webcare_lint("init", folder=tmp_path)
    assert done.returncode == 2
    assert "already there" in done.stderr


def test_a_rule_made_by_init_passes_its_test(tmp_path: Path) -> None:
    assert webcare_lint("init", "--rule", "kosteloos", folder=tmp_path).returncode == 0
    done = webcare_lint("test", "kosteloos.yaml", folder=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "2 examples, 0 broken")


def test_a_broken_example_is_named_with_its_line(tmp_path: Path) -> None:
    webcare_lint("init", "--rule", "kosteloos", folder=tmp_path)
    path = tmp_path / "kosteloos.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("<<kosteloos>>", "<<gratis>>"), encoding="utf-8")
    done = webcare_lint("test", "kosteloos.yaml", folder=tmp_path)
    assert done.returncode == 1
    assert "kosteloos.yaml:" in done.stdout
    assert "nothing is found" in done.stdout


def test_explain_shows_source_and_examples() -> None:
    page = webcare_lint("explain", "channel-redirect", "--lang", "en").stdout
    assert "D.J. Zwartveld" in page
    assert "one of the five commandments of the source itself" in page


def test_why_tells_what_was_seen_and_what_each_rule_made_of_it() -> None:
    told = webcare_lint("why", "-", text="We bellen je morgen. Bel even met onze klantenservice.").stdout
    assert "redirect: «Bel even met onze klantenservice»" in told
    assert "rules/cues/nl/redirect.yaml:" in told.replace("cues/nl/redirect.yaml:", "rules/cues/nl/redirect.yaml:")
    assert "fired           channel-redirect" in told
    assert "not applicable  no-help: needs customer" in told


def test_rules_are_listed_as_json() -> None:
    rows = json.loads(webcare_lint("rules", "--format", "json").stdout)
    assert {"id", "commandment", "severity", "status", "source", "title"} == set(rows[0])


def test_control_characters_of_a_reply_do_not_reach_the_terminal() -> None:
    done = webcare_lint("check", "-", text="\x1b[2J\x07 Bel even met onze klantenservice \x1b]0;weg\x07")
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


def test_a_closed_pipe_is_no_error() -> None:
    program = f"{sys.executable} -m webcare_lint rules --format json | head -c 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {program}; true"], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr


def test_timing_tells_what_the_time_goes_to_and_changes_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text("\n".join(json.dumps({"text": text}) for text in (REDIRECT, GOOD)), encoding="utf-8")
    plain = webcare_lint("check", path, "--format", "jsonl")
    timed = webcare_lint("check", path, "--format", "jsonl", "--timing", "--jobs", "2")
    assert (timed.stdout, timed.returncode) == (plain.stdout, plain.returncode)
    told = timed.stderr.removeprefix(plain.stderr)
    assert "2 replies" in told
    assert "channel-redirect (1)" in told
    assert {"tokens", "symbols", "phrases", "rules", "strengths"} <= set(told.split())
