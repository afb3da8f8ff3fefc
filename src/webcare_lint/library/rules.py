"""The rules that look at a library as a whole, and the findings they make of what comparing its entries showed."""

from __future__ import annotations

from collections.abc import Iterable

from webcare_lint.checks import Hit
from webcare_lint.checks.library import InLibrary
from webcare_lint.conditions import Known
from webcare_lint.finding import Finding
from webcare_lint.library.entry import Entry
from webcare_lint.library.lint import reply_of
from webcare_lint.linter import Linter
from webcare_lint.reply import Channel, Visibility
from webcare_lint.wording import finding_of


class LibraryRules:
    """The rules of one linter, as they look at the entries of its language."""

    def __init__(self, linter: Linter):
        self.linter = linter
        self._by_what: dict[str, list[str]] = {}
        for loaded in linter.rules:
            if isinstance(loaded.rule.check, InLibrary):
                self._by_what.setdefault(loaded.rule.check.what, []).append(loaded.id)
        self._known: dict[tuple[Channel | None, Visibility | None], Known] = {}

    def looking_for(self, what: str) -> list[str]:
        """The rules of kind `library` that look for titles, openings, blanks or facts."""
        return self._by_what.get(what, [])

    def findings(self, rule: str, entry: Entry, hits: Iterable[Hit], *, formal: bool) -> list[Finding]:
        """The findings of a rule in one entry, `formal` when it says u; none when the rule is not in effect."""
        loaded = self.linter.rule(rule)
        if loaded is None:
            return []
        known, uses = self._known_of(entry), dict[str, int]()
        found = []
        for hit in hits:
            severity = self.linter.severity(loaded, known, lambda: self.linter.read(reply_of(entry, entry.text)))
            instead = self.linter.instead(loaded.rule, hit, entry.channel, lambda: formal)
            found.append(
                finding_of(loaded, hit, entry.text, severity, instead, self.linter.messages, uses, in_library=True)
            )
        return found

    def _known_of(self, entry: Entry) -> Known:
        """What is known around an entry: the same for thousands of them."""
        key = entry.channel, entry.visibility
        if key not in self._known:
            self._known[key] = self.linter.known(reply_of(entry, ""))
        return self._known[key]
