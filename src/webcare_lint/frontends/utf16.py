"""Code-point offsets as UTF-16 code units, which is how JavaScript and language servers count."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

_LAST_OF_ONE_UNIT = "\uffff"


def utf16_offsets(text: str) -> Callable[[int], int]:
    """A function from code-point offsets into `text` to UTF-16 offsets; only characters beyond U+FFFF count double."""
    if not text or text.isascii() or max(text) <= _LAST_OF_ONE_UNIT:
        return int
    doubles = [index for index, character in enumerate(text) if character > _LAST_OF_ONE_UNIT]
    return lambda offset: offset + bisect_left(doubles, offset)
