"""axe-core finds nothing to say about the pages, in either language, in light and in dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.server.conftest import Running

axe_core: Any = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="no axe here: pip install axe-playwright-python"
)
expect = pytest.importorskip("playwright.sync_api").expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def complaints(page: Page) -> list[str]:
    page.evaluate(
        "() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)))"
    )
    found = axe_core.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{item['id']}: {item['help']} {[node['target'] for node in item['nodes']]}" for item in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(1280, "nl-NL"), (390, "en-GB")])
def test_the_playground_is_accessible(
    browser: Browser, service: Running, scheme: Any, width: int, language: str
) -> None:
    context = browser.new_context(
        base_url=service.url,
        color_scheme=scheme,
        locale=language,
        viewport={"width": width, "height": 900},
        bypass_csp=True,
    )
    page = context.new_page()
    try:
        page.goto("/")
        expect(page.locator("#composer .mark").first).to_be_visible()
        page.wait_for_timeout(600)
        assert complaints(page) == []
        page.locator("#composer .row").first.click()
        expect(page.locator("#composer .card")).to_be_visible()
        assert complaints(page) == []
        page.keyboard.press("Escape")
        page.locator("#form button[type=submit]").click()
        expect(page.get_by_role("alertdialog")).to_be_visible()
        assert complaints(page) == []
        page.keyboard.press("Escape")
        page.locator("#why").click()
        expect(page.locator("#reading .cue").first).to_be_visible()
        assert complaints(page) == []
        page.locator("#reading .link").first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert complaints(page) == []
    finally:
        context.close()
