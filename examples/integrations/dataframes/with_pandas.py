"""Replies in a pandas frame: two columns beside each, and a count of the rules that were broken.

pip install webcare-lint pandas
python with_pandas.py replies.csv
"""

from __future__ import annotations

import sys

import pandas as pd

from webcare_lint import Linter, Message, Reply


def reply_of(row: dict[str, str]) -> Reply:
    """A row with `reply`, and as far as it is known `customer` and `channel`."""
    thread = [Message(author="customer", text=row["customer"])] if row.get("customer") else []
    return Reply(text=row["reply"], channel=row.get("channel") or None, thread=thread)


def linted(frame: pd.DataFrame, linter: Linter) -> pd.DataFrame:
    """The frame with `worst` (error, warning, info or none) and `rules` (a list)."""
    reports = list(linter.lint_many(reply_of(row) for row in frame.fillna("").to_dict("records")))
    worst = [min((f.severity for f in report.findings), key=lambda s: s.rank, default="none") for report in reports]
    return frame.assign(
        worst=[str(severity) for severity in worst],
        rules=[sorted({finding.rule for finding in report.findings}) for report in reports],
    )


if __name__ == "__main__":
    found = linted(pd.read_csv(sys.argv[1], dtype=str), Linter())
    print(found["worst"].value_counts().to_string())
    print(found["rules"].explode().value_counts().to_string())
