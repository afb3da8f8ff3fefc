"""`check --fix` and `--diff`: safe fixes only, in place, and nothing else changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def check(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "webcare_lint", "check", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_safe_fix_keeps_the_capital_and_the_rest_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "antwoord.txt"
    path.write_bytes(b"Hoi Anna,\r\n\r\nMiddels de app zie je het. Indien het niet lukt, hoor ik het graag. ^Bo\r\n")
    check(tmp_path, "antwoord.txt", "--fix")
    assert path.read_bytes() == b"Hoi Anna,\r\n\r\nMet de app zie je het. Als het niet lukt, hoor ik het graag. ^Bo\r\n"


def test_diff_alone_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "antwoord.txt"
    path.write_text("Hoi Anna, middels de app zie je het. ^Bo\n", encoding="utf-8")
    done = check(tmp_path, "antwoord.txt", "--diff", "--quiet")
    assert "-Hoi Anna, middels de app" in done.stdout
    assert "+Hoi Anna, met de app" in done.stdout
    assert "middels" in path.read_text(encoding="utf-8")


def test_a_library_is_fixed_in_place_with_its_comments_and_escapes(tmp_path: Path) -> None:
    path = tmp_path / "macros.yaml"
    before = '# onze macro\'s\n- id: app   # de app\n  text: "Hoi \\u00e9\\u00e9n, middels de app zie je het."\n- id: goed\n  text: Klaar!\n'
    path.write_text(before, encoding="utf-8")
    check(tmp_path, "macros.yaml", "--fix")
    assert path.read_text(encoding="utf-8") == before.replace("middels", "met")


def test_what_is_not_safe_is_left_to_a_person(tmp_path: Path) -> None:
    path = tmp_path / "antwoord.txt"
    path.write_text("Bel even met onze klantenservice.\n", encoding="utf-8")
    check(tmp_path, "antwoord.txt", "--fix")
    assert path.read_text(encoding="utf-8") == "Bel even met onze klantenservice.\n"
