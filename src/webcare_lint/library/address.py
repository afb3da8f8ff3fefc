"""Whether a library says je or u."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from webcare_lint.checks import Hit
from webcare_lint.finding import Severity
from webcare_lint.library.insight import Address
from webcare_lint.library.volume import Placed, Volume

LEAST_MAJORITY: Final = 5
"""So many entries, and twice as many as say the other, make a form that of the library."""


def addresses(volumes: Sequence[Volume]) -> tuple[Address, list[Placed]]:
    """The entries that say je, u and both; and, where the configuration asks for neither, a tip in each entry that
    says what few others do. Where it does ask for one, mixed-address has judged each entry by it."""
    both = sum(1 for volume in volumes if volume.uses.je and volume.uses.u)
    je = [volume for volume in volumes if volume.uses.je and not volume.uses.u]
    u = [volume for volume in volumes if volume.uses.u and not volume.uses.je]
    many, few, expected, used = (je, u, "je", "u") if len(je) > len(u) else (u, je, "u", "je")
    placed: list[Placed] = []
    if len(many) >= max(LEAST_MAJORITY, 2 * len(few)):
        fields = {"used": used, "expected": expected, "count": str(len(many)), "of": str(len(je) + len(u) + both)}
        for volume in few:
            use = volume.uses.u or volume.uses.je
            if use and volume.rules.linter.config.address == "follow":
                hit = Hit(use.start, use.end, fields=fields, severity=Severity.INFO)
                placed += volume.placed("mixed-address", [hit])
    return Address(len(je), len(u), both), placed
