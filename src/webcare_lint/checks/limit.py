"""limit: longer than the channel takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import ClassVar, Final, Literal

from webcare_lint.checks.base import Check, Hit
from webcare_lint.conditions import Known
from webcare_lint.reading import Exchange
from webcare_lint.settings import Settings
from webcare_lint.tokens import pieces, token_class

LIMITS: Final[dict[str, int]] = {
    "x": 280, "mastodon": 500, "bluesky": 300, "instagram": 2200, "facebook": 8000, "whatsapp": 4096, "sms": 160,
}  # fmt: skip

_CLUSTER_TAIL = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0e31\u0e34-\u0e3a\u20d0-\u20ff\ufe00-\ufe0f\U0001F3FB-\U0001F3FF\U000E0020-\U000E007F]+"
)
_URL_LENGTH = 23  # X and Mastodon count every URL as 23
_GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM7_ESCAPED = frozenset("^{}\\[~]|€\f")


@lru_cache(maxsize=16_384)
def _x_units(piece: str) -> int:
    return _with_short_url(piece, _x_weight)


@lru_cache(maxsize=16_384)
def _mastodon_units(piece: str) -> int:
    return _with_short_url(piece, len)


def _with_short_url(piece: str, weigh: Callable[[str], int]) -> int:
    return _URL_LENGTH + len(piece) - len(piece.strip()) if token_class(piece) == "url" else weigh(piece)


def _is_light(character: str) -> bool:
    code = ord(character)
    return code <= 4351 or 8192 <= code <= 8205 or 8208 <= code <= 8223 or 8242 <= code <= 8247


def _x_weight(piece: str) -> int:
    """X's weighted length: 1 for Latin and punctuation, 2 for the rest; an emoji sequence is 2."""
    if token_class(piece) == "emoji":
        return 2 + len(piece) - len(piece.strip())
    return sum(1 if _is_light(character) else 2 for character in unicodedata.normalize("NFC", piece))


def graphemes(text: str) -> int:
    """User-perceived characters, near enough: emoji sequences and combining marks count with what they join."""
    total = 0
    for piece in pieces(text):
        if token_class(piece) == "emoji":
            total += 1 + len(piece) - len(piece.strip())
        else:
            total += len(_CLUSTER_TAIL.sub("", piece.replace("\r\n", "\n")))
    return total


def sms_units(text: str) -> int:
    """GSM-7 septets; a text with other characters is sent as UCS-2, where a part holds 70 code units instead of 160."""
    if all(character in _GSM7 or character in _GSM7_ESCAPED for character in text):
        return len(text) + sum(character in _GSM7_ESCAPED for character in text)
    return -(-len(text.encode("utf-16-le")) // 2 * 160 // 70)


def length_on(channel: str, text: str, tokens: list[str] | None = None) -> int:
    """How long `text` is in the units its channel counts; `tokens` are its pieces, when they are known."""
    if channel == "x":
        return sum(map(_x_units, tokens or pieces(text)))
    if channel == "mastodon":
        return sum(map(_mastodon_units, tokens or pieces(text)))
    if channel == "bluesky":
        return graphemes(text)
    if channel == "sms":
        return sms_units(text)
    return len(text)


# No channel counts a character as more units than this, a short URL on X included; short replies need no counting.
_MOST_UNITS = 6


class Limit(Check):
    """The reply is longer than its channel takes."""

    kind: Literal["limit"]
    fields: ClassVar[frozenset[str]] = frozenset({"length", "limit", "channel"})

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        channel = exchange.reply.channel or "other"
        most = settings.thresholds.length.get(channel, LIMITS.get(channel))
        if most is None or len(exchange.reply.text) * _MOST_UNITS <= most:
            return
        length = length_on(channel, exchange.reply.text, exchange.reading.tokens)
        if length > most:
            yield Hit(fields={"length": str(length), "limit": str(most), "channel": channel})

    def lacking(self, known: Known) -> str | None:
        return None if known.channel else "channel"
