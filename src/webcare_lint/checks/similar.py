"""similar: nearly the same text as an earlier one."""

from __future__ import annotations

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


_GREETINGS = frozenset(
    [
        "hoi",
        "hi",
        "hey",
        "he",
        "hee",
        "hallo",
        "heej",
        "ha",
        "dag",
        "beste",
        "geachte",
        "goedemorgen",
        "goedemiddag",
        "goedenavond",
        "goeiemorgen",
        "hello",
        "dear",
    ]
)
_GREETING_END = 5  # the customer's name stands among so many first words
_CLOSINGS = frozenset(
    [
        "_",
        "groet",
        "groeten",
        "groetjes",
        "gr",
        "grt",
        "mvg",
        "met",
        "vriendelijke",
        "hartelijke",
        "warme",
        "lieve",
        "fijne",
        "veel",
        "vele",
        "regards",
        "kind",
        "best",
    ]
)


def body(words: list[str]) -> list[str]:
    """Masked words without the greeting by name and the signature."""
    start, end = 0, len(words)
    if words and words[0] in _GREETINGS and "_" in words[1:_GREETING_END]:
        start = words.index("_") + 1
    while end > start and words[end - 1] in _CLOSINGS:
        end -= 1
    return words[start:end]


class Similar(Check):
    """The reply is at least `similarity` alike an earlier agent message or recent reply, names and numbers masked;
    so is one whose `least_body` or more words are, greeting and signature left out."""

    kind: Literal["similar"]
    fields: ClassVar[frozenset[str]] = frozenset({"similarity"})
    min_words: int = 4
    least_body: int = 6

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
        own_body = body(own)
        for index, text in candidates:
            other = masked(text)
            likeness = Indel.normalized_similarity(own, other)
            if len(own_body) >= self.least_body:
                likeness = max(likeness, Indel.normalized_similarity(own_body, body(other)))
            if likeness >= settings.thresholds.similarity:
                yield Hit(fields={"similarity": f"{likeness:.0%}"}, message_index=index)
                return

    def lacking(self, known: Known) -> str | None:
        return None if known.has_recent or not known.is_first_agent_message else "earlier reply"
