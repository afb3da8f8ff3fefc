"""similar: nearly the same text as an earlier one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Literal

from webcare_lint.checks.base import Check, Hit
from webcare_lint.conditions import Known
from webcare_lint.reading import Exchange
from webcare_lint.settings import Settings
from webcare_lint.tokens import fold, pieces, token_class

_MASKED = frozenset(
    {
        "number",
        "amount",
        "date",
        "time",
        "phone",
        "postcode",
        "iban",
        "bsn",
        "email",
        "url",
        "handle",
        "sign-off",
        "placeholder",
    }
)


def masked(text: str) -> list[str]:
    """The words of a text without what differs from customer to customer: names, numbers, dates, signatures."""
    kept = []
    sentence_start = True
    for piece in pieces(text):
        token = piece.strip()
        kind = token_class(piece)
        if kind in _MASKED or (kind in ("word", "mixed") and token[0].isupper() and not sentence_start):
            kept.append("_")
        elif any(map(str.isalnum, token)):
            kept.append(fold(token))
        sentence_start = kind in ("stop", "break", "bangs", "ellipsis") or (sentence_start and not kept)
    return [word for word, before in zip(kept, ["", *kept], strict=False) if (word, before) != ("_", "_")]


class Similar(Check):
    """The reply is at least `similarity` alike an earlier agent message or recent reply, names and numbers masked."""

    kind: Literal["similar"]
    fields: ClassVar[frozenset[str]] = frozenset({"similarity"})
    min_words: int = 4

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        reply = exchange.reply
        earlier = [(index, message.text) for index, message in enumerate(reply.thread) if message.author == "agent"]
        candidates = [*earlier, *((None, text) for text in reply.recent_replies)]
        if not candidates:
            return
        from rapidfuzz.distance import Indel

        own = masked(reply.text)
        if len(own) < self.min_words:
            return
        for index, text in candidates:
            likeness = Indel.normalized_similarity(own, masked(text))
            if likeness >= settings.thresholds.similarity:
                yield Hit(fields={"similarity": f"{likeness:.0%}"}, message_index=index)
                return

    def lacking(self, known: Known) -> str | None:
        return None if known.has_thread or known.has_recent else "thread"
