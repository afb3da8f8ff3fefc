"""Linting for requests: short replies at once, long ones beside the event loop."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor, ThreadPoolExecutor

from webcare_lint.finding import Report
from webcare_lint.frontends.server.metrics import Metrics
from webcare_lint.frontends.server.rules import CurrentRules, RuleSet, Speaker
from webcare_lint.frontends.server.wire import Encoder, LintRequest, size

AT_ONCE = 4_000
"""Up to so many characters a reply is linted in the event loop: handing it over would cost more than the reading."""


class Answers:
    """Lints with the rules that are current, and writes the reports."""

    def __init__(self, rules: CurrentRules, metrics: Metrics):
        self.rules, self.metrics = rules, metrics
        self._threads: Executor = ThreadPoolExecutor(2, "lint")
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
        encoders = self._encoders[1]
        if speaker not in encoders:
            encoders[speaker] = Encoder(speaker, rules.version)
        return encoders[speaker]

    async def answer(self, request: LintRequest, line: int | None = None) -> tuple[Report, bytes]:
        """Lint one reply: the report, and the report as JSON."""
        rules = self.rules.current
        speaker = rules.speaker(request.language, request.messages)
        report = await self.lint(speaker, request)
        return report, self.encoder(rules, speaker).report(request, report, line)

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
