"""Replies as JSON Lines: one reply a line, with or without labels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from webcare_lint.errors import Problem
from webcare_lint.reply import Language, Reply

_RENAMED = {"reply": "text"}
_LABELS = ("labels", "why", "lang")


class Label(NamedTuple):
    """A rule that an annotator says is broken, and the exact words that break it (None for an absence)."""

    rule: str
    quote: str | None


class Record(NamedTuple):
    """One line: a reply, and what an annotator said of it."""

    line: int
    id: str
    reply: Reply
    language: Language | None
    labels: tuple[Label, ...]


def read_records(lines: Iterable[bytes | str], path: Path | str) -> Iterator[Record | Problem]:
    """A record for every good line and a Problem for every broken one, in order; empty lines are passed over."""
    for number, line in enumerate(lines, start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8") if isinstance(line, bytes) else line
        except UnicodeDecodeError as error:
            yield Problem(f"byte {error.start} of the line is not UTF-8", path=path, line=number)
            continue
        if text.strip():
            yield _record(text, number, path)


def _record(text: str, number: int, path: Path | str) -> Record | Problem:
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" at column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        return Problem(f"not readable as JSON{where}", path=path, line=number)
    if not isinstance(value, dict):
        return Problem('an object is expected: {"text": …}', path=path, line=number)
    return record_of(value, number, path)


def record_of(value: Mapping[str, Any], number: int, path: Path | str | None) -> Record | Problem:
    """The record in an object with the fields of a reply, or a Problem that names the field that is wrong."""
    fields = {_RENAMED.get(key, key): item for key, item in value.items() if key not in _LABELS}
    if "text" not in fields:
        return Problem('"text" (or "reply") is missing', path=path, line=number, field="text")
    fields = {key: item for key, item in fields.items() if item is not None}
    try:
        reply = Reply.model_validate({**fields, "id": str(fields.get("id", number))})
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(step) for step in detail["loc"])
        expected = (
            f'"{detail["loc"][-1]}" is no field of a reply' if detail["type"] == "extra_forbidden" else detail["msg"]
        )
        return Problem(expected, path=path, line=number, field=field)
    language = value.get("lang")
    if language not in (None, "nl", "en"):
        return Problem('"nl" or "en" is expected', path=path, line=number, field="lang")
    try:
        labels = tuple(_label(label) for label in value.get("labels") or ())
    except (KeyError, TypeError, AttributeError):
        return Problem('a list of {"rule", "quote"} is expected', path=path, line=number, field="labels")
    return Record(number, reply.id or str(number), reply, language, labels)


def _label(value: Any) -> Label:
    quote = value.get("quote")
    return Label(str(value["rule"]), None if quote is None else str(quote))
