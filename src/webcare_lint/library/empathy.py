"""The words of empathy a library leans on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from webcare_lint.checks import Hit
from webcare_lint.checks.repeat import SUGGESTED, Repeat
from webcare_lint.library.insight import EmpathyShare
from webcare_lint.library.volume import Placed, Volume
from webcare_lint.reply import Language


def empathy_shares(volumes: Sequence[Volume]) -> tuple[tuple[EmpathyShare, ...], list[Placed]]:
    """How many entries of its language use each word; and a finding in each entry that uses one used too often."""
    by_language: dict[Language, list[Volume]] = defaultdict(list)
    for volume in volumes:
        by_language[volume.rules.linter.language].append(volume)
    shares: list[EmpathyShare] = []
    placed: list[Placed] = []
    for group in by_language.values():
        total = _records(group)
        users: dict[str, list[Volume]] = defaultdict(list)
        for volume in group:
            for word in volume.uses.empathy:
                users[word].append(volume)
        found = {word: _share(word, using, total) for word, using in users.items()}
        limits = group[0].rules.linter.config.thresholds
        too_often = {
            word
            for word, share in found.items()
            if share.share > limits.empathy_share and share.uses >= limits.empathy_uses
        }
        shares += found.values()
        for word in too_often:
            fields = {
                "word": word, "count": str(found[word].uses), "of": str(total), "share": f"{found[word].share:.0%}",
            }  # fmt: skip
            for volume in users[word]:
                use = volume.uses.empathy[word]
                hit = Hit(use.start, use.end, fields=fields, suggestions=_instead_of(volume, word, too_often))
                placed += volume.placed("repeated-empathy", [hit])
    return tuple(sorted(shares, key=lambda share: (-share.uses, share.word))), placed


def _records(volumes: Iterable[Volume]) -> int:
    return len({volume.record for volume in volumes})


def _share(word: str, using: Sequence[Volume], total: int) -> EmpathyShare:
    uses = _records(using)
    return EmpathyShare(word, uses, uses / total, tuple(volume.entry for volume in using))


def _instead_of(volume: Volume, word: str, too_often: set[str]) -> tuple[str, ...]:
    """Wordings as strong, with words that neither this entry nor the library uses too often; others for each entry."""
    check = volume.rules.linter.check("repeated-empathy", Repeat)
    uses = volume.uses
    data = uses.empathy[word].data
    is_formal = volume.is_formal
    wordings = check.wordings.get(volume.rules.linter.language, ()) if check else ()
    fitting = [
        wording.said(formal=is_formal)
        for wording in wordings
        if wording.word not in too_often
        and wording.word not in uses.empathy
        and wording.fits(data.get("strength", "mild"), data.get("register", "any"), formal=is_formal)
    ]
    start = volume.number % len(fitting) if fitting else 0
    return tuple((fitting[start:] + fitting[:start])[:SUGGESTED])
