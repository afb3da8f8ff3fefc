"""What a request may cost: its size before it is read, its time, its key, and how often a key may ask."""

from __future__ import annotations

import asyncio
import hmac
import math
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webcare_lint.frontends.server.problems import RequestProblem
from webcare_lint.frontends.server.settings import Limits

BATCH_PATH = "/v1/lint/batch"


class Slots(Protocol):
    """One number per key; a plain list, or memory shared by several workers."""

    def __getitem__(self, index: int, /) -> float: ...
    def __setitem__(self, index: int, value: float, /) -> None: ...


class RateLimit:
    """So many requests a second for each key, with two seconds' worth saved up at most."""

    def __init__(self, per_second: float, slots: Slots, lock: AbstractContextManager[Any] | None = None):
        self._interval = 1 / per_second
        self._saved = max(2.0, self._interval)
        self._slots = slots
        self._lock = lock or nullcontext()

    def wait(self, key: int) -> float:
        """0 when the request may go on, else how many seconds to come back in."""
        now = time.monotonic()
        with self._lock:
            due = max(self._slots[key], now)
            early = due + self._interval - now - self._saved
            if early > 0:
                return early
            self._slots[key] = due + self._interval
        return 0.0


class Gate:
    """Turns away what must not be answered, before anything of it is read."""

    def __init__(self, app: ASGIApp, limits: Limits, api_keys: Sequence[str] = (), rate_limit: RateLimit | None = None):
        self.app, self.limits, self.rate_limit = app, limits, rate_limit
        self._keys = [key.encode() for key in api_keys]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            if is_guarded(scope["path"]):
                self._admit(headers)
            most = self._most(scope["path"])
            _check_declared(headers, most)
        except RequestProblem as problem:
            await problem.response()(scope, receive, send)
            return
        if scope["path"] != BATCH_PATH:
            receive = _limited(receive, most, self.limits.body_seconds)
        await self.app(scope, receive, send)

    def _most(self, path: str) -> int:
        return self.limits.batch_body if path == BATCH_PATH else self.limits.body

    def _admit(self, headers: Headers) -> None:
        """Check the key, then count the request for it; slot 0 is for those who need none."""
        number = self._number(headers.get("authorization", "")) if self._keys else 0
        if number is None:
            raise RequestProblem(
                401,
                "api-key",
                "send the API key as `Authorization: Bearer KEY`",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if self.rate_limit and (seconds := self.rate_limit.wait(number)):
            after = str(math.ceil(seconds))
            raise RequestProblem(429, "rate-limit", f"come back in {after} s", headers={"Retry-After": after})

    def _number(self, authorization: str) -> int | None:
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return None
        # Every key is compared in constant time, whatever came before: the time taken tells nothing.
        held = [hmac.compare_digest(key, given.strip().encode()) for key in self._keys]
        return held.index(True) + 1 if any(held) else None


def is_guarded(path: str) -> bool:
    """A path that needs the key, where there is one: all that answers, and nothing that is only a page."""
    return path.startswith("/v1/") or path == "/metrics"


def _check_declared(headers: Headers, most: int) -> None:
    declared = headers.get("content-length", "0")
    if declared.isdecimal() and int(declared[:20]) > most:
        raise too_large(most)


def too_large(most: int) -> RequestProblem:
    """The body is over the limit."""
    return RequestProblem(413, "body-too-large", f"at most {most:,} bytes are expected")


def _limited(receive: Receive, most: int, seconds: float) -> Receive:
    """A body that may not grow beyond `most` bytes, nor take longer than `seconds` to arrive."""
    total = 0
    until: float | None = None

    async def limited() -> Message:
        nonlocal total, until
        loop = asyncio.get_running_loop()
        until = until or loop.time() + seconds
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise RequestProblem(
                408, "slow-body", f"the whole body is expected within {seconds:g} s", headers={"Connection": "close"}
            ) from None
        total += len(message.get("body", b""))
        if total > most:
            raise too_large(most)
        return message

    return limited
