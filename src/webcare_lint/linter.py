"""Linter: rules × reply → Report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar, overload

from webcare_lint.checks import Check, Hit
from webcare_lint.checks.agree import Agree
from webcare_lint.conditions import Known, Test, When, known_of
from webcare_lint.config import Config, find_config, read_config
from webcare_lint.errors import Problem
from webcare_lint.finding import Finding, NotApplicable, Report, Severity, Strength
from webcare_lint.graphs import cache_folder, without_garbage_collection
from webcare_lint.jobs import Jobs, Linters, Task, lint_steps
from webcare_lint.reading import Exchange, Reading
from webcare_lint.reply import Channel, Language, Reply
from webcare_lint.rule import Rule, SeverityWhen
from webcare_lint.rule import Strength as StrengthRule
from webcare_lint.rulebook import (
    LoadedRule,
    Pack,
    Readers,
    Wanted,
    make_readers,
    read_pack,
    reply_cues,
    selected_rules,
    thread_cues,
)
from webcare_lint.tokens import pieces
from webcare_lint.wording import finding_of

AnyCheck = TypeVar("AnyCheck", bound=Check)


class _Armed(NamedTuple):
    """A rule ready to be applied, with the tests its conditions come down to."""

    loaded: LoadedRule
    tests: tuple[Test, ...]  # one must hold; none at all: always
    silencers: tuple[str, ...]


class _Plan(NamedTuple):
    """Which rules can say something of replies of which so much is known.

    Each rule has a bit, in the order of the rulebook, so that rules are told together without looking at them one by one.
    """

    rules: dict[int, _Armed]
    always: int
    """The rules that look at every reply."""
    triggered: dict[str, int]
    """The rules that look when a cue with this name may be there."""
    strengths: tuple[tuple[StrengthRule, tuple[Test, ...]], ...]
    not_applicable: tuple[NotApplicable, ...]


class Examined(NamedTuple):
    """A reply as it was read, and what is said of it."""

    exchange: Exchange
    report: Report


class Linter:
    """Checks replies. Built once, shared between threads; never changes to its user."""

    @without_garbage_collection()
    def __init__(self, config: Config | None = None):
        """Problems (one line each) when rules, cues or the configuration can't be used."""
        self.config = config or Config()
        self.language: Language = self.config.language
        self.messages: Language = self.config.messages or self.language
        pack = read_pack(self.config)
        self.pack = pack
        self.rules = selected_rules(pack, self.config)
        self._address = _address_of(pack, self.language)
        self._rules_by_id = {rule.id: rule for rule in self.rules}
        self._severities = {rule.id: self._severities_of(rule) for rule in self.rules}
        readers = make_readers(pack, self._wanted_cues(), cache_folder(), self.config.spacy_pipeline)
        self._reply_reader, self._thread_reader = readers.reply, readers.thread
        self.lost = readers.lost
        """One Problem for each `tokens` pattern that is not looked for, and why."""
        self._plans: dict[Known, _Plan] = {}
        brand = self.config.brand
        self._own_words = ((brand, "{brand}"),) if brand else ()

    def _wanted_cues(self) -> Wanted:
        """What makes a rule look, keeps one from looking or is a strength is asked of every reply; the rest of few."""
        always = {name for strength in self.pack.strengths for name in strength.cues}
        sometimes: set[str] = set()
        thread: set[str] = set()
        for loaded in self.rules:
            check = loaded.rule.check
            always |= (check.trigger() or frozenset()) | {*check.silencers(), *check.at_once()}
            sometimes |= reply_cues(loaded.rule)
            thread |= thread_cues(loaded.rule)
        if self._address:
            sometimes |= {*self._address.reply_cues()}
            thread |= {*self._address.thread_cues()}
        whens = [when for strength in self.pack.strengths for when in strength.when]
        whens += [when for severities in self._severities.values() for when, _, _ in severities]
        for when in whens:
            sometimes |= when.reply_cues()
            thread |= when.customer_cues()
        return Wanted(frozenset(always), frozenset(sometimes), frozenset(thread))

    @classmethod
    def from_file(cls, path: Path | str) -> Linter:
        """A linter set up by a configuration file, or by the nearest one above a folder."""
        path = Path(path)
        found = find_config(path) if path.is_dir() else path
        return cls(read_config(found) if found else None)

    def speaking(self, language: Language) -> Linter:
        """The same linter with its messages in another language; suggestions stay in the language of the replies."""
        other = copy(self)
        other.messages = language
        return other

    def reading_with(self, readers: Readers) -> Linter:
        """The same linter with other readers, for asking what would be found if texts were read otherwise."""
        other = copy(self)
        other._reply_reader, other._thread_reader = readers.reply, readers.thread
        return other

    @property
    def recipe(self) -> Config:
        """The configuration that makes a linter like this one in another process."""
        return self.config.model_copy(update={"messages": self.messages})

    def lint(self, reply: Reply | str) -> Report:
        """Check one reply; offsets in the report index `reply.text` in code points."""
        return self.examine(Reply(text=reply) if isinstance(reply, str) else reply).report

    def examine(self, reply: Reply) -> Examined:
        """Check one reply, and give how it was read as well."""
        exchange = self.read(reply)
        known = self.known(reply)
        plan = self._plans.get(known) or self._plan(known)
        looking, triggered = plan.always, plan.triggered
        for name in exchange.reading.candidates:
            if name in triggered:
                looking |= triggered[name]
        findings: list[Finding] = []
        while looking:
            rule = looking & -looking
            looking ^= rule
            armed = plan.rules[rule]
            if not (armed.silencers and exchange.reading.has_any(armed.silencers)):
                self._apply(armed, exchange, known, findings)
        if len(findings) > 1:
            findings.sort(key=_place)
        report = Report(
            findings=tuple(findings),
            strengths=tuple(self._seen_strengths(exchange, plan)),
            not_applicable=plan.not_applicable,
        )
        return Examined(exchange, report)

    @overload
    def lint_many(self, replies: Iterable[Reply | str], *, jobs: Literal[1] = 1) -> Iterator[Report]: ...

    @overload
    def lint_many(self, replies: Iterable[Reply | str], *, jobs: Jobs) -> Iterator[Report | Problem]: ...

    def lint_many(self, replies: Iterable[Reply | str], *, jobs: Jobs = 1) -> Iterator[Report | Problem]:
        """Check replies one by one, lazily and in order.

        With `jobs`, a number or "auto", in so many processes where that pays; a reply on which a process dies gets a
        Problem in its place, and the others go on.
        """
        if jobs == 1:
            return map(self.lint, replies)
        tasks = (Task(self.language, Reply(text=reply) if isinstance(reply, str) else reply) for reply in replies)
        linters = Linters(self.recipe)
        linters[self.language] = self
        return lint_steps(linters, tasks, jobs)

    def read(self, reply: Reply) -> Exchange:
        """How the linter reads a reply and its thread: tokens, sentences and cues."""
        own_words = self._own_words
        if reply.brand:
            own_words = (*own_words, (reply.brand, "{brand}"))
        if reply.customer_name:
            own_words = (*own_words, *_name_words(reply.customer_name))
        reading = self._reply_reader.read(reply.text, own_words)
        return Exchange(reply, reading, self._read_message, self.config.profile)

    def _read_message(self, text: str) -> Reading:
        return self._thread_reader.read(text)

    # --- plans

    def known(self, reply: Reply) -> Known:
        """What is known around a reply: what decides which rules can say something of it."""
        return known_of(reply, self.config.profile)

    def _plan(self, known: Known) -> _Plan:
        rules: dict[int, _Armed] = {}
        always = 0
        triggered: dict[str, int] = {}
        lacking: list[NotApplicable] = []
        ignored = self.config.profiles[known.profile].ignore if known.profile in self.config.profiles else ()
        for number, loaded in enumerate(self.rules):
            if any(
                selector in (loaded.id, str(loaded.commandment), loaded.rule.severity[-1].is_.value)
                for selector in ignored
            ):
                lacking.append(NotApplicable(rule=loaded.id, needs="profile"))
                continue
            check = loaded.rule.check
            whens = [(when, when.lacking(known)) for when in check.when]
            need = check.lacking(known)
            if whens and all(lack for _, lack in whens):
                need = need or whens[0][1]
            if need:
                lacking.append(NotApplicable(rule=loaded.id, needs=need))
                continue
            tests = _tests_of(check.when, known)
            rules[1 << number] = _Armed(loaded, tests, check.silencers())
            trigger = check.trigger()
            if trigger is None:
                always |= 1 << number
            else:
                for name in trigger:
                    triggered[name] = triggered.get(name, 0) | 1 << number
        strengths = [
            (strength, _tests_of(strength.when, known))
            for strength in self.pack.strengths
            if not strength.when or any(when.lacking(known) is None for when in strength.when)
        ]
        plan = self._plans[known] = _Plan(rules, always, triggered, tuple(strengths), tuple(lacking))
        return plan

    def _severities_of(self, loaded: LoadedRule) -> tuple[tuple[When, Test | None, Severity], ...]:
        """The rule's severities in the order of asking: the team's own first."""
        own: list[SeverityWhen] = []
        for profile, settings in self.config.profiles.items():
            own += [
                item.model_copy(update={"when": item.when.model_copy(update={"profile": (profile,)})})
                for item in settings.severity.get(loaded.id, ())
            ]
        own += self.config.severity.get(loaded.id, ())
        return tuple((item.when, item.when.test(), item.is_) for item in (*own, *loaded.rule.severity))

    # --- from hits to findings

    def _apply(self, armed: _Armed, exchange: Exchange, known: Known, findings: list[Finding]) -> None:
        """Add what one rule finds."""
        if armed.tests and not _holds(armed.tests, exchange):
            return
        loaded, uses = armed.loaded, dict[str, int]()
        for hit in loaded.rule.check.hits(exchange, self.config):
            findings.append(self._finding(loaded, hit, exchange, known, uses))

    def _finding(self, loaded: LoadedRule, hit: Hit, exchange: Exchange, known: Known, uses: dict[str, int]) -> Finding:
        severity = self.severity(loaded, known, lambda: exchange)
        instead = self.instead(loaded.rule, hit, known.channel, lambda: self._is_formal(exchange))
        return finding_of(loaded, hit, exchange.reply.text, severity, instead, self.messages, uses)

    def word(self, rule: str, hit: Hit, reply: Reply) -> Finding | None:
        """The finding that `rule` makes of a hit that was found outside it; None when the rule is not in effect."""
        loaded = self.rule(rule)
        return self._finding(loaded, hit, self.read(reply), self.known(reply), {}) if loaded else None

    def rule(self, id: str) -> LoadedRule | None:
        """The rule with this id; None when it is not in effect."""
        return self._rules_by_id.get(id)

    def check(self, rule: str, kind: type[AnyCheck]) -> AnyCheck | None:
        """The check of a rule, when that is in effect and of this kind."""
        loaded = self.rule(rule)
        return loaded.rule.check if loaded and isinstance(loaded.rule.check, kind) else None

    def severity(self, loaded: LoadedRule, known: Known, read: Callable[[], Exchange]) -> Severity:
        """How bad a finding of a rule is in a reply; `read` is asked for it when the severity depends on its texts."""
        for when, test, severity in self._severities[loaded.id]:
            if when.lacking(known) is None and (test is None or test(read())):
                return severity
        return Severity.WARNING

    def instead(self, rule: Rule, hit: Hit, channel: Channel | None, is_formal: Callable[[], bool]) -> tuple[str, ...]:
        """What to write instead: the hit's own sentences, or those of the rule that fit the channel and the form of
        address, which `is_formal` is asked for when it matters."""
        if hit.suggestions:
            return hit.suggestions
        sentences = rule.suggest.fitting(self.language, channel)
        formal = any(sentence.u for sentence in sentences) and is_formal()
        return tuple(sentence.said(formal=formal) for sentence in sentences)

    def _is_formal(self, exchange: Exchange) -> bool:
        return self._address is not None and self._address.form_of(exchange, self.config.address) == "u"

    def _seen_strengths(self, exchange: Exchange, plan: _Plan) -> list[Strength]:
        reading = exchange.reading
        seen = []
        for strength, tests in plan.strengths:
            start = end = None
            if strength.cues:
                cue = reading.first_of(strength.cues)
                if cue is None:
                    continue
                start, end = cue.start, cue.end
            if strength.echoes is not None and not _echoes(exchange, strength.echoes):
                continue
            if tests and not _holds(tests, exchange):
                continue
            seen.append(_strength(strength.id, strength.title.in_(self.messages), start, end))
        return seen


def _address_of(pack: Pack, language: Language) -> Agree | None:
    """The check that knows how people are addressed in a language, whether or not its rule is in effect."""
    for loaded in pack.rules:
        check = loaded.rule.check
        if isinstance(check, Agree) and check.what == "address" and language in loaded.rule.languages:
            return check
    return None


def _holds(tests: tuple[Test, ...], exchange: Exchange) -> bool:
    """One of the conditions holds."""
    for test in tests:  # noqa: SIM110 - a loop costs half of what `any` with a generator does, and this runs for every rule
        if test(exchange):
            return True
    return False


def _tests_of(whens: tuple[When, ...], known: Known) -> tuple[Test, ...]:
    """Tests of which one must hold, for replies of which so much is known; none when nothing is asked of the texts."""
    tests = [when.test() for when in whens if when.lacking(known) is None]
    return () if None in tests else tuple(test for test in tests if test)


def _place(finding: Finding) -> tuple[bool, int]:
    """In the order of the text; absences last."""
    return finding.start is None, finding.start or 0


@lru_cache(maxsize=4096)
def _name_words(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((piece.strip(), "{name}") for piece in pieces(name))


_content_words = re.compile(r"[^\W\d_]{5,}").findall


_FEW = 50


def _echoes(exchange: Exchange, least: int) -> bool:
    """The reply has at least so many words of five letters and more from the customer."""
    words = {word for reading in exchange.customer for word in _content_words(reading.text.lower())}
    text = exchange.reading.text.lower()
    if len(words) <= _FEW:  # most stand nowhere in the reply, which is told cheaply
        words = {word for word in words if word in text}
    return len(words) >= least and len(words.intersection(_content_words(text))) >= least


@lru_cache(maxsize=4096)
def _strength(id: str, title: str, start: int | None, end: int | None) -> Strength:
    """A strength is a value, and many replies have the same ones in the same places."""
    return Strength(id=id, title=title, start=start, end=end)


_default: dict[str, Linter] = {}


def lint(text: str | Reply) -> Report:
    """Check one reply with the default linter, which is built at the first call."""
    linter = _default.get("nl")
    if linter is None:
        linter = _default.setdefault("nl", Linter())
    return linter.lint(text)
