"""JSON as all our formats write it: indented, and readable where it is not English."""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import PydanticSerializationError, to_json, to_jsonable_python


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """The value, models included, as JSON with a line end."""
    try:
        return to_json(value, indent=indent).decode() + "\n"
    except PydanticSerializationError:
        # A path or a title with bytes that are no text; several times slower.
        return json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=indent) + "\n"
