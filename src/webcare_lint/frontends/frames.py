"""Data frames: pandas, polars and Arrow tables, linted row by row; the frame comes back with the findings beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from webcare_lint.arrow import result_arrays
from webcare_lint.config import Config
from webcare_lint.errors import Problem
from webcare_lint.jobs import Jobs, Linters, Step, Task, lint_steps
from webcare_lint.rows import NUMBER_FIELDS, RESULTS, TEXT_FIELDS, columns_of, record_of_row, result_of, rows_of

Frame = TypeVar("Frame")


def lint_frame(
    frame: Frame,
    text: str = "text",
    *,
    context: Mapping[str, str] | None = None,
    config: Config | None = None,
    jobs: Jobs = 1,
) -> Frame:
    """The frame with three more columns; rows stay what and where they were.

    `worst` is error, warning, info or null; `findings` a list with `rule`, `commandment`, `severity`, `start`, `end`
    (code points into the text), `message`, `suggestions`, `fingerprint` and `message_index`; `problem` says why a row
    has none: it is null, is not text, is longer than a million characters …

    `text` is the column of the replies. Columns named like the fields of a reply (`channel`, `customer_name`,
    `thread` …) or `customer` are read as such; `context` names others: {"customer": "vraag"}. Problem when a column
    is not there or `frame` is no frame.
    """
    config = config or Config()
    kind = type(frame).__module__.partition(".")[0]
    if kind not in ("pandas", "polars", "pyarrow"):
        raise Problem("a pandas or polars DataFrame, or an Arrow Table, is expected", field="frame")
    table: Any = frame
    fields = columns_of(table.column_names if kind == "pyarrow" else list(table.columns), text, context)
    columns = {field: _values(table[column]) for field, column in fields.items()}
    steps = (_step(row, number, config) for number, row in enumerate(rows_of(columns)))
    results = [result_of(said) for said in lint_steps(Linters(config), steps, jobs)]
    added = {name: [getattr(result, name) for result in results] for name in RESULTS}
    made: Frame = {"pandas": _with_pandas, "polars": _with_polars, "pyarrow": _with_arrow}[kind](table, added)
    return made


def _values(column: Any) -> list[Any]:
    values: list[Any] = column.to_pylist() if hasattr(column, "to_pylist") else column.to_list()
    return values


def _step(row: Mapping[str, Any], number: int, config: Config) -> Step:
    record = record_of_row(row, number)
    return record if isinstance(record, Problem) else Task(record.language or config.language, record.reply)


def _with_pandas(frame: Any, added: Mapping[str, list[Any]]) -> Any:
    import pandas as pd

    return frame.assign(**{name: pd.Series(values, frame.index, object) for name, values in added.items()})


def _with_polars(frame: Any, added: Mapping[str, list[Any]]) -> Any:
    import polars as pl

    of_finding = pl.Struct(
        {
            **dict.fromkeys(TEXT_FIELDS, pl.String),
            **dict.fromkeys(NUMBER_FIELDS, pl.Int64),
            "suggestions": pl.List(pl.String),
        }
    )
    kinds: Any = {"worst": pl.String, "findings": pl.List(of_finding), "problem": pl.String}
    return frame.with_columns(pl.Series(name, values, kinds[name]) for name, values in added.items())


def _with_arrow(table: Any, added: Mapping[str, list[Any]]) -> Any:
    for name, array in result_arrays(added).items():
        table = table.append_column(name, array)
    return table
