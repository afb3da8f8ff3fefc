"""A library whose texts try to break out of every format, linted for real."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from webcare_lint import Config, Linter
from webcare_lint.finding import Suppressed
from webcare_lint.formats.base import Linted, Outcome, Presentation
from webcare_lint.formats.registry import formatter
from webcare_lint.inputs import Input, read_inputs
from webcare_lint.library.insight import Cluster, EmpathyShare, LibraryInsight
from webcare_lint.library.lint import lint_entry

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script>alert(1)</script>",
    "</textarea><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "{{ 7 * 7 }} {% raw %}",
    "<!-- --><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "]]><script>alert(1)</script>",
    "%0A::error::x",
    "| a | b |\n|---|---|\n![x](https://kwaad.example/x.png) [l](javascript:alert(1)) @iedereen #1",
]
REDIRECT = "Bel even met onze klantenservice"

Written = Callable[..., str]


def entries_of_payloads() -> list[dict[str, str]]:
    """Each payload as id, as title and inside the words that a finding quotes."""
    return [
        {
            "id": f"p{number} {payload}",
            "title": payload,
            "text": f"Hoi, {payload} {REDIRECT} op 0900-1234. [{payload}] Groet, Sander",
        }
        for number, payload in enumerate(PAYLOADS)
    ]


def webcare_lint(
    *arguments: str | Path, folder: Path, text: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the real command."""
    import os

    done = subprocess.run(
        [sys.executable, "-m", "webcare_lint", *map(str, arguments)],
        input=text.encode(), capture_output=True, cwd=folder, env=os.environ | variables, check=False,
    )  # fmt: skip
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def outcome_of(paths: list[str], linter: Linter) -> Outcome:
    """What `check` hands to the formats, with an insight and a suppressed finding besides."""
    linted = [
        Linted(item, lint_entry(linter, item.entry) if item.entry else linter.lint(item.reply))
        for item in read_inputs(paths, {}, io.BytesIO())
        if isinstance(item, Input)
    ]
    entries = tuple(item.input.entry for item in linted if item.input.entry)
    finding = linted[0].report.findings[0]
    linted[0] = linted[0]._replace(suppressed=(Suppressed(finding, "afgesproken met <b>juridisch</b>", "external"),))
    insight = LibraryInsight(
        (EmpathyShare("<i>plofjammer</i>", len(entries), 1.0, entries),),
        (Cluster(entries[:8], 0.93), Cluster(entries[8:10], 0.9)),
    )
    return Outcome(tuple(linted), (), linter.rules, insight=insight)


@pytest.fixture(scope="session")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "macros.json"
    path.write_text(json.dumps(entries_of_payloads(), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def hostile(hostile_file: Path) -> Outcome:
    return outcome_of([str(hostile_file)], Linter(Config()))


@pytest.fixture(scope="session")
def written(hostile: Outcome) -> Written:
    def write(name: str, outcome: Outcome = hostile, presentation: Presentation | None = None) -> str:
        return formatter(name)(outcome, presentation or Presentation())

    return write
