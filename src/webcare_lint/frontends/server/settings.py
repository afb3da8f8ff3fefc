"""How the service is set up; frozen, and small enough to be handed to worker processes."""

from __future__ import annotations

import ipaddress
import math
import re
from dataclasses import dataclass
from pathlib import Path

from webcare_lint.errors import Problem

_KEY = re.compile(r"[!-~]{16,}")  # what a header can carry as it is
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/?#*@]+")


@dataclass(frozen=True)
class Limits:
    """What one request may cost. `characters` a text, `messages` a list of them; bodies in bytes, times in seconds."""

    characters: int = 20_000
    messages: int = 500
    body: int = 1_000_000
    batch_body: int = 16_000_000
    body_seconds: float = 20.0
    idle_seconds: float = 60.0
    head_seconds: float = 10.0


@dataclass(frozen=True)
class Settings:
    """What `webcare-lint serve` was told."""

    config_path: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8642
    api_keys: tuple[str, ...] = ()
    insecure: bool = False
    workers: int = 1
    cors_origins: tuple[str, ...] = ()
    rate_limit: float | None = None
    access_log: bool = False
    limits: Limits = Limits()

    def check(self) -> None:
        """Problem when this must not be served."""
        if not is_loopback(self.host) and not self.api_keys and not self.insecure:
            raise Problem(
                f"{self.host} can be reached from other machines: give an API key (--api-key or WEBCARE_LINT_API_KEY), "
                "or say --insecure if something else guards it",
                field="--host",
            )
        if not all(map(_KEY.fullmatch, self.api_keys)):
            raise Problem("at least 16 characters are expected, in ASCII and without a space", field="--api-key")
        if self.workers < 1:
            raise Problem("at least 1 is expected", field="--workers")
        if self.rate_limit is not None and not 0 < self.rate_limit < math.inf:
            raise Problem("more than 0 requests a second are expected", field="--rate-limit")
        for origin in self.cors_origins:
            if not _ORIGIN.fullmatch(origin):
                raise Problem(
                    f'"{origin}" is no origin; write it as https://care.example, without a path', field="--cors-origin"
                )


def is_loopback(host: str) -> bool:
    """Only this machine can reach an address on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
