"""Running the service: one process or several, on this machine unless told otherwise."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.supervisors.multiprocess import Multiprocess

from webcare_lint.config import find_config
from webcare_lint.errors import Problem
from webcare_lint.frontends.server.limits import RateLimit
from webcare_lint.frontends.server.settings import Limits, Settings, is_loopback

_log = logging.getLogger("webcare_lint.server")
_HEAD_BYTES = 16_384
_GRACE = 10
_KEEP_ALIVE = 75  # care tools keep connections open between replies; a short wait only makes them fail
_BACKLOG = 512


def serve(
    config_path: Path | None = None,
    host: str = "127.0.0.1",
    port: int = 8642,
    *,
    api_keys: tuple[str, ...] = (),
    insecure: bool = False,
    workers: int = 1,
    cors_origins: tuple[str, ...] = (),
    rate_limit: float | None = None,
    access_log: bool = False,
    limits: Limits | None = None,
) -> None:
    """Serve until told to stop; Problem or Problems when it can't start."""
    settings = Settings(
        config_path=config_path or find_config(Path.cwd()),
        host=host, port=port, api_keys=api_keys, insecure=insecure, workers=workers, cors_origins=cors_origins,
        rate_limit=rate_limit, access_log=access_log, limits=limits or Limits(),
    )  # fmt: skip
    settings.check()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO, stream=sys.stderr)
    from webcare_lint.frontends.server.rules import load_rules

    loaded = load_rules(settings.config_path)  # a mistake in the rules is told here, before anything listens
    bound = _bind(host, port)
    _announce(settings, bound, len(loaded.rules))
    if workers == 1:
        from webcare_lint.frontends.server.app import make_app

        uvicorn.Server(_configuration(settings, make_app(settings, loaded))).run(sockets=[bound])
    else:
        _run_several(settings, bound)


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named: asyncio sends small answers at once (TCP_NODELAY) only on sockets that say they are TCP.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listening.close()
        reason = error.strerror if isinstance(error, OSError) else "0 to 65535 is expected"
        field = "--host" if isinstance(error, socket.gaierror) else "--port"
        raise Problem(f"{host}:{port} can't be listened on: {reason}; choose another", field=field) from None
    return listening


def _announce(settings: Settings, bound: socket.socket, rules: int) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    guard = "with an API key" if settings.api_keys else "without an API key"
    print(
        f"webcare-lint on http://{host}:{bound.getsockname()[1]} ({rules} rules, {guard}); playground at /, "
        f"composer at /composer.js, description at /openapi.json",
        file=sys.stderr,
        flush=True,
    )
    if not is_loopback(settings.host) and not settings.api_keys:
        _log.warning("anyone who can reach %s can use this service", settings.host)


def _configuration(settings: Settings, app: Any, *, factory: bool = False) -> uvicorn.Config:
    return uvicorn.Config(
        app, factory=factory, http=PatientProtocol, ws="none", lifespan="on", log_config=None, log_level="warning",
        access_log=False, server_header=False, proxy_headers=False, workers=settings.workers, backlog=_BACKLOG,
        h11_max_incomplete_event_size=_HEAD_BYTES, timeout_keep_alive=_KEEP_ALIVE, timeout_graceful_shutdown=_GRACE, timeout_worker_healthcheck=30,
    )  # fmt: skip


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that lets go of a client that never ends its head, sends what nobody reads, or reads nothing."""

    _head: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._limits: Limits = self.app_state.get("limits", Limits())
        self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        theirs, ours = self.conn.their_state, self.conn.our_state
        if theirs is h11.IDLE or (theirs is h11.SEND_BODY and ours in (h11.DONE, h11.MUST_CLOSE)):
            self._await_head()
        elif self._head:
            self._head.cancel()
            self._head = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reading = self.loop.call_later(self._limits.idle_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._reading:
            self._reading.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._head, self._reading):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self._head is None:
            self._head = self.loop.call_later(self._limits.head_seconds, self.transport.close)


# --- several processes


@dataclass(frozen=True)
class WorkerApp:
    """Makes the application in a worker: what it needs is handed over when the process is started."""

    settings: Settings
    slots: Any

    def __call__(self) -> FastAPI:
        from webcare_lint.frontends.server.app import make_app
        from webcare_lint.frontends.server.rules import load_rules

        logging.basicConfig(
            format="%(asctime)s %(process)d %(levelname)s %(message)s", level=logging.INFO, stream=sys.stderr
        )
        rate_limit = None
        if self.settings.rate_limit:
            rate_limit = RateLimit(self.settings.rate_limit, self.slots, self.slots.get_lock())
        return make_app(self.settings, load_rules(self.settings.config_path), rate_limit)


class Workers(Multiprocess):
    """Worker processes that share one socket; a hangup is theirs to answer, with their own reload."""

    def handle_hup(self) -> None:
        # One that is still starting reads the rules anyway, and does not listen to signals yet.
        for process in self.processes:
            if process.pid and process.is_ready():
                os.kill(process.pid, signal.SIGHUP)


def _run_several(settings: Settings, bound: socket.socket) -> None:
    """Run workers until told to stop. Their figures meet in a folder of files that goes away afterwards."""
    slots = multiprocessing.get_context("spawn").Array("d", len(settings.api_keys) + 1)
    with tempfile.TemporaryDirectory(prefix="webcare-lint-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        try:
            Workers(_configuration(settings, WorkerApp(settings, slots), factory=True), sockets=[bound]).run()
        finally:
            del os.environ["PROMETHEUS_MULTIPROC_DIR"]
