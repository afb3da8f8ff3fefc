"""What comes out: findings, strengths and the report, as frozen values that round-trip through JSON."""

from __future__ import annotations

import enum
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from webcare_lint.reply import Text


class Severity(enum.StrEnum):
    """error: do not send; warning: look again; info: style."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for an error, higher for what matters less."""
        return ("error", "warning", "info").index(self.value)


Commandment = int | Literal["privacy", "channel"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Suggestion(_Value):
    """What to write instead: a model sentence, or a replacement of `start`-`end` when those are given.

    `safe` says that putting `text` there can be done without a person looking.
    """

    text: Text
    start: int | None = None
    end: int | None = None
    safe: bool = False


class FoundCue(_Value):
    """A cue behind a finding: its name, where it stands (code points) and the phrase that matched."""

    cue: str
    start: int
    end: int
    phrase: str


class Finding(_Value):
    """One breach of one rule.

    `start` and `end` are code-point offsets into `Reply.text`, or None where something is absent.
    `message_index` points into the thread when the finding is about an earlier message.
    `fingerprint` stays the same when text elsewhere in the reply changes.
    """

    rule: str
    commandment: Commandment
    severity: Severity
    start: int | None
    end: int | None
    message: Text
    why: str
    suggestions: tuple[Suggestion, ...] = ()
    fingerprint: str
    cues: tuple[FoundCue, ...] = ()
    message_index: int | None = None


class Suppressed(NamedTuple):
    """A finding that somebody has decided to live with, why, and where that was said."""

    finding: Finding
    reason: str
    kind: Literal["inSource", "external"]
    """In a comment beside the text, or in a file of its own (a side file, a baseline)."""


class Strength(_Value):
    """A good thing seen in a reply; never gates."""

    id: str
    title: str
    start: int | None = None
    end: int | None = None


class NotApplicable(_Value):
    """A rule that lacked what it needs; neither a finding nor an all-clear."""

    rule: str
    needs: str


class Report(_Value):
    """What the linter says of one reply."""

    findings: tuple[Finding, ...] = ()
    strengths: tuple[Strength, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()

    @property
    def ok(self) -> bool:
        """Nothing found at all, of any severity."""
        return not self.findings

    def at_least(self, severity: Severity | Literal["error", "warning", "info"]) -> tuple[Finding, ...]:
        """The findings that are as bad as `severity` or worse."""
        rank = Severity(severity).rank
        return tuple(finding for finding in self.findings if finding.severity.rank <= rank)
