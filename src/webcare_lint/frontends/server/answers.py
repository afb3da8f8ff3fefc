"""Linting for requests: short replies at once, long ones beside the event loop."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from concurrent.futures import Executor, ThreadPoolExecutor

from webcare_lint.finding import Report
from webcare_lint.frontends.server.metrics import Metrics
from webcare_lint.frontends.server.rules import CurrentRules, RuleSet, Speaker
from webcare_lint.frontends.server.wire import Encoder, LintRequest, size

AT_ONCE = 4_000
"""Up to so many characters a reply is linted in the event loop: handing it over would cost more than the reading."""


RECENT = 256
"""So many answers are kept in memory, under a hash of what was asked."""
_Key = tuple[str, Speaker, bytes]


class Answers:
    """Lints with the rules that are current, and writes the reports."""

    def __init__(self, rules: CurrentRules, metrics: Metrics):
        self.rules, self.metrics = rules, metrics
        self._threads: Executor = ThreadPoolExecutor(2, "lint")
        self._recent: OrderedDict[_Key, tuple[Report, bytes]] = OrderedDict()
        self._encoders: tuple[RuleSet | None, dict[Speaker, Encoder]] = (None, {})

    async def lint(self, speaker: Speaker, request: LintRequest) -> Report:
        """The report of one reply; offsets are code points."""
        if size(request) <= AT_ONCE:
            return speaker.linter.lint(request)
        return await asyncio.get_running_loop().run_in_executor(self._threads, speaker.linter.lint, request)

    def encoder(self, rules: RuleSet, speaker: Speaker) -> Encoder:
        """What writes the reports of `speaker`."""
        if self._encoders[0] is not rules:
            self._encoders = (rules, {})
            self._recent.clear()  # of the rules before
        encoders = self._encoders[1]
        if speaker not in encoders:
            encoders[speaker] = Encoder(speaker, rules.version)
        return encoders[speaker]

    async def answer(self, request: LintRequest, line: int | None = None) -> tuple[Report, bytes]:
        """Lint one reply: the report, and the report as JSON."""
        rules = self.rules.current
        speaker = rules.speaker(request.language, request.messages)
        if line is not None:  # of a batch: nobody is typing it
            report = await self.lint(speaker, request)
            return report, self.encoder(rules, speaker).report(request, report, line)
        key = (rules.version, speaker, hashlib.sha256(request.model_dump_json().encode()).digest())
        answer = self._recent.get(key)
        if answer is None:
            report = await self.lint(speaker, request)
            answer = report, self.encoder(rules, speaker).report(request, report)
        self._remember(key, answer)
        return answer

    def _remember(self, key: _Key, answer: tuple[Report, bytes]) -> None:
        """Keep an answer in memory while it is among the last ones: who types also undoes, and looks twice."""
        self._recent[key] = answer
        self._recent.move_to_end(key)
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
