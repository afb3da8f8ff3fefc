"""The findings in sample exports are those that were expected: file, entry, rule, line and column, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from webcare_lint.config import Config
from webcare_lint.formats.base import Presentation
from webcare_lint.formats.registry import formatter
from webcare_lint.frontends.cli.linting import Wanted, lint

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "exports"


class Place(NamedTuple):
    file: str
    entry: str
    rule: str
    line: int
    column: int


def expected(path: Path) -> Iterator[Place]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Place(row["file"], row["entry_id"], row["rule"], row["line"], row["column"])


def found(export: Path) -> Iterator[Place]:
    """The errors and warnings of one export or folder, as `webcare-lint check` finds them."""
    outcome = lint(Wanted([str(export)], Config(), {}))
    assert outcome.problems == ()
    for linted, finding in outcome.findings():
        if finding.severity.value != "info":
            entry = linted.input.entry
            assert entry
            line, column = entry.position(finding.start) if finding.start is not None else (0, 0)
            yield Place(entry.path.relative_to(export.parent).as_posix(), entry.id, finding.rule, line, column)


def test_json_says_where_in_the_file_each_finding_stands() -> None:
    [wanted] = [place for place in expected(HERE / "samples.jsonl") if place.file == "zendesk.json"][:1]
    outcome = lint(Wanted([str(HERE / "samples" / wanted.file)], Config(), {}))
    for text in (formatter("json")(outcome, Presentation()), formatter("jsonl")(outcome, Presentation())):
        replies = (
            [json.loads(line) for line in text.splitlines()]
            if text.startswith('{"path"')
            else json.loads(text)["replies"]
        )
        assert (wanted.entry, wanted.rule, wanted.line, wanted.column) in {
            (reply["id"], finding["rule"], finding["line"], finding["column"])
            for reply in replies
            for finding in reply["findings"]
        }


def assert_agrees(samples: Path, expectations: Path) -> None:
    wanted = sorted(expected(expectations))
    exports = sorted(path for path in samples.iterdir() if path.name not in ("FORMATS.md", "expected.jsonl"))
    got = sorted(place for export in exports for place in found(export))
    assert {"missing": sorted(set(wanted) - set(got)), "too many": sorted(set(got) - set(wanted))} == {
        "missing": [],
        "too many": [],
    }
    assert len(got) == len(wanted)


def test_the_samples_here_agree_with_what_was_expected() -> None:
    assert_agrees(HERE / "samples", HERE / "samples.jsonl")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sample exports of the specification are not here: ../shared")
def test_the_samples_of_the_specification_agree_with_what_was_expected() -> None:
    assert_agrees(SHARED, SHARED / "expected.jsonl")
