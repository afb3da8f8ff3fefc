"""Many replies in one request: a line in, a line out, in order, while the rest is still coming."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import NamedTuple

from pydantic_core import to_json
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from webcare_lint.finding import Report
from webcare_lint.frontends.server.desk import Desk
from webcare_lint.frontends.server.limits import too_large
from webcare_lint.frontends.server.metrics import Metrics
from webcare_lint.frontends.server.problems import RequestProblem, unexpected
from webcare_lint.frontends.server.rules import RuleSet
from webcare_lint.frontends.server.settings import Limits
from webcare_lint.frontends.server.wire import parse_request

NDJSON = "application/x-ndjson"
_SLICE = 0.004  # seconds of linting before others get their turn
_CHUNK = 64_000  # bytes of answer worth sending at once


class Line(NamedTuple):
    """A line as it came in; `body` is None when it was too long to keep."""

    number: int
    body: bytes | None


class Lines:
    """The lines of a body that is still arriving; a line is kept only up to a limit."""

    def __init__(self, most: int):
        self._most = most
        self._rest = bytearray()
        self._is_too_long = False
        self._number = 0

    def feed(self, chunk: bytes) -> list[Line]:
        """The lines that `chunk` completes."""
        *whole, rest = chunk.split(b"\n")
        lines = [self._line(part) for part in whole]
        self._keep(rest)
        return [line for line in lines if line.body is None or line.body.strip()]

    def end(self) -> list[Line]:
        """The last line, when it has no newline."""
        return self.feed(b"\n") if self._rest or self._is_too_long else []

    def _keep(self, part: bytes) -> None:
        if len(self._rest) + len(part) > self._most:
            self._is_too_long = True
            self._rest.clear()
        elif not self._is_too_long:
            self._rest += part

    def _line(self, part: bytes) -> Line:
        self._keep(part)
        self._number += 1
        body = None if self._is_too_long else bytes(self._rest)
        self._rest.clear()
        self._is_too_long = False
        return Line(self._number, body)


class Arrival:
    """The body, read as fast as it comes: a client that sends everything before it reads anything never blocks us."""

    def __init__(self, receive: Receive, limits: Limits):
        self._receive, self._limits = receive, limits
        self._chunks: asyncio.Queue[bytes | RequestProblem | None] = asyncio.Queue()
        self.is_gone = False

    async def read(self) -> None:
        """Read until the end of the body, its limit, or the client's leaving."""
        total = 0
        while True:
            try:
                async with asyncio.timeout(self._limits.idle_seconds):
                    message = await self._receive()
            except TimeoutError:
                problem = RequestProblem(408, "slow-body", f"nothing came for {self._limits.idle_seconds:g} s")
                return self._chunks.put_nowait(problem)
            if message["type"] == "http.disconnect":
                self.is_gone = True
                return self._chunks.put_nowait(None)
            total += len(message.get("body", b""))
            if total > self._limits.batch_body:
                return self._chunks.put_nowait(too_large(self._limits.batch_body))
            self._chunks.put_nowait(message.get("body", b""))
            if not message.get("more_body", False):
                return self._chunks.put_nowait(None)

    async def next(self) -> bytes | RequestProblem | None:
        """The next piece; None at the end, a problem where it went wrong."""
        return await self._chunks.get()


class BatchResponse(Response):
    """Answers each line with a report or a problem, by the same rules; a bad line does not spoil the rest."""

    media_type = NDJSON

    def __init__(self, rules: RuleSet, desk: Desk, metrics: Metrics, limits: Limits):
        super().__init__(media_type=NDJSON)
        del self.headers["content-length"]
        self._rules, self._desk, self._metrics, self._limits = rules, desk, metrics, limits
        self._reports: dict[str, list[Report]] = defaultdict(list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        arrival = Arrival(receive, self._limits)
        reading = asyncio.create_task(arrival.read())
        try:
            await self._answer(arrival, send)
        finally:
            reading.cancel()
        if not arrival.is_gone:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _answer(self, arrival: Arrival, send: Send) -> None:
        lines = Lines(self._limits.body)
        while not arrival.is_gone:
            chunk = await arrival.next()
            if isinstance(chunk, RequestProblem):
                await _send(send, _problem_line(None, chunk) + b"\n")
                return
            await self._answer_lines(lines.end() if chunk is None else lines.feed(chunk), arrival, send)
            if chunk is None:
                return

    async def _answer_lines(self, lines: list[Line], arrival: Arrival, send: Send) -> None:
        out = bytearray()
        until = time.perf_counter() + _SLICE
        for line in lines:
            out += await self._one(line)
            out += b"\n"
            if len(out) > _CHUNK:
                await _send(send, out)
                out = bytearray()
            if time.perf_counter() > until:
                await asyncio.sleep(0)
                if arrival.is_gone:
                    return
                until = time.perf_counter() + _SLICE
        self._count()
        if out:
            await _send(send, out)

    async def _one(self, line: Line) -> bytes:
        try:
            if line.body is None:
                raise too_large(self._limits.body)
            request = parse_request(line.body, self._limits)
            speaker = self._rules.speaker(request.language, request.messages)
            report = await self._desk.look(speaker.linter.lint, request)
            encoded = speaker.encoder.report(request, report, line.number)
        except RequestProblem as problem:
            return _problem_line(line.number, problem)
        except Exception as error:  # noqa: BLE001 - an error of ours on one line must not spoil the others
            return _problem_line(line.number, unexpected(error))
        self._reports[speaker.linter.language].append(report)
        return encoded

    def _count(self) -> None:
        for language, reports in self._reports.items():
            self._metrics.reports(language, reports)
        self._reports.clear()


async def _send(send: Send, body: bytes | bytearray) -> None:
    await send({"type": "http.response.body", "body": bytes(body), "more_body": True})


def _problem_line(number: int | None, problem: RequestProblem) -> bytes:
    return to_json({"line": number, "problem": problem.value()})
