"""docs/writing-rules.md, done step by step as its reader would."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "writing-rules.md"
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "webcare_lint", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_every_step_does_what_the_page_says(tmp_path: Path) -> None:
    ran = 0
    for _, details, body in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if target := re.search(r"file=(\S+)", details):
            path = tmp_path / target[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
        elif body.startswith("$ webcare-lint "):
            command, *expected = body.strip().splitlines()
            done = run(command.split()[2:], tmp_path)
            for line in expected:
                assert line in done.stdout, (command, done.stdout, done.stderr)
            if code := re.search(r"exit=(\d)", details):
                assert done.returncode == int(code[1]), (command, done.stdout, done.stderr)
            ran += 1
    assert ran >= 6


MISTAKES = re.findall(
    r"^\| `(.+?)`(?: \([^|]*\))? \| `(.+)` \|$",
    PAGE.read_text(encoding="utf-8").split("## Als er iets")[1],
    re.MULTILINE,
)


@pytest.mark.parametrize(("typed", "said"), MISTAKES, ids=[typed for typed, _ in MISTAKES])
def test_every_mistake_gets_the_answer_the_page_promises(tmp_path: Path, typed: str, said: str) -> None:
    rule = next(
        body for _, details, body in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if "kosteloos.yaml" in details
    )
    replaced = {
        "titel": ("title: Zeg niet kosteloos", "titel: Zeg niet kosteloos"),
        '- "kosteloos': ('    - "kosteloos"', '    - "kosteloos'),
        "message": (rule[rule.index("message:") : rule.index("why:")], "message: Let op: zeg gratis\n"),
        "cue": ("cue: kosteloos}", "cue: kostloos}"),
        '- "bel ons?"': ('    - "kosteloos"', '    - "bel ons?"'),
    }
    old, new = next(change for start, change in replaced.items() if typed.strip().startswith(start))
    path = tmp_path / "kosteloos.yaml"
    path.write_text(rule.replace(old, new), encoding="utf-8")
    done = run(["test", str(path)], tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "kosteloos.yaml:" in done.stderr
