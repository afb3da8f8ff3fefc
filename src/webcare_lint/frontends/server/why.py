"""How a reply was read, as values for a page: its cues, what took cues away, and what each rule made of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from webcare_lint.frontends.server.rules import Speaker
from webcare_lint.frontends.server.wire import LintRequest
from webcare_lint.frontends.utf16 import utf16_offsets
from webcare_lint.reading import Cue, Reading

# `trace` says the same things as text; the reason a rule kept silent is worked out in one place only.
from webcare_lint.trace import reason as reason_of


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ReadCue(_Part):
    """A labelled span, and the phrase that found it."""

    cue: str
    start: int
    end: int
    start_utf16: int
    end_utf16: int
    phrase: str
    source: str = Field(description="File and line of the phrase.")


class TakenCue(ReadCue):
    """A cue that an `unless` took away."""

    by: str


class ReadMessage(_Part):
    """The cues in a message of the customer."""

    message_index: int
    cues: list[ReadCue]


class RuleOutcome(_Part):
    """What a rule made of the reply, and why it kept silent."""

    rule: str
    commandment: int | Literal["privacy", "channel"]
    outcome: Literal["fired", "silent", "not-applicable"]
    reason: str


class WhyReport(_Part):
    """The reading of one reply."""

    cues: list[ReadCue]
    taken: list[TakenCue]
    customer: list[ReadMessage]
    rules: list[RuleOutcome]


def why(speaker: Speaker, request: LintRequest) -> WhyReport:
    """How `request` was read; costs a second reading, so it is only done when asked."""
    linter = speaker.linter
    exchange = linter.read(request)
    taken = exchange.reading.taken
    report = linter.lint(request)
    fired = {finding.rule for finding in report.findings}
    lacking = {item.rule: item.needs for item in report.not_applicable}
    place = utf16_offsets(request.text)

    def outcome(rule: Any) -> RuleOutcome:
        if rule.id in fired:
            return RuleOutcome(rule=rule.id, commandment=rule.commandment, outcome="fired", reason="")
        if rule.id in lacking:
            return RuleOutcome(
                rule=rule.id, commandment=rule.commandment, outcome="not-applicable", reason=f"needs {lacking[rule.id]}"
            )
        reason = reason_of(rule, exchange, linter)
        return RuleOutcome(rule=rule.id, commandment=rule.commandment, outcome="silent", reason=reason)

    return WhyReport(
        cues=_cues(exchange.reading, place),
        taken=[TakenCue(**_cue(item.cue, place), by=item.by.phrase) for item in taken],
        customer=[
            ReadMessage(message_index=index, cues=_cues(reading, utf16_offsets(reading.text)))
            for index, reading in zip(exchange.customer_messages, exchange.customer, strict=True)
        ],
        rules=[outcome(rule) for rule in linter.rules],
    )


def _cues(reading: Reading, place: Callable[[int], int]) -> list[ReadCue]:
    return [ReadCue(**_cue(cue, place)) for cue in reading.all_of(reading.cues)]


def _cue(cue: Cue, place: Callable[[int], int]) -> dict[str, Any]:
    pattern = cue.pattern
    source = f"{'/'.join(Path(pattern.path).parts[-3:])}:{pattern.line}" if pattern.line else "configuration"
    return {
        "cue": cue.name, "start": cue.start, "end": cue.end, "start_utf16": place(cue.start),
        "end_utf16": place(cue.end), "phrase": pattern.phrase, "source": source,
    }  # fmt: skip
