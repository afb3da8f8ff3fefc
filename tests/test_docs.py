"""What is generated is current, and what the pages show is true."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from webcare_lint import Linter

ROOT = Path(__file__).parents[1]


def test_generated_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
    assert done.returncode == 0


def test_the_python_of_the_readme_runs_and_prints_what_it_says() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    printed = re.search(r"```python.*?```text\n(.*?)```", text, re.DOTALL)
    assert code
    assert printed
    done = subprocess.run([sys.executable, "-c", code[1]], capture_output=True, text=True, encoding="utf-8", check=True)
    expected = [line.removesuffix(" …") for line in printed[1].splitlines()]
    assert [" ".join(line.split()[:2]) for line in done.stdout.splitlines()] == expected


def test_the_first_findings_of_the_start_page_are_what_it_shows(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    told, printed = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert set(done.stdout.splitlines()) == set(printed.splitlines())
    macro = re.search(r"echo '(.+)' > macro.txt", text)
    assert macro
    (tmp_path / "macro.txt").write_text(macro[1] + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "webcare_lint", "check", "macro.txt", "--fail-on", "error"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert [line for line in told.splitlines() if line.strip() != "…" and line not in done.stdout.splitlines()] == []


@pytest.mark.parametrize(
    "page",
    sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/integrations/*.md")]),
    ids=lambda path: path.name,
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_word_of_the_wire_format_is_documented(linter: Linter) -> None:
    page = (ROOT / "docs" / "wire-format.md").read_text(encoding="utf-8")
    report = linter.lint("Bel even met onze klantenservice. ^Bo").model_dump(mode="json")
    keys = set(report) | {key for finding in report["findings"] for key in finding}
    assert {key for key in keys if key not in page} == set()
