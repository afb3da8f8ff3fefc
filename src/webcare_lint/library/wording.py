"""From what comparing a library showed to findings, in the words and with the severity of a rule."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from webcare_lint.checks import Check, Hit
from webcare_lint.checks.library import InLibrary
from webcare_lint.finding import Finding, Severity, Suggestion
from webcare_lint.library.entry import Entry
from webcare_lint.library.lint import reply_of
from webcare_lint.linter import Linter
from webcare_lint.rule import Rule
from webcare_lint.rulebook import LoadedRule
from webcare_lint.tokens import fold

AnyCheckKind = TypeVar("AnyCheckKind", bound=Check)


class Found(NamedTuple):
    """What a rule found in an entry of a library: code points of its text, or None for the entry as a whole."""

    start: int | None
    end: int | None
    fields: Mapping[str, str] = {}
    suggestions: tuple[str, ...] = ()
    severity: Severity | None = None
    """At most this severe."""


class LibraryRules:
    """The rules of one linter that look at a library, and how they word what is found."""

    def __init__(self, linter: Linter):
        self.linter = linter
        self._language = linter.config.messages or linter.language
        self._by_id = {rule.id: rule for rule in linter.rules}
        self._by_what: dict[str, list[LoadedRule]] = {}
        for loaded in linter.rules:
            if isinstance(loaded.rule.check, InLibrary):
                self._by_what.setdefault(loaded.rule.check.what, []).append(loaded)
        # The same for thousands of findings.
        self._severities: dict[tuple[object, ...], Severity] = {}
        self._fixed: dict[str, bool] = {}
        self._suggestions: dict[tuple[str, ...], tuple[Suggestion, ...]] = {}

    def named(self, rule: str) -> LoadedRule | None:
        """The rule with this id; None when it is not in effect."""
        return self._by_id.get(rule)

    def looking_for(self, what: str) -> list[LoadedRule]:
        """The rules of kind `library` that look for titles, openings, blanks or facts."""
        return self._by_what.get(what, [])

    def check(self, rule: str, kind: type[AnyCheckKind]) -> AnyCheckKind | None:
        """The check of a rule, when that is in effect and of this kind."""
        loaded = self._by_id.get(rule)
        return loaded.rule.check if loaded and isinstance(loaded.rule.check, kind) else None

    def findings(self, loaded: LoadedRule, entry: Entry, found: Iterable[Found]) -> list[Finding]:
        """The findings of a rule in one entry; two of the same words have fingerprints of their own."""
        uses: dict[str, int] = {}
        return [self._finding(loaded, entry, one, uses) for one in found]

    def _finding(self, loaded: LoadedRule, entry: Entry, found: Found, uses: dict[str, int]) -> Finding:
        rule, language = loaded.rule, self._language
        match = entry.text[found.start : found.end] if found.start is not None else ""
        key = f"{loaded.id}\0library\0{fold(' '.join(match.split()))}"
        uses[key] = uses.get(key, 0) + 1
        severity = self._severity(loaded, entry)
        if found.severity and found.severity.rank > severity.rank:
            severity = found.severity
        fields = {**dict.fromkeys(rule.check.fields, ""), **found.fields}
        return Finding(
            rule=loaded.id,
            commandment=loaded.commandment,
            severity=severity,
            start=found.start,
            end=found.end,
            message=(rule.in_library or rule.message).in_(language).format(match=match, **fields),
            why=rule.why.in_(language),
            suggestions=self._suggested(found.suggestions or self._instead(rule, entry)),
            fingerprint=hashlib.sha256(f"{key}\0{uses[key]}".encode()).hexdigest()[:16],
        )

    def _severity(self, loaded: LoadedRule, entry: Entry) -> Severity:
        """As the linter gives it; asked once for all entries where it does not depend on their texts."""
        if loaded.id not in self._fixed:
            self._fixed[loaded.id] = self._is_fixed(loaded)
        key = (loaded.id, entry.channel, entry.visibility) if self._fixed[loaded.id] else (loaded.id, entry)
        if key not in self._severities:
            finding = self.linter.word(loaded.id, Hit(), reply_of(entry, entry.text))
            self._severities[key] = finding.severity if finding else Severity.WARNING
        return self._severities[key]

    def _suggested(self, texts: tuple[str, ...]) -> tuple[Suggestion, ...]:
        if texts not in self._suggestions:
            self._suggestions[texts] = tuple(Suggestion(text=text) for text in texts)
        return self._suggestions[texts]

    def _instead(self, rule: Rule, entry: Entry) -> tuple[str, ...]:
        formal = self.linter.config.address == "u"
        fitting = rule.suggest.fitting(self.linter.language, entry.channel)
        return tuple(sentence.said(formal=formal) for sentence in fitting)

    def _is_fixed(self, loaded: LoadedRule) -> bool:
        """Whether a severity depends on nothing but what is known around the entry."""
        own = [item for profile in self.linter.config.profiles.values() for item in profile.severity.get(loaded.id, ())]
        conditions = (*own, *self.linter.config.severity.get(loaded.id, ()), *loaded.rule.severity)
        return all(item.when.test() is None for item in conditions)
