"""Imports point inwards, and looking things up costs no spaCy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "webcare_lint"
OUTER = ("frontends", "formats", "library")


def imported(path: Path) -> set[str]:
    """The modules of ours that a module imports, wherever in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("webcare_lint.")
    }


@pytest.mark.parametrize(
    "path", sorted(SOURCE.glob("*.py")) + sorted(SOURCE.glob("checks/*.py")), ids=lambda path: path.stem
)
def test_the_core_does_not_know_who_uses_it(path: Path) -> None:
    allowed = {
        "inputs": ("library",),
        "__main__": ("frontends",),
        "fixed_files": ("library",),
        "suppressions": ("library",),
        "examples": ("library",),
    }.get(path.stem, ())
    outward = {name for name in imported(path) if name.split(".")[1] in OUTER and name.split(".")[1] not in allowed}
    assert outward == set()


@pytest.mark.parametrize("path", sorted(SOURCE.glob("checks/*.py")), ids=lambda path: path.stem)
def test_checks_do_not_know_rules_or_the_linter(path: Path) -> None:
    assert imported(path).isdisjoint(
        {"webcare_lint.rule", "webcare_lint.rulebook", "webcare_lint.linter", "webcare_lint.config"}
    )


@pytest.mark.parametrize("arguments", [["--help"], ["rules"], ["explain", "channel-redirect"]], ids=" ".join)
def test_looking_things_up_does_not_import_spacy(arguments: list[str]) -> None:
    program = (
        "import sys; from webcare_lint.frontends.cli import main\n"
        f"sys.argv = ['webcare-lint', *{arguments!r}]\n"
        "try: main()\nexcept SystemExit: pass\n"
        "assert 'spacy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path for path in SOURCE.rglob("*.py") if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []
