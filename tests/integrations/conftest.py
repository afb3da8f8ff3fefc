"""The examples of docs/integrations, run: in a real browser, against a real service, beside a stand-in of the care tool."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.conftest import ROOT
from tests.server.conftest import Running, browser, house, loaded, service, settings

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

__all__ = ["browser", "house", "loaded", "service", "settings"]

EXAMPLES = ROOT / "examples" / "integrations"
NODE_MODULES = ROOT / "build" / "node" / "node_modules"

Host = Callable[["Page", str, Path], None]


def needs_node_package(name: str) -> Path:
    """A package that `make node` installs, or a skip that says so."""
    folder = NODE_MODULES / name
    if not folder.is_dir():
        pytest.skip(f"{name} is not there: `make node` installs it where npm is")
    return folder


@pytest.fixture
def host(service: Running) -> Host:
    """Serves a folder at /webcare/ of an address, which passes /webcare-lint/ on to the service: as the pages say."""
    from playwright.sync_api import Error

    def host(page: Page, origin: str, folder: Path) -> None:
        def answer(route: Route) -> None:
            path = urlsplit(route.request.url).path
            if path.startswith("/webcare-lint/"):
                with suppress(Error):  # the page has gone on and does not wait for this any more
                    route.fulfill(response=route.fetch(url=service.url + path.removeprefix("/webcare-lint")))
                return
            file = folder / (path.removeprefix("/webcare/") or "index.html")
            if not file.is_file():
                route.fulfill(status=404)
                return
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=f"{kind}; charset=utf-8")

        page.route(f"{origin}/**", answer)

    return host
