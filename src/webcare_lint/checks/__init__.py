"""How to look: one module per check kind, or per way of looking where a kind has several, joined in one closed union; plug-ins add kinds by an entry point."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from webcare_lint.checks.agree import Agree
from webcare_lint.checks.answered_messages import AnsweredMessages
from webcare_lint.checks.answered_questions import AnsweredQuestions
from webcare_lint.checks.answered_reply import AnsweredReply
from webcare_lint.checks.base import Check, Hit
from webcare_lint.checks.deadline import Deadline
from webcare_lint.checks.forbid import Forbid
from webcare_lint.checks.library import InLibrary
from webcare_lint.checks.limit import Limit
from webcare_lint.checks.order import Order
from webcare_lint.checks.repeat import Repeat
from webcare_lint.checks.require import Require
from webcare_lint.checks.similar import Similar

__all__ = ["KINDS", "AnyCheck", "Check", "Hit", "check_of", "plugged_in_kinds"]

_Answered = Annotated[AnsweredMessages | AnsweredQuestions | AnsweredReply, Field(discriminator="what")]

AnyCheck = Annotated[
    Agree | _Answered | Deadline | Forbid | InLibrary | Limit | Order | Repeat | Require | Similar,
    Field(discriminator="kind"),
]
"""The check kinds of webcare-lint itself."""


_OWN = TypeAdapter[Check](AnyCheck)


def plugged_in_kinds() -> dict[str, type[Check]]:
    """Check kinds of installed plug-ins: entry points of the group `webcare_lint.checks`, each a `Check`."""
    from importlib.metadata import entry_points

    return {entry_point.name: entry_point.load() for entry_point in entry_points(group="webcare_lint.checks")}


def check_of(value: object) -> Check:
    """The check that a rule's `check:` block describes; pydantic's ValidationError when it describes none."""
    kind = value.get("kind") if isinstance(value, dict) else None
    if isinstance(kind, str) and kind not in KINDS and (plugged := plugged_in_kinds().get(kind)):
        return plugged.model_validate(value)
    return _OWN.validate_python(value)


KINDS = frozenset(
    {"agree", "answered", "deadline", "forbid", "library", "limit", "order", "repeat", "require", "similar"}
)
"""Names of the check kinds of webcare-lint itself."""
