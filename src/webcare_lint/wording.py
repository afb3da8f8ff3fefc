"""From a hit to a finding: in the words of its rule, with its advice, and a fingerprint."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from webcare_lint.checks import Hit
from webcare_lint.finding import Finding, FoundCue, Severity, Suggestion
from webcare_lint.reply import Language
from webcare_lint.rulebook import LoadedRule
from webcare_lint.tokens import fold


def finding_of(
    loaded: LoadedRule,
    hit: Hit,
    text: str,
    severity: Severity,
    instead: tuple[str, ...],
    messages: Language,
    uses: dict[str, int],
    *,
    in_library: bool = False,
) -> Finding:
    """The finding that a rule makes of a hit in `text`, at most as severe as `severity`, in the language `messages`.

    `instead` are sentences to write instead, beside the replacements of the hit.
    `uses` counts, for one text, how often the same words were found: each finding gets a fingerprint of its own.
    `in_library`: comparing the entries of a library showed it.
    """
    rule = loaded.rule
    match = text[hit.start : hit.end] if hit.start is not None else ""
    words = fold(" ".join(match.split()))
    key = f"{loaded.id}\0library\0{words}" if in_library else f"{loaded.id}\0{words}\0{hit.message_index}"
    uses[key] = uses.get(key, 0) + 1
    if hit.severity and Severity(hit.severity).rank > severity.rank:
        severity = Severity(hit.severity)
    message = rule.in_library if in_library and rule.in_library else rule.message
    fields = {**dict.fromkeys(rule.check.fields, ""), **hit.fields}
    return Finding(
        rule=loaded.id,
        commandment=loaded.commandment,
        severity=severity,
        start=hit.start,
        end=hit.end,
        message=message.in_(messages).format(match=match, **fields),
        why=rule.why.in_(messages),
        suggestions=_suggestions(hit, match, instead),
        fingerprint=hashlib.sha256(f"{key}\0{uses[key]}".encode()).hexdigest()[:16],
        cues=tuple(FoundCue(cue=cue.name, start=cue.start, end=cue.end, phrase=cue.pattern.phrase) for cue in hit.cues),
        message_index=hit.message_index,
    )


def _suggestions(hit: Hit, match: str, instead: tuple[str, ...]) -> tuple[Suggestion, ...]:
    sentences = _model_sentences(instead)
    if not hit.replacements:
        return sentences
    replacements = (
        Suggestion(text=_like(match, text), start=hit.start, end=hit.end, safe=hit.safe) for text in hit.replacements
    )
    return (*replacements, *sentences)


@lru_cache(maxsize=1024)
def _model_sentences(texts: tuple[str, ...]) -> tuple[Suggestion, ...]:
    return tuple(Suggestion(text=text) for text in texts)


def _like(match: str, text: str) -> str:
    """A replacement with the capital of what it replaces."""
    if match[:1].isupper() and not match[1:2].isupper():
        return text[:1].upper() + text[1:]
    return text.upper() if match.isupper() and len(match) > 1 else text
