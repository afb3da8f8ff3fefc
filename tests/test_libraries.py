"""Libraries as `check` meets them: formats of the house, formats that are forced, and files that are wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

RULE = "channel-redirect"
REDIRECT = "Hoi Anna, bel even met onze klantenservice. Groet, Sander"
ENGLISH = "Hi Anna, please call our customer service. Kind regards, Sander"


class Checked(NamedTuple):
    """How `check` ended, what it said on stderr, and the rules that each entry broke."""

    code: int
    said: list[str]
    broken: dict[str, list[str]]


Check = Callable[..., Checked]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    def run(name: str, content: str | bytes, *options: str, config: str = "") -> Checked:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        (tmp_path / ".webcare-lint.yaml").write_text(f"select: [{RULE}]\n{config}", encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "webcare_lint", "check", name, "--format", "jsonl", *options],
            capture_output=True, cwd=tmp_path, check=False, text=True, encoding="utf-8",
        )  # fmt: skip
        replies = [json.loads(line) for line in done.stdout.splitlines()]
        broken = {reply["id"]: [finding["rule"] for finding in reply["findings"]] for reply in replies}
        return Checked(done.returncode, done.stderr.splitlines(), broken)

    return run


MAPPING = "library: {text: Verhaal, id: Sleutel, language: Spraak, channel: Via}\n"
HOUSE = {
    "house.csv": f"Sleutel;Spraak;Via;Verhaal\na1;nl;x;{REDIRECT}\na2;en;telefoon;{ENGLISH}\n",
    "house.json": json.dumps(
        {
            "rijen": [
                {"Sleutel": "a1", "Spraak": "nl", "Via": "x", "Verhaal": REDIRECT, "text": "niet dit"},
                {"Sleutel": "a2", "Spraak": "en", "Via": "chat", "Verhaal": ENGLISH},
            ]
        }
    ),
    "house.yaml": f"- {{Sleutel: a1, Spraak: nl, Verhaal: '{REDIRECT}'}}\n- {{Sleutel: a2, Spraak: en, Verhaal: '{ENGLISH}'}}\n",
}


@pytest.mark.parametrize("name", HOUSE)
def test_a_house_format_is_read_by_the_keys_that_the_configuration_declares(name: str, check: Check) -> None:
    assert check(name, HOUSE[name], config=MAPPING) == (1, [], {"a1": [RULE], "a2": [RULE]})


def test_the_channel_of_a_house_format_counts(check: Check) -> None:
    text = "Hoi Anna, mail onze klantenservice even. Groet, Sander"
    content = f"id;via;Tekst\na;x;{text}\nb;email;{text}\n"
    assert check("a.csv", content, config="library: {channel: via}\n").broken == {"a": [RULE], "b": []}


def test_a_csv_without_the_declared_column_says_which(check: Check) -> None:
    checked = check("a.csv", HOUSE["house.csv"], config="library: {text: Antwoord}\n")
    assert checked.code == 2
    assert checked.said == [
        'a.csv:1: text: a column "Antwoord" is expected in the header; declare it as `library: {text: COLUMN}`',
        "0 linted; problems: 1",
    ]


def test_a_key_that_can_not_be_declared_is_named_with_its_line(check: Check) -> None:
    checked = check("a.csv", HOUSE["house.csv"], config="library: {txt: Antwoord}\n")
    assert checked.code == 2
    [said] = checked.said
    assert '.webcare-lint.yaml:2: library.txt: "txt" is no key here; did you mean "text"?' in said


def test_a_format_that_is_forced_goes_before_what_the_content_shows(check: Check) -> None:
    content = f"## Een\n\n{REDIRECT}\n\n## Twee\n\nPrima.\n"
    assert len(check("antwoorden.txt", content, "--source", "markdown").broken) == 2
    assert list(check("antwoorden.txt", content).broken) == ["antwoorden"]
    assert "an export of zendesk is expected" in check("antwoorden.txt", content, "--source", "zendesk").said[0]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--source", "zendsk"], '--source: one of chatwoot, freshdesk'),
        (["--source", "csv", "-"], "--source: standard input is one reply and has no format; name a file"),
    ],
    ids=["unknown", "stdin"],
)  # fmt: skip
def test_a_format_that_can_not_be_is_one_line(options: list[str], said: str, check: Check) -> None:
    checked = check("a.csv", HOUSE["house.csv"], *options)
    assert (checked.code, len(checked.said)) == (2, 1)
    assert said in checked.said[0]


def record(number: int, text: str = REDIRECT) -> dict[str, object]:
    return {"id": number, "short_code": f"t{number}", "content": text}


THREE = json.dumps([record(number) for number in (1, 2, 3)], indent=1)
NESTED = f'[\n{json.dumps(record(1))},\n{{"id": 2, "meta": {"[" * 5000}{"]" * 5000}}},\n{json.dumps(record(3))}\n]'
DIRTY_HTML = [{"id": number, "folder_id": 1, "content_html": f"<p>{REDIRECT}{end}"} for number, end in ((1, "<b>"), (2, "</p>"))]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said", "broken"),
    [
        (THREE[: THREE.index('"t3"')], ':13: a key in double quotes with ":" behind it, or "}", is expected', ["1", "2"]),
        (f'[{json.dumps(record(1, REDIRECT + " één"), ensure_ascii=False)}]'.encode("cp1252"), ":1: JSON in UTF-8 is expected; this was read as cp1252", ["1"]),
        (json.dumps([record(1), record(2), record(1)], indent=1), ":12: id: an id of its own is expected; this one stands on line 2 already", ["1", "2"]),
        (json.dumps(DIRTY_HTML, indent=1), ":5: content_html: a closing </b> is expected", ["1", "2"]),
        (json.dumps([record(1, f"{REDIRECT} \0"), record(2)], indent=1), ":5: content: text is expected: a NUL or half a character stands here", ["1", "2"]),
        (NESTED, ":3: at most 100 values in one another are expected", ["1", "3"]),
        (json.dumps([record(1), record(2, REDIRECT + "a " * 600_000)], indent=1), ":10: at most 1,000,000 characters are expected in a reply", ["1"]),
    ],
    ids=["truncated", "cp1252", "duplicate id", "unclosed HTML", "NUL", "deep", "an endless text"],
)  # fmt: skip
def test_what_is_wrong_is_one_line_and_the_good_entries_are_linted(
    content: str | bytes, said: str, broken: list[str], check: Check
) -> None:
    checked = check("macros.json", content)
    assert checked.code == 2
    assert len(checked.said) == 2
    assert checked.said[0].startswith(f"macros.json{said}")
    assert checked.broken == {name: [RULE] for name in broken}


def test_a_bom_is_no_mistake(check: Check) -> None:
    assert check("macros.json", b"\xef\xbb\xbf" + THREE.encode()) == (1, [], {str(n): [RULE] for n in (1, 2, 3)})


def test_a_placeholder_that_is_never_closed_is_a_finding_in_its_place(check: Check) -> None:
    content = json.dumps([record(1, "Hoi {{ contact.name, tot zo."), record(2)])
    checked = check("macros.json", content, "--select", "unfilled-placeholder")
    assert checked == (1, [], {"1": ["unfilled-placeholder"], "2": []})


def test_a_zip_and_a_file_that_is_far_too_large_are_refused_at_once(check: Check, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("macros.json", THREE)
    checked = check("macros.json", (tmp_path / "export.zip").read_bytes())
    assert checked.said[0] == "macros.json:1: text is expected; this is a ZIP archive: unpack it or export it again"
    (tmp_path / "big.txt").touch()
    with (tmp_path / "big.json").open("wb") as file:
        file.truncate(200_000_000)
    (tmp_path / "big.json").rename(tmp_path / "big.txt")
    checked = check("macros.json", THREE, "big.txt")
    assert (checked.code, len(checked.broken)) == (2, 3)
    assert checked.said[0] == "big.txt: at most 1,000,000 characters are expected in a reply"
