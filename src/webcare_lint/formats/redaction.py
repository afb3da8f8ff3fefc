"""`--no-text`: an outcome without any text of the replies, so that no format can print what it does not have."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping

from webcare_lint.finding import Finding, FoundCue, Report, Suggestion, Suppressed
from webcare_lint.formats.base import Linted, Outcome, entry_key
from webcare_lint.inputs import Input
from webcare_lint.library.entry import Entry
from webcare_lint.library.insight import Cluster, LibraryInsight
from webcare_lint.reply import Language, Reply
from webcare_lint.rule import Rule

SALT_VARIABLE = "WEBCARE_LINT_SALT"
_MASKS = ("x", "×", "▒", "\U0001d300")
"""What stands for a character, by the bytes it takes in UTF-8: lines and columns stay what they were."""

_characters = re.compile(r"[^\r\n]")


def salt_of_run() -> bytes:
    """The salt in WEBCARE_LINT_SALT, or a new one: fingerprints then mean nothing outside this run."""
    return os.environ.get(SALT_VARIABLE, "").encode() or secrets.token_bytes(32)


def without_text(outcome: Outcome, language: Language, salt: bytes) -> Outcome:
    """The outcome with ids, places and rules, and nothing that was written in the replies."""
    entries: dict[tuple[str, int, str], Entry] = {}
    rules = {loaded.id: loaded.rule for loaded in outcome.rules}
    linted = tuple(_linted(item, rules, language, salt, entries) for item in outcome.linted)
    insight = outcome.insight and _insight(outcome.insight, entries)
    return outcome._replace(linted=linted, insight=insight, has_text=False)


def _linted(
    linted: Linted,
    rules: Mapping[str, Rule],
    language: Language,
    salt: bytes,
    entries: dict[tuple[str, int, str], Entry],
) -> Linted:
    def finding(given: Finding) -> Finding:
        return _finding(given, rules.get(given.rule), language, salt)

    report = linted.report
    return Linted(
        _input(linted.input, entries),
        Report(
            findings=tuple(map(finding, report.findings)),
            strengths=report.strengths,
            not_applicable=report.not_applicable,
        ),
        # A reason is written by a person who has the text at hand, and may quote it.
        tuple(Suppressed(finding(item.finding), "", item.kind) for item in linted.suppressed),
    )


def _input(given: Input, entries: dict[tuple[str, int, str], Entry]) -> Input:
    reply = Reply(text=_masked(given.reply.text), id=given.reply.id, channel=given.reply.channel)
    entry = given.entry
    if entry is not None:
        entry = dataclasses.replace(entry, text=reply.text, title="")
        entries[entry_key(entry)] = entry
    return given._replace(title="", reply=reply, entry=entry)


def _masked(text: str) -> str:
    return _characters.sub(lambda match: _MASKS[len(match[0].encode()) - 1], text)


def _finding(finding: Finding, rule: Rule | None, language: Language, salt: bytes) -> Finding:
    """The finding in the words of its rule alone."""
    model_sentences = rule.suggest.texts(language) if rule else ()
    return finding.model_copy(
        update={
            "message": rule.title.in_(language) if rule else finding.rule,
            "why": rule.why.in_(language) if rule else "",
            "suggestions": tuple(Suggestion(text=text) for text in model_sentences),
            # Salted: a fingerprint of a phone number could otherwise be guessed by trying them all.
            "fingerprint": hmac.new(salt, finding.fingerprint.encode(), hashlib.sha256).hexdigest()[:16],
            # The phrase behind a cue is often the very words.
            "cues": tuple(FoundCue(cue=cue.cue, start=cue.start, end=cue.end, phrase="") for cue in finding.cues),
        }
    )


def _insight(insight: LibraryInsight, entries: Mapping[tuple[str, int, str], Entry]) -> LibraryInsight:
    """The clusters, by their ids, and the counts; words of empathy and first sentences are text."""
    clusters = tuple(
        Cluster(tuple(entries[key] for key in map(entry_key, cluster.entries) if key in entries), cluster.similarity)
        for cluster in insight.clusters
    )
    return LibraryInsight(clusters=clusters, address=insight.address)
