"""Data frames, Parquet and Arrow: what is in comes out, once, with its findings or with what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from webcare_lint import Config, Linter, Message, Problem, Reply
from webcare_lint.frontends.frames import lint_frame

pa = pytest.importorskip("pyarrow", reason="the extra `parquet` is not installed")
parquet = pytest.importorskip("pyarrow.parquet")

REDIRECT = "Hoi Anna, bel even met onze klantenservice. ^Sander"
GOOD = "Hoi Anna, je pakket ligt morgen voor 12.00 uur bij je in de bus. ^Sander"
BAD_BYTES = b"Hoi \xff Anna"
LONG = "lang " * 1_000_000


def table() -> Any:
    """Seven rows, of which four hold no reply."""
    bodies = pa.array([REDIRECT.encode(), None, GOOD.encode(), BAD_BYTES, LONG.encode(), b"", b"Dank!"], pa.binary())
    return pa.table(
        {
            "body": bodies.view(pa.string()),  # as a careless writer leaves it
            "channel": ["x", "x", None, "x", "x", "x", "fax"],
            "id": range(7),
            "notes": ["-"] * 7,
        }
    )


def check(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the real command where the text column is declared."""
    (path.parent / ".webcare-lint.yaml").write_text("library: {text: body}\n", encoding="utf-8")
    command = [sys.executable, "-m", "webcare_lint", "check", path.name, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=path.parent, check=False)


@pytest.mark.parametrize("kind", ["parquet", "arrow", "folder"])
def test_a_bad_row_is_named_and_the_others_are_linted(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"replies.{kind}"
    if kind == "arrow":
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table().schema) as writer:
            writer.write_table(table())
    elif kind == "parquet":
        parquet.write_table(table(), path)
    else:
        path.mkdir()
        parquet.write_table(table().slice(0, 3), path / "part-0.parquet")
        parquet.write_table(table().slice(3), path / "part-1.parquet")
    done = check(path, "--format", "jsonl")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["0", "2", "5"]
    said = [line.removeprefix(f"{path.name}:") for line in done.stderr.splitlines()]
    assert [line.split(":")[0] for line in said[:-1]] == ["2", "4", "5", "7"]
    assert said[:3] == [
        "2: text: it is empty (null)",
        "4: byte 4 (0xff) is not UTF-8",
        "5: text: at most 1,000,000 characters are expected",
    ]
    assert said[-1] == "7 in, 7 out: 3 linted, 4 not read"
    assert done.returncode == 2


def test_a_file_without_the_text_column_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "replies.parquet"
    parquet.write_table(table().drop_columns("body"), path)
    done = check(path)
    assert 'replies.parquet: library.text: there is no column "body"; there are channel, id, notes' in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize("content", [b"", b"PAR1 geen Parquet PAR1"])
def test_a_damaged_file_is_one_clear_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "replies.parquet"
    path.write_bytes(content)
    done = check(path)
    assert "replies.parquet: not readable as Parquet or Arrow" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_long_file_is_read_a_few_rows_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "replies.parquet"
    many = pa.table({"body": [f"{GOOD} {number}" for number in range(5_000)]})
    parquet.write_table(many, path, row_group_size=1_000)
    done = check(path, "--format", "jsonl", "--jobs", "2", "--quiet", "--output", "out.jsonl")
    assert done.stderr == "5,000 in, 5,000 out: 5,000 linted, 0 not read\n"
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [str(number) for number in range(1, 5_001)]


# --- data frames


def frames() -> list[Any]:
    """The same four rows as pandas, polars and Arrow have them."""
    columns = {"body": [REDIRECT, None, GOOD, "😜"], "vraag": [None, None, "Waar blijft mijn pakket?!", "Nou?"]}
    made = [pytest.param(lambda: pa.table(columns), id="pyarrow")]
    made.append(pytest.param(lambda: pytest.importorskip("pandas").DataFrame(columns, index=[7, 3, 5, 3]), id="pandas"))
    made.append(pytest.param(lambda: pytest.importorskip("polars").DataFrame(columns), id="polars"))
    return made


def column(frame: Any, name: str) -> list[Any]:
    """The values of a column, nothing being None."""
    values = frame[name].to_pylist() if hasattr(frame[name], "to_pylist") else frame[name].to_list()
    return [None if isinstance(value, float) else value for value in values]


@pytest.mark.parametrize("make", frames())
def test_a_frame_comes_back_with_what_is_found_beside_each_row(make: Any, linter: Linter) -> None:
    frame = make()
    found = lint_frame(frame, "body", context={"customer": "vraag"})
    assert type(found) is type(frame)
    assert column(found, "body") == column(frame, "body")
    assert column(found, "worst")[:2] == ["error", None]
    assert column(found, "problem") == [None, "text: it is empty (null)", None, None]
    asked = Reply(text="😜", thread=(Message(author="customer", text="Nou?"),))
    rules = [[finding["rule"] for finding in row] for row in column(found, "findings") if row is not None]
    assert rules[2] == [finding.rule for finding in linter.lint(asked).findings]


def test_the_index_of_a_pandas_frame_stays() -> None:
    pandas = pytest.importorskip("pandas")
    found = lint_frame(pandas.DataFrame({"body": [REDIRECT, 5, float("nan")]}, index=["a", "b", "a"]), "body")
    assert list(found.index) == ["a", "b", "a"]
    assert list(found["problem"].isna()) == [True, False, False]


def test_other_rules_can_be_asked_for() -> None:
    found = lint_frame(pa.table({"text": [REDIRECT]}), config=Config(ignore=("channel-redirect",)))
    assert column(found, "worst") == [None] or "channel-redirect" not in str(column(found, "findings"))


@pytest.mark.parametrize(
    ("columns", "options", "said"),
    [
        ({"body": ["x"]}, {}, 'there is no column "text"; there are body'),
        ({"text": ["x"]}, {"context": {"kanaal": "text"}}, '"kanaal" is no field of a reply'),
        ({"text": ["x"], "worst": ["x"]}, {}, 'the column "worst" is what linting adds'),
    ],
)
def test_what_can_not_be_linted_is_one_clear_line(columns: Any, options: Any, said: str) -> None:
    with pytest.raises(Problem, match=said):
        lint_frame(pa.table(columns), **options)


def test_only_frames_are_frames() -> None:
    with pytest.raises(Problem, match="a pandas or polars DataFrame, or an Arrow Table, is expected"):
        lint_frame([REDIRECT])
