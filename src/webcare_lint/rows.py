"""Rows of a table (a data frame, a Parquet file, a Spark partition) as replies, and reports as columns of one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from webcare_lint.errors import Problem, nearest
from webcare_lint.finding import Finding, Report
from webcare_lint.records import Record, record_of
from webcare_lint.reply import MOST_CHARACTERS, Reply

CUSTOMER = "customer"
"""A column with what the customer wrote, for tables without a `thread`."""
FIELDS = (*Reply.model_fields, "lang", CUSTOMER)
"""What a column can hold of a reply; a column of that name does, unless another is named for it."""
RESULTS = ("worst", "findings", "problem")
"""The columns that linting adds; see `result_of`."""


def columns_of(there: Collection[str], text: str, context: Mapping[str, str] | None = None) -> dict[str, str]:
    """Which column holds which field of a reply: `text`, those that `context` names, and those named like a field.

    Problem when a column that was named is not there, or a result would take the place of one.
    """
    named = {**(context or {}), "text": text}
    for field, column in named.items():
        if field not in FIELDS:
            raise Problem(f'"{field}" is no field of a reply{nearest(field, FIELDS)}', field="context")
        if column not in there:
            raise Problem(f'there is no column "{column}"; there are {", ".join(there) or "none"}', field=field)
    for name in RESULTS:
        if name in there:
            raise Problem(f'the column "{name}" is what linting adds; rename it', field=name)
    return {**{field: field for field in FIELDS if field in there}, **named}


def record_of_row(row: Mapping[str, Any], number: int, path: str | None = None) -> Record | Problem:
    """The reply in a row, given as field → value; a Problem without its words when it is none."""
    try:
        fields = {name: value for name, given in row.items() if (value := _plain(given)) is not None}
    except UnicodeDecodeError as error:
        expected = f"byte {error.start} (0x{error.object[error.start]:02x}) is not UTF-8"
        return Problem(expected, path=path, line=number)
    if "text" not in fields:
        return Problem("it is empty (null)", path=path, line=number, field="text")
    said = fields.pop(CUSTOMER, None)
    if said is not None and "thread" not in fields:
        fields["thread"] = [{"author": "customer", "text": said}]
    if isinstance(fields["text"], str) and len(fields["text"]) > MOST_CHARACTERS:
        return Problem(f"at most {MOST_CHARACTERS:,} characters are expected", path=path, line=number, field="text")
    return record_of(fields, number, path)


def _plain(value: Any) -> Any:
    """The value as JSON has it; None for everything that data frames have for "nothing"."""
    if value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, bytes):
        return value.decode()
    return value.tolist() if hasattr(value, "tolist") else value  # of NumPy


class Result(NamedTuple):
    """What linting adds to a row: exactly one of `findings` and `problem` is None."""

    worst: str | None
    """error, warning or info; None when nothing is found."""
    findings: list[dict[str, Any]] | None
    problem: str | None
    """Why there are no findings: the row holds no reply, or it could not be linted."""


def result_of(said: Report | Problem) -> Result:
    """A report, or what kept a row from having one, as columns."""
    if isinstance(said, Problem):
        return Result(None, None, f"{said.field}: {said.expected}".removeprefix(": "))
    worst = min((finding.severity for finding in said.findings), key=lambda severity: severity.rank, default=None)
    return Result(worst.value if worst else None, [_finding(finding) for finding in said.findings], None)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "commandment": str(finding.commandment),
        "severity": finding.severity.value,
        "start": finding.start,
        "end": finding.end,
        "message": finding.message,
        "suggestions": [suggestion.text for suggestion in finding.suggestions],
        "fingerprint": finding.fingerprint,
        "message_index": finding.message_index,
    }


TEXT_FIELDS = ("rule", "commandment", "severity", "message", "fingerprint")
NUMBER_FIELDS = ("start", "end", "message_index")
"""The fields of a finding by their type; `suggestions` is a list of texts."""


def rows_of(columns: Mapping[str, Collection[Any]]) -> Iterator[dict[str, Any]]:
    """The rows of a table that is given as field → values."""
    return (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))
