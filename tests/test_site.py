"""The documentation as a site: built strictly, and read in a browser that reaches nothing but a plain web server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.conftest import ROOT

pytest.importorskip("material", reason="no mkdocs-material here: pip install mkdocs-material")
pytest.importorskip("playwright.sync_api", reason="no playwright here: pip install playwright")
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Quiet(SimpleHTTPRequestHandler):
    """python -m http.server, without a line a request."""

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a link that leads nowhere fails here."""
    made = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(made)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of the site; whatever it asks of another address fails the test."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    made = context.new_page()
    elsewhere: list[str] = []
    errors: list[str] = []
    made.on("request", lambda request: elsewhere.append(request.url) if urlsplit(request.url).hostname != "127.0.0.1" else None)  # fmt: skip
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on("response", lambda response: errors.append(response.url) if response.status >= 400 else None)
    yield made
    context.close()
    assert elsewhere == []
    assert errors == []


def test_the_start_page_has_a_way_for_each_kind_of_user(page: Page) -> None:
    page.goto("/")
    for heading in ("In a care tool", "In CI, over canned responses", "In Python"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator("article img").first).to_have_js_property("complete", True)
    page.get_by_role("article").get_by_role("link", name="the composer").click()
    expect(page.get_by_role("heading", name="The composer", level=1)).to_be_visible()


def test_the_search_finds_a_rule_without_the_internet(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("f")
    page.keyboard.type("channel-redirect")
    found = page.locator(".md-search-result__link", has_text="channel-redirect").first
    expect(found).to_be_visible(timeout=15_000)
    found.click()
    expect(page.get_by_role("heading", name="channel-redirect", level=1)).to_be_visible()


def test_every_rule_is_in_the_navigation_under_its_commandment(page: Page) -> None:
    page.goto("/commandments/")
    links = page.locator("nav a[href*='rules/']").evaluate_all(
        "(links) => links.map((link) => link.href.split('/').at(-2))"
    )
    rules = {path.stem for path in (ROOT / "docs" / "rules").glob("*.md")} - {"README"}
    assert rules <= set(links)
    expect(page.get_by_role("heading", name="2 · Stay in the channel")).to_be_visible()


def test_the_site_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/", "/integrations/chatwoot/", "/accuracy/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
