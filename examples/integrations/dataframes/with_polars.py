"""Replies in a polars frame: every finding a row, ready to be grouped.

pip install webcare-lint polars
python with_polars.py replies.csv
"""

from __future__ import annotations

import sys

import polars as pl

from webcare_lint import Linter, Message, Reply


def reply_of(row: dict[str, str | None]) -> Reply:
    """A row with `reply`, and as far as it is known `customer` and `channel`."""
    thread = [Message(author="customer", text=row["customer"])] if row.get("customer") else []
    return Reply(text=row["reply"], channel=row.get("channel"), thread=thread)


def findings(frame: pl.DataFrame, linter: Linter) -> pl.DataFrame:
    """One row a finding; `row` counts from 0 as the frame does, `start` and `end` are code points into the reply."""
    reports = linter.lint_many(reply_of(row) for row in frame.iter_rows(named=True))
    rows = [
        {"row": number, "rule": found.rule, "severity": str(found.severity), "start": found.start, "end": found.end}
        for number, report in enumerate(reports)
        for found in report.findings
    ]
    schema = {"row": pl.Int64, "rule": pl.String, "severity": pl.String, "start": pl.Int64, "end": pl.Int64}
    return pl.DataFrame(rows, schema=schema)


if __name__ == "__main__":
    replies = pl.read_csv(sys.argv[1], infer_schema=False)
    found = findings(replies, Linter())
    with pl.Config(tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True):
        print(found.group_by("rule", "severity").len("replies").sort("replies", "rule", descending=[True, False]))
