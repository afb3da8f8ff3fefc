"""A real service on loopback, and a real browser where there is one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import pytest
import uvicorn

from webcare_lint.frontends.server.app import make_app
from webcare_lint.frontends.server.rules import RuleSet, load_rules
from webcare_lint.frontends.server.run import _bind, _configuration
from webcare_lint.frontends.server.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CONFIG = """\
select: [huisregel, channel-redirect, joke-before-help, officialese, no-signature]
rule_paths: [huisregels]
"""
HOUSE_RULE = """\
title: Zeg niet foei
commandment: 6
severity: warning
check: {kind: forbid, cue: huisregel}
phrases: {nl: ["foei", {phrase: "oei", fix: "ai", safe: "true"}]}
message: "‘{match}’ klinkt streng."
why: Zo praten wij niet.
suggest: ["Zeg wat je doet."]
examples:
  - bad: Nou, <<foei>> zeg.
  - good: Nou, mooi zeg.
"""


class Running(NamedTuple):
    """A service that answers."""

    url: str
    app: Any
    server: uvicorn.Server

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=20, trust_env=False, **options)


@contextmanager
def running(settings: Settings, loaded: RuleSet, *, watch: bool = False) -> Iterator[Running]:
    """A service in a thread of its own, on a port of its own (or the one in the settings)."""
    bound = _bind("127.0.0.1", settings.port)
    port = bound.getsockname()[1]
    app = make_app(settings, loaded, watch=watch)
    server = uvicorn.Server(_configuration(settings, app))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < until, "the service did not start"
        time.sleep(0.01)
    try:
        yield Running(f"http://127.0.0.1:{port}", app, server)
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration with a rule of its own; a test that changes it takes a copy."""
    return write_house(tmp_path_factory.mktemp("house"))


def write_house(folder: Path) -> Path:
    """Write the configuration and its rule; the path of the configuration."""
    (folder / "huisregels").mkdir(parents=True)
    (folder / "huisregels" / "huisregel.yaml").write_text(HOUSE_RULE, encoding="utf-8")
    config = folder / ".webcare-lint.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    return config


@pytest.fixture(scope="session")
def loaded(house: Path) -> RuleSet:
    return load_rules(house)


@pytest.fixture(scope="session")
def settings(house: Path) -> Settings:
    return Settings(config_path=house, port=0)


@pytest.fixture(scope="session")
def service(settings: Settings, loaded: RuleSet) -> Iterator[Running]:
    """A service for all tests that leave it as it is."""
    with running(settings, loaded) as started:
        yield started


@pytest.fixture
def client(service: Running) -> Iterator[httpx.Client]:
    with service.client() as made:
        yield made


Serve = Callable[..., Running]


@pytest.fixture
def serve_with(settings: Settings, loaded: RuleSet) -> Iterator[Serve]:
    """A service of the test's own, set up as it asks."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda **changes: stack.enter_context(running(replace(settings, **changes), loaded))


# --- a browser


@pytest.fixture
def page(browser: Browser, service: Running) -> Iterator[Page]:
    """A Dutch page on the playground; an error in its scripts or its policies fails the test."""
    context = browser.new_context(locale="nl-NL", viewport={"width": 1280, "height": 900}, base_url=service.url)
    made = context.new_page()
    errors: list[str] = []
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on(
        "console", lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield made
    context.close()
    assert errors == []
