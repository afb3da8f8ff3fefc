"""Figures for Prometheus: how many, how fast, which rules; labels are our own words, never a caller's."""

from __future__ import annotations

import os
from collections import Counter as Tally

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from webcare_lint.finding import Report

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
MULTIPROCESS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


class Metrics:
    """The figures of one service; with several workers they are added up when asked for."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        registry = self._registry
        self._requests = Counter(
            "webcare_lint_requests", "Requests answered.", ("method", "route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "webcare_lint_request_seconds", "Time to answer.", ("route",), buckets=_SECONDS, registry=registry
        )
        self._replies = Counter("webcare_lint_replies", "Replies linted.", ("language",), registry=registry)
        self._findings = Counter("webcare_lint_findings", "Findings.", ("rule", "severity"), registry=registry)
        self._reloads = Counter(
            "webcare_lint_reloads", "Times the rules were read anew.", ("outcome",), registry=registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer; `route` is the template and `method` a known one, so that no word of a caller gets in."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def reports(self, language: str, reports: list[Report]) -> None:
        """Count the findings in `reports`."""
        self._replies.labels(language).inc(len(reports))
        tally = Tally((finding.rule, finding.severity.value) for report in reports for finding in report.findings)
        for (rule, severity), count in tally.items():
            self._findings.labels(rule, severity).inc(count)

    def reload(self, outcome: str) -> None:
        """Count one reading of the rules: `loaded` or `failed`."""
        self._reloads.labels(outcome).inc()

    def text(self) -> bytes:
        """All figures, as Prometheus reads them."""
        if MULTIPROCESS_FOLDER not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)
