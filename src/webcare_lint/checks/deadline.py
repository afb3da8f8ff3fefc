"""deadline: later than the customer may expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import ClassVar, Literal

from webcare_lint.checks.base import Check, Hit
from webcare_lint.conditions import CueNames, Known
from webcare_lint.reading import Exchange
from webcare_lint.settings import Settings


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Deadline(Check):
    """The reply goes out later than the profile's limit and holds none of the cues `unless`."""

    kind: Literal["deadline"]
    fields: ClassVar[frozenset[str]] = frozenset({"wait", "limit"})
    unless: CueNames = ()

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        reply = exchange.reply
        sent = [reply.thread[index].sent_at for index in exchange.customer_messages]
        moments = [_aware(moment) for moment in sent if moment]
        limit = settings.thresholds.late_minutes.get(exchange.profile or "social")
        if not moments or reply.sent_at is None or limit is None:
            return
        waited = (_aware(reply.sent_at) - moments[0]).total_seconds() / 60
        if waited > limit and not exchange.reading.has_any(self.unless):
            yield Hit(fields={"wait": _spoken(waited), "limit": _spoken(limit)})

    def lacking(self, known: Known) -> str | None:
        return None if known.has_times and known.has_customer else "time"

    def reply_cues(self) -> Iterable[str]:
        return self.unless


def _spoken(minutes: float) -> str:
    hours, minutes = divmod(round(minutes), 60)
    return f"{hours}:{minutes:02d}"
