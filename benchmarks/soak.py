"""Two minutes of good and hostile requests from 50 clients, with the rules read anew every 5 seconds.

Fails when an answer is lost or mixed up, when the service answers 5xx, or when its memory grows.
    python benchmarks/soak.py [--seconds 120] [--clients 50] [--reload 5]
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import signal
import socket
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from service import HOST, service

REDIRECT = "Bel even met onze klantenservice."
GROWTH = 1.10
"""How much more memory the last quarter may take than the second: the first is warming up."""


class Client(threading.Thread):
    """Asks one thing after another, and checks that every answer is to its own question."""

    def __init__(
        self, number: int, port: int, until: float, counts: Counter[str], faults: list[str], times: list[float]
    ):
        super().__init__(daemon=True)
        self.number, self.port, self.until = number, port, until
        self.counts, self.faults, self.times = counts, faults, times
        self.source = random.Random(number)
        self.asked = 0
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)

    def run(self) -> None:
        hostile = [
            self.no_json,
            self.wrong_type,
            self.no_utf8,
            self.too_deep,
            self.too_long,
            self.too_large,
            self.lost,
            self.leaves,
        ]
        actions: list[Callable[[], None]] = [
            *[self.lint] * 10,
            *[self.batch] * 3,
            self.fix,
            self.why,
            self.look,
            *hostile,
        ]
        while time.monotonic() < self.until:
            action = self.source.choice(actions)
            try:
                action()
            except (OSError, http.client.HTTPException) as error:
                self.faults.append(f"{action.__name__}: {type(error).__name__} {error}")
                self.connection.close()
            self.counts[action.__name__] += 1

    def ask(self, path: str, body: bytes, wanted: int = 200, kind: str = "application/json") -> bytes:
        started = time.perf_counter()
        self.connection.request("POST", path, body, {"Content-Type": kind})
        response = self.connection.getresponse()
        answer = response.read()
        if wanted == 200:
            self.times.append(time.perf_counter() - started)
        if response.status != wanted:
            self.faults.append(f"{path}: {response.status} instead of {wanted}: {answer[:200]!r}")
        return answer

    def reply(self) -> tuple[str, int, dict[str, str]]:
        """An id of its own, how many redirects its text holds, and the request."""
        self.asked += 1
        name, redirects = f"{self.number}-{self.asked}", self.source.randint(0, 3)
        words = " ".join(self.source.choices(["Hoi", "Anja", "😜", "dank", f"zaak{self.number}x{self.asked}"], k=5))
        text = f"{words}. " + " ".join([REDIRECT] * redirects)
        return name, redirects, {"id": name, "text": text}

    def check(self, report: dict[str, object], name: str, redirects: int) -> None:
        found = sum(finding["rule"] == "channel-redirect" for finding in report["findings"])  # type: ignore[attr-defined]
        if report["id"] != name or found != redirects:
            self.faults.append(f"mixed up: asked {name} ({redirects}), got {report['id']} ({found})")

    # --- good requests

    def lint(self) -> None:
        name, redirects, request = self.reply()
        self.check(json.loads(self.ask("/v1/lint", json.dumps(request).encode())), name, redirects)

    def batch(self) -> None:
        wanted = [self.reply() for _ in range(self.source.randint(1, 60))]
        lines = [json.dumps(request).encode() for _, _, request in wanted]
        broken = self.source.randint(0, len(lines))
        lines.insert(broken, b'{"text": ')
        answers = [
            json.loads(line)
            for line in self.ask("/v1/lint/batch", b"\n".join(lines), kind="application/x-ndjson").splitlines()
        ]
        if len(answers) != len(lines) or "problem" not in answers[broken]:
            self.faults.append(f"lost: {len(lines)} lines, {len(answers)} answers")
            return
        del answers[broken]
        for (name, redirects, _), answer in zip(wanted, answers, strict=True):
            self.check(answer, name, redirects)

    def fix(self) -> None:
        name, redirects, request = self.reply()
        self.check(json.loads(self.ask("/v1/fix", json.dumps(request).encode()))["report"], name, redirects)

    def why(self) -> None:
        self.ask("/v1/why", json.dumps(self.reply()[2]).encode())

    def look(self) -> None:
        self.connection.request(
            "GET", self.source.choice(["/", "/healthz", "/metrics", "/v1/rules", "/composer.js", "/openapi.json"])
        )
        response = self.connection.getresponse()
        response.read()
        if response.status != 200:
            self.faults.append(f"look: {response.status}")

    # --- hostile ones

    def no_json(self) -> None:
        self.ask("/v1/lint", b'{"text": "', 400)

    def wrong_type(self) -> None:
        self.ask("/v1/lint", b'{"text": 3, "channel": "fax"}', 422)

    def no_utf8(self) -> None:
        self.ask("/v1/lint", b'{"text": "\xff\xfe"}', 400)

    def too_deep(self) -> None:
        self.ask("/v1/lint", b'{"text":' + b"[" * 50_000, 400)

    def too_long(self) -> None:
        self.ask("/v1/lint", json.dumps({"text": "bel " * 6_000}).encode(), 422)

    def lost(self) -> None:
        self.ask(f"/v1/{self.source.random()}", b"{}", 404)

    def too_large(self) -> None:
        with socket.create_connection((HOST, self.port), timeout=60) as connection:
            connection.sendall(b"POST /v1/lint HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n")
            if not connection.recv(100).startswith(b"HTTP/1.1 413"):
                self.faults.append("a body that is too large was let in")

    def leaves(self) -> None:
        """Goes away in the middle of the question, or before the answer."""
        body = b'{"text": "' + b"Bel ons. " * self.source.randint(1, 2_000) + b'"}'
        with socket.create_connection((HOST, self.port), timeout=60) as connection:
            connection.sendall(b"POST /v1/lint HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body))
            connection.sendall(body[: self.source.choice([0, 5, len(body)])])


def memory(process: int) -> float:
    """Resident memory in MB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Soak, and say how it went; exit 1 when it went wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=120)
    options.add_argument("--clients", type=int, default=50)
    options.add_argument("--reload", type=float, default=5)
    given = options.parse_args()
    counts: Counter[str] = Counter()
    faults: list[str] = []
    times: list[float] = []
    used: list[float] = []
    with service() as (process, port):
        assert process.stderr
        drain = threading.Thread(target=process.stderr.read, daemon=True)
        drain.start()
        until = time.monotonic() + given.seconds
        clients = [Client(number, port, until, counts, faults, times) for number in range(given.clients)]
        for client in clients:
            client.start()
        last = time.monotonic()
        while time.monotonic() < until:
            time.sleep(1)
            used.append(memory(process.pid))
            if time.monotonic() - last >= given.reload:
                last = time.monotonic()
                process.send_signal(signal.SIGHUP)
        for client in clients:
            client.join(60)
        lost = sum(client.is_alive() for client in clients)
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        connection.request("GET", "/metrics")
        figures = connection.getresponse().read().decode()
    reloads = [line for line in figures.splitlines() if line.startswith("webcare_lint_reloads_total")]
    errors = [line for line in figures.splitlines() if 'status="5' in line]
    quarter = max(len(used) // 4, 1)
    early, late = statistics.median(used[quarter : 2 * quarter] or used), statistics.median(used[-quarter:])
    print(
        f"{sum(counts.values()):,} requests from {given.clients} clients in {given.seconds:g} s: {dict(counts.most_common())}"
    )
    print(
        f"median {statistics.median(times) * 1000:.0f} ms, 99th percentile {statistics.quantiles(times, n=100)[98] * 1000:.0f} ms; {'; '.join(reloads)}"
    )
    print(
        f"memory: {used[0]:.0f} MB at first, {early:.0f} MB in the second quarter, {late:.0f} MB in the last ({late / early:.2f} ×, target ≤ {GROWTH})"
    )
    print("memory every tenth second: " + ", ".join(f"{value:.0f}" for value in used[::10]))
    print(f"lost or mixed up: {len(faults)}, hanging: {lost}, 5xx: {len(errors)}   target 0")
    for fault in faults[:10]:
        print(f"  {fault}")
    if faults or errors or lost or late / early > GROWTH:
        sys.exit(1)


if __name__ == "__main__":
    main()
