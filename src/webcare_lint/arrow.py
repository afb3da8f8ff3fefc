"""Parquet and Arrow files, read a few rows at a time; needs the extra `parquet`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from webcare_lint.errors import Problem
from webcare_lint.records import Record
from webcare_lint.rows import FIELDS, NUMBER_FIELDS, TEXT_FIELDS, columns_of, record_of_row, rows_of

SUFFIXES = {".parquet": "parquet", ".pq": "parquet", ".arrow": "ipc", ".feather": "ipc"}
_ROWS = 500  # at a time


def is_table(path: Path) -> bool:
    """A Parquet or Arrow file, or a folder of them as other tools write one."""
    if path.is_dir():
        return any(file.suffix in SUFFIXES for file in path.iterdir())
    return path.suffix in SUFFIXES


def read_table(path: Path, mapping: Mapping[str, str] | None = None) -> Iterator[Record | Problem]:
    """A record or Problem for every row, in order; numbers count from 1. `mapping` names the column of a field.

    Problem when it is no such file, or has no column with the text.
    """
    if not path.exists():
        raise Problem("no such file", path=path)
    pa = _pyarrow()
    try:
        scanner, fields = _scanner(path, mapping or {})
        number = 0
        for batch in scanner.to_batches():
            for row in rows_of({field: values_of(batch[column]) for field, column in fields.items()}):
                number += 1
                yield record_of_row(row, number, str(path))
    except OSError as error:
        raise Problem(f"can't be read: {error.strerror or 'it is damaged'}", path=path) from None
    except pa.ArrowException:
        raise Problem("not readable as Parquet or Arrow", path=path) from None


def row_count(path: Path) -> int | None:
    """How many rows there are, as the files say at their ends; None when they can't be read."""
    try:
        count: int = _dataset(path).count_rows()
    except (OSError, ValueError, Problem):
        return None
    return count


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.dataset
    except ImportError:
        raise Problem("Parquet and Arrow files are an extra: pip install 'webcare-lint[parquet]'") from None
    return pyarrow


def _dataset(path: Path) -> Any:
    files = [file for file in path.iterdir() if file.suffix in SUFFIXES] if path.is_dir() else [path]
    return _pyarrow().dataset.dataset(path, format=SUFFIXES[files[0].suffix])


def _scanner(path: Path, mapping: Mapping[str, str]) -> tuple[Any, dict[str, str]]:
    table = _dataset(path)
    there = table.schema.names
    text = mapping.get("text") or ("reply" if "reply" in there and "text" not in there else "text")
    names = {"lang" if field == "language" else field: column for field, column in mapping.items()}
    context = {field: column for field, column in names.items() if field in FIELDS}
    try:
        fields = columns_of(there, text, context)
    except Problem as problem:
        raise Problem(problem.expected, path=path, field=f"library.{problem.field}") from None
    scanner = table.scanner(
        columns=sorted(set(fields.values())),
        batch_size=_ROWS,
        batch_readahead=1,
        fragment_readahead=1,
        use_threads=False,  # the linter is what takes time
    )
    return scanner, fields


def values_of(column: Any) -> list[Any]:
    """The values of a column; texts as bytes, so that one that is not UTF-8 costs its own row and no other."""
    pa = _pyarrow()
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        column = column.cast(pa.large_binary() if pa.types.is_large_string(kind) else pa.binary())
    values: list[Any] = column.to_pylist()
    return values


def result_arrays(added: Mapping[str, Iterable[Any]]) -> dict[str, Any]:
    """The columns that linting adds (see `rows.Result`), typed."""
    pa = _pyarrow()
    of_finding = [(name, pa.string()) for name in TEXT_FIELDS] + [(name, pa.int64()) for name in NUMBER_FIELDS]
    findings = pa.list_(pa.struct([*of_finding, ("suggestions", pa.list_(pa.string()))]))
    kinds = {"worst": pa.string(), "findings": findings, "problem": pa.string()}
    return {name: pa.array(values, kinds[name]) for name, values in added.items()}
