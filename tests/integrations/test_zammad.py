"""The page beside Zammad, on an address that answers as Zammad's API does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integrations.conftest import EXAMPLES, Host

pytest.importorskip("playwright.sync_api", reason="no playwright here: pip install playwright")
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

TICKET = {
    "id": 3,
    "number": "22003",
    "title": "Pakket kwijt",
    "group_id": 1,
    "state_id": 2,
    "customer_id": 4,
    "article_count": 3,
}


def article(number: int, sender: str, body: str, **more: object) -> dict[str, object]:
    return {
        "id": number, "ticket_id": 3, "from": "Anja Smit <anja@example.com>" if sender == "Customer" else "Sander via Postmus <hulp@example.com>",
        "to": "", "cc": "", "subject": "", "body": body, "content_type": "text/html", "type": "email", "sender": sender, "internal": False,
        "created_at": f"2021-07-23T18:0{number}:48.000Z", "updated_at": "2021-07-23T18:09:48.000Z", **more,
    }  # fmt: skip


ARTICLES = [
    article(1, "Customer", "Mijn pakket is <b>wéér</b> niet bezorgd,<br>waar blijft het?!<br><br>"),
    article(2, "System", "Ihr Ticket wurde angelegt", type="email"),
    article(3, "Agent", "Lastige klant", internal=True, type="note"),
]


@pytest.fixture
def page(browser: Browser, host: Host) -> Iterator[Page]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    made = context.new_page()
    host(made, "https://zammad.example", EXAMPLES / "zammad")
    made.route(
        "https://zammad.example/", lambda route: route.fulfill(body="<title>Zammad</title>", content_type="text/html")
    )
    made.route("https://zammad.example/api/v1/tickets/3", lambda route: route.fulfill(json=TICKET))
    made.route("https://zammad.example/api/v1/ticket_articles/by_ticket/3", lambda route: route.fulfill(json=ARTICLES))
    yield made
    context.close()


def test_the_page_reads_the_ticket_and_marks_the_answer(page: Page) -> None:
    page.goto("https://zammad.example/webcare/?ticket=3")
    expect(page.locator("#title")).to_have_text("22003 · Pakket kwijt")
    expect(page.locator("#customer")).to_have_text("Mijn pakket is wéér niet bezorgd,\nwaar blijft het?!")
    page.locator("#reply").fill("Hoi Anja, bel even met onze klantenservice. ^Sander")
    expect(page.locator("#composer .mark.error")).to_be_visible()
    asked = page.evaluate("document.getElementById('composer').request")
    assert [(said["author"], said["name"]) for said in asked["thread"]] == [("customer", "Anja Smit")]
    assert (asked["channel"], asked["visibility"], asked["customer_name"]) == ("email", "private", "Anja Smit")


def test_the_answer_goes_back_by_the_clipboard(page: Page) -> None:
    page.goto("https://zammad.example/webcare/?ticket=3")
    expect(page.locator("#composer")).to_have_attribute("state", "ready")
    page.locator("#reply").fill("Hoi Anja, ik zoek het nu voor je uit. ^Sander")
    page.get_by_role("button", name="Kopieer").click()
    page.wait_for_url("https://zammad.example/#ticket/zoom/3")
    assert page.evaluate("navigator.clipboard.readText()") == "Hoi Anja, ik zoek het nu voor je uit. ^Sander"


def test_a_ticket_that_cannot_be_read_is_told(page: Page) -> None:
    page.route("https://zammad.example/api/v1/tickets/3", lambda route: route.fulfill(status=403, body="{}"))
    page.goto("https://zammad.example/webcare/?ticket=3")
    expect(page.locator("#said")).to_contain_text("403")
