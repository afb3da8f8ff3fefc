"""The numbers a team may set: how often, how alike, how long, how late."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from webcare_lint.conditions import Data
from webcare_lint.reply import Language


class Thresholds(Data):
    """Defaults come from the codebook."""

    empathy_share: float = Field(
        default=0.30, gt=0, le=1, description="The largest share of one empathy word over a window."
    )
    empathy_uses: int = Field(default=10, ge=2, description="From how many uses of empathy words the share counts.")
    similarity: float = Field(
        default=0.90, gt=0, le=1, description="From which likeness two replies are the same text."
    )
    late_minutes: dict[str, int] = Field(
        default={"social": 60, "review": 24 * 60, "email": 24 * 60, "chat": 4 * 60},
        description="The longest wait per profile, in minutes.",
    )
    length: dict[str, int] = Field(default={}, description="A limit of your own per channel, in that channel's units.")


class Settings(Data):
    """What a team says of itself: its numbers, its names, how it addresses customers."""

    language: Language = "nl"
    thresholds: Thresholds = Thresholds()
    address: Literal["je", "u", "follow"] = Field(
        default="follow", description="Say je, say u, or follow the customer."
    )
    brand: str | None = Field(default=None, description="The brand that answers; a reply's own `brand` goes first.")
    own_handles: tuple[str, ...] = Field(default=(), description="Handles of our own accounts, such as @merk_help.")
    own_phone_numbers: tuple[str, ...] = Field(default=(), description="Our own numbers; never personal data.")
    own_addresses: tuple[str, ...] = Field(
        default=(), description="Our own e-mail addresses and IBANs; never personal data."
    )

    @property
    def own(self) -> frozenset[str]:
        """Our own handles, numbers and addresses, as `plain` writes them."""
        return frozenset(map(plain, (*self.own_handles, *self.own_phone_numbers, *self.own_addresses)))


_COUNTRY = re.compile(r"^(?:\+|00)\d\d\s?(?:\(0\))?")
_SEPARATORS = re.compile(r"[\s()/.-]")


def plain(value: str) -> str:
    """A number or an address in one spelling: +31 (0)88 123 45 67 and 088-1234567 are the same."""
    return _SEPARATORS.sub("", _COUNTRY.sub("0", value.strip())).casefold()
