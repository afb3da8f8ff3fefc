"""Linting for requests: short replies at once, long ones beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from webcare_lint.frontends.server.wire import LintRequest, size

AT_ONCE = 4_000
"""Up to so many characters a reply is looked at in the event loop: handing it over would cost more than the reading."""

Made = TypeVar("Made")


class Desk:
    """Where replies are looked at. It keeps nothing of them."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(2, "lint")

    async def look(self, make: Callable[[LintRequest], Made], request: LintRequest) -> Made:
        """What `make` makes of a request, without keeping other requests waiting."""
        if size(request) <= AT_ONCE:
            return make(request)
        return await asyncio.get_running_loop().run_in_executor(self._threads, make, request)

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
