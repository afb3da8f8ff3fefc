"""What the service costs on top of the linter: a batch as a ratio of replies a second, one reply as added milliseconds.

One worker on loopback, in a process of its own. Rounds are interleaved and medians taken, so that a busy machine
slows both sides alike.
"""

from __future__ import annotations

import http.client
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from texts import replies

from webcare_lint import Linter, Reply

REPLIES, ROUNDS, SINGLES = 4_000, 9, 400
HOST = "127.0.0.1"
_SERVE = "from webcare_lint.frontends.server import serve; serve(port=0)"


@contextmanager
def service(code: str = _SERVE) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A service with one worker: its process, and the port it listens on."""
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
    assert process.stderr
    try:
        first = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", first)
        assert found, first + process.stderr.read()
        yield process, int(found[1])
    finally:
        process.terminate()
        process.wait(30)


def body_of(reply: Reply) -> bytes:
    """The request for one reply."""
    return reply.model_dump_json(exclude_defaults=True).encode()


def ask(connection: http.client.HTTPConnection, path: str, body: bytes, kind: str = "application/json") -> bytes:
    """One request; the answer's body."""
    connection.request("POST", path, body, {"Content-Type": kind})
    response = connection.getresponse()
    answer = response.read()
    assert response.status == 200, answer[:300]
    return answer


def timed(action: Callable[[], object]) -> float:
    """Seconds for one call."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    linter = Linter()
    many = replies(REPLIES)
    lines = b"\n".join(map(body_of, many))
    singles = [(reply, body_of(reply)) for reply in many[:SINGLES]]
    with service() as (_, port):
        connection = http.client.HTTPConnection(HOST, port, timeout=120)

        def in_process() -> None:
            for reply in many:
                linter.lint(reply)

        def batch() -> None:
            answer = ask(connection, "/v1/lint/batch", lines, "application/x-ndjson")
            assert answer.count(b"\n") == REPLIES

        in_process()
        batch()
        inside, outside, alone, asked = [], [], [], []
        for _ in range(ROUNDS):
            inside.append(timed(in_process))
            outside.append(timed(batch))
            for reply, body in singles:
                alone.append(timed(lambda: linter.lint(reply)))  # noqa: B023 - called at once
                asked.append(timed(lambda: ask(connection, "/v1/lint", body)))  # noqa: B023
        size = len(ask(connection, "/v1/lint/batch", lines, "application/x-ndjson")) / REPLIES
    lint, serve = statistics.median(inside) / REPLIES, statistics.median(outside) / REPLIES
    spread = (max(outside) - min(outside)) / statistics.median(outside)
    print(f"in process {lint * 1e6:8.1f} µs a reply with its thread: {1 / lint:,.0f} replies/s")
    print(
        f"batch      {serve * 1e6:8.1f} µs a reply (spread {spread:.0%}, answers of {size:,.0f} bytes): {1 / serve:,.0f} replies/s"
    )
    print(f"batch ÷ in process, replies a second: {lint / serve:.2f}   target ≥ 0.5")
    added = (statistics.median(asked) - statistics.median(alone)) * 1000
    slow = (statistics.quantiles(asked, n=100)[98] - statistics.median(alone)) * 1000
    print(
        f"one reply: {added:.2f} ms added at the median, {slow:.2f} ms at the 99th percentile   target ≤ 3 at the median"
    )


if __name__ == "__main__":
    main()
