"""Errors as RFC 9457 problem documents: which field, and what was expected; never a trace, never a reply's text."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import Response

from webcare_lint.errors import nearest

_log = logging.getLogger("webcare_lint.server")

PROBLEM_JSON = "application/problem+json"

_TITLES = {
    400: "The request can't be read",
    401: "An API key is needed",
    404: "There is no such thing here",
    405: "This can't be done here",
    408: "The request took too long to arrive",
    413: "The request is too large",
    415: "This kind of body can't be read",
    422: "The request is not valid",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "The rules are not loaded",
}


class FieldProblem(BaseModel):
    """One field, and what was expected there."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(description="Where: names and list positions with dots between, such as `thread.0.author`.")
    expected: str


class ProblemDocument(BaseModel):
    """An error as RFC 9457 describes it."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="Names the kind of problem; stays the same when the words change.")
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = Field(default=[], description="Every field that is wrong.")


class RequestProblem(Exception):
    """A request that can't be answered as asked."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *,
        errors: Sequence[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
    ):
        super().__init__(kind)
        self.headers = dict(headers or {})
        self.document = ProblemDocument(
            type=f"urn:webcare-lint:problem:{kind}",
            title=_TITLES.get(status, "The request failed"),
            status=status,
            detail=detail,
            errors=list(errors),
        )

    def response(self) -> Response:
        """The problem as an answer."""
        return Response(
            self.document.model_dump_json(exclude_defaults=True),
            status_code=self.document.status,
            headers=self.headers,
            media_type=PROBLEM_JSON,
        )

    def value(self) -> dict[str, Any]:
        """The problem as plain values, for a line of a batch."""
        return self.document.model_dump(exclude_defaults=True)


def unexpected(error: BaseException) -> RequestProblem:
    """An error of ours: the log gets the files and lines it came through, never its message nor any value."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    _log.error("%s at %s", type(error).__name__, where)
    return RequestProblem(500, "internal", "an error of ours; the log says where")


def problem_of(error: ValidationError, model: type[BaseModel]) -> RequestProblem:
    """What pydantic found, said as fields and what was expected there."""
    details = error.errors(include_url=False, include_input=False)
    if details[0]["type"] == "json_invalid":
        said = details[0]["ctx"]["error"]
        if "recursion" in said:
            return RequestProblem(400, "too-deep", "the JSON is nested deeper than any request needs")
        return RequestProblem(400, "bad-json", f"not readable as JSON: {said}")
    return invalid(details, model.model_fields)


def invalid(details: Sequence[Mapping[str, Any]], names: Iterable[str] = ()) -> RequestProblem:
    """Fields that are wrong, from pydantic's `details`; `names` are the fields there are."""
    found = {_field(detail["loc"], detail["type"]): _expected(detail, names) for detail in details[:20]}
    errors = [FieldProblem(field=field, expected=expected) for field, expected in found.items()]
    first = errors[0]
    return RequestProblem(422, "invalid-request", f"{first.field}: {first.expected}", errors=errors)


def _field(location: Sequence[int | str], kind: str) -> str:
    """The place in the request; pydantic also names the member of a union of times that it tried."""
    is_tried = kind.startswith(("datetime", "timezone")) and location[-1] == "datetime"
    return ".".join(map(str, location[:-1] if is_tried else location)) or "body"


def _expected(detail: Mapping[str, Any], names: Iterable[str]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    match kind:
        case "extra_forbidden":
            name = str(detail["loc"][-1])
            return f"no field with this name is expected{nearest(name, names)}"
        case "literal_error":
            return f"{context['expected']} is expected"
        case "string_too_long" | "too_long":
            unit = "characters" if kind == "string_too_long" else "items"
            return f"at most {context['max_length']:,} {unit} are expected"
        case "value_error":
            return str(detail["msg"]).removeprefix("Value error, ")
    return _EXPECTED.get(kind) or str(detail["msg"])


_EXPECTED = {
    "missing": "is missing",
    "string_type": "a text is expected",
    "string_unicode": "a text in UTF-8 is expected",
    "model_type": "an object is expected",
    "tuple_type": "a list is expected",
    "list_type": "a list is expected",
    "datetime_type": "a time such as 2025-03-01T09:30:00+01:00 is expected",
    "datetime_parsing": "a time such as 2025-03-01T09:30:00+01:00 is expected",
    "datetime_from_date_parsing": "a time such as 2025-03-01T09:30:00+01:00 is expected",
    "timezone_aware": "a time with its zone is expected, such as 2025-03-01T09:30:00+01:00",
}
