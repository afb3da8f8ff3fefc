"""What goes in: a reply with its context, as frozen values."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from webcare_lint.errors import nearest
from webcare_lint.placeholders import ANY, dialects

Channel = Literal[
    "x", "facebook", "instagram", "mastodon", "bluesky", "whatsapp", "sms", "chat", "email", "review", "other"
]
Visibility = Literal["public", "private"]
Mode = Literal["draft", "canned"]
Profile = Literal["social", "review", "email", "chat"]
Language = Literal["nl", "en"]

MOST_CHARACTERS = 1_000_000
"""A longer text is no reply; ways in refuse it."""

PROFILE_OF_CHANNEL: dict[str, Profile] = {
    "x": "social", "facebook": "social", "instagram": "social", "mastodon": "social", "bluesky": "social",
    "other": "social", "review": "review", "email": "email", "whatsapp": "chat", "sms": "chat", "chat": "chat",
}  # fmt: skip

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def _without_surrogates(value: object) -> object:
    """Lone surrogates are no text: U+FFFD takes their place, one for one, so that offsets stay."""
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_without_surrogates)]


def _known_dialect(name: str) -> str:
    """One that placeholders.yaml has: under any other name no placeholder would ever be found unknown."""
    if name != ANY and name not in dialects():
        known = ", ".join(dialects())
        raise ValueError(f"{ANY} or one of {known} is expected{nearest(name, dialects())}")
    return name


DialectName = Annotated[str, AfterValidator(_known_dialect)]


class _Value(BaseModel):
    # hide_input_in_errors: a message of pydantic would otherwise print the customer's words.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Message(_Value):
    """One message of a thread, by the customer or by an agent of ours."""

    author: Literal["customer", "agent"]
    text: Text
    name: Text | None = None
    sent_at: AwareDatetime | datetime | None = None


class Reply(_Value):
    """The text an agent is about to send, with what is known of its context.

    `thread` holds the messages before it, oldest first; `recent_replies` the agent's own last replies, for
    repetition. What is not known stays None or empty, and rules that need it are then not applicable.
    """

    text: Text
    channel: Channel | None = None
    visibility: Visibility | None = None
    brand: Text | None = None
    customer_name: Text | None = None
    agent: Text | None = None
    author: Literal["agent", "assistant"] = Field(default="agent", description="Who drafted it: a person, or an AI.")
    thread: tuple[Message, ...] = ()
    sent_at: AwareDatetime | datetime | None = None
    mode: Mode = "draft"
    dialect: DialectName = Field(
        default=ANY, description="Dialect of the placeholders, such as zendesk; any by default."
    )
    profile: Profile | None = Field(default=None, description="Follows the channel when not given.")
    recent_replies: tuple[Text, ...] = ()
    id: Text | None = None
