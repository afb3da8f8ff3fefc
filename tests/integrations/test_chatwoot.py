"""The dashboard app in a frame of a page that says what Chatwoot says, and the webhook with Chatwoot's own payloads."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.integrations.conftest import EXAMPLES, Host

pytest.importorskip("playwright.sync_api", reason="no playwright here: pip install playwright")
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# As app/javascript/dashboard/components/widgets/DashboardApp/Frame.vue does it.
CHATWOOT_PAGE = """<!doctype html><title>Chatwoot</title><body><iframe id="app" src="https://care.example/webcare/dashboard.html" width="700" height="800"></iframe>
<script>
  window.asked = 0;
  const send = () => document.getElementById('app').contentWindow.postMessage(JSON.stringify({event: 'appContext', data: window.appContext}), '*');
  window.onmessage = (event) => { if (event.data === 'chatwoot-dashboard-app:fetch-info') { window.asked += 1; send(); } };
  document.getElementById('app').addEventListener('load', send);
</script>"""


def message(number: int, kind: int, content: str, private: bool = False, name: str = "Anja") -> dict[str, Any]:
    return {
        "id": number, "content": content, "account_id": 1, "inbox_id": 1, "conversation_id": 10, "message_type": kind,
        "created_at": 1627063369 + number, "private": private, "status": "sent", "source_id": None, "content_type": "text",
        "content_attributes": {}, "sender": {"id": 14, "name": name, "type": "contact" if kind == 0 else "user"},
    }  # fmt: skip


MESSAGES = [
    message(116, 0, "Mijn pakket is wéér niet bezorgd, waar blijft het?!"),
    message(117, 2, "Conversation was marked resolved by John"),
    message(118, 1, "Kan iemand dit oppakken?", private=True, name="John"),
]
CONTEXT = {
    "conversation": {
        "id": 10, "inbox_id": 1, "status": "open", "can_reply": True, "messages": MESSAGES, "additional_attributes": {},
        "meta": {"sender": {"id": 14, "name": "Anja", "type": "contact"}, "channel": "Channel::FacebookPage", "hmac_verified": False},
    },
    "contact": {"id": 14, "name": "Anja", "email": None},
    "currentAgent": {"id": 1, "name": "Sander", "email": "sander@example.com"},
}  # fmt: skip


def test_the_dashboard_app_reads_the_conversation_it_is_given(browser: Browser, host: Host) -> None:
    context = browser.new_context(permissions=["clipboard-read"])
    page = context.new_page()
    page.add_init_script(f"window.appContext = {json.dumps(CONTEXT)}")
    page.route("https://chatwoot.example/", lambda route: route.fulfill(body=CHATWOOT_PAGE, content_type="text/html"))
    host(page, "https://care.example", EXAMPLES / "chatwoot")
    page.goto("https://chatwoot.example/")
    app = page.frame_locator("#app")
    expect(app.locator("#customer")).to_have_text(MESSAGES[0]["content"])
    expect(app.locator("#name")).to_have_text("Anja")
    app.locator("#reply").press_sequentially("Haha, verdwaald zeker 😜 Bel even met onze klantenservice. ^Sander")
    expect(app.locator("#composer .mark.error[data-rule=channel-redirect]").first).to_be_visible()
    asked = page.frames[1].evaluate("document.getElementById('composer').request")
    assert [(said["author"], said["text"]) for said in asked["thread"]] == [("customer", MESSAGES[0]["content"])]
    assert {key: asked[key] for key in ("channel", "visibility", "customer_name", "agent")} == {
        "channel": "facebook", "visibility": "private", "customer_name": "Anja", "agent": "Sander",
    }  # fmt: skip
    app.get_by_role("button", name="Kopieer het antwoord").click()
    app.get_by_role("button", name="Toch versturen").click()
    expect(app.locator("#said")).to_contain_text("Gekopieerd")
    context.close()


def test_the_dashboard_app_asks_for_what_came_in_since_and_passes_over_other_messages(
    browser: Browser, host: Host
) -> None:
    page = browser.new_page()
    page.add_init_script(f"window.appContext = {json.dumps(CONTEXT)}")
    page.route("https://chatwoot.example/", lambda route: route.fulfill(body=CHATWOOT_PAGE, content_type="text/html"))
    host(page, "https://care.example", EXAMPLES / "chatwoot")
    page.goto("https://chatwoot.example/")
    app = page.frame_locator("#app")
    expect(app.locator("#customer")).to_contain_text("pakket")
    page.evaluate("""() => {
        for (const words of ['geen JSON', '{"event": "anders"}', '7']) document.getElementById('app').contentWindow.postMessage(words, '*');
        window.appContext.conversation.messages.push({id: 119, content: 'Hallo?', message_type: 0, private: false, created_at: 1627063999});
    }""")
    app.locator("#reply").click()
    expect(app.locator("#customer")).to_have_text("Hallo?")
    assert page.evaluate("window.asked") >= 1
    page.close()


# --- the webhook

SECRET = "een-geheim-van-chatwoot"
EVENT = {
    "id": 119, "content": "Bel even met onze klantenservice. ^Sander", "created_at": "2021-07-23T18:12:48.000Z", "message_type": "outgoing",
    "content_type": "text", "private": False, "content_attributes": {}, "source_id": None,
    "sender": {"id": 1, "name": "Sander", "email": "sander@example.com", "type": "user"}, "inbox": {"id": 1, "name": "Postmus"},
    "conversation": {
        "additional_attributes": {}, "can_reply": True, "channel": "Channel::WebWidget", "id": 10, "inbox_id": 1, "messages": [message(119, 1, "…")],
        "meta": {"sender": {"id": 14, "name": "Anja", "type": "contact"}, "assignee": {"id": 1, "name": "Sander"}}, "status": "open",
    },
    "account": {"id": 1, "name": "Postmus"}, "event": "message_created",
}  # fmt: skip


class Chatwoot(BaseHTTPRequestHandler):
    """The two calls of Chatwoot's API that the webhook uses."""

    notes: list[dict[str, Any]]

    def do_GET(self) -> None:
        own = {**message(119, 1, str(EVENT["content"])), "content": EVENT["content"]}
        self._answer({"meta": {}, "payload": [*MESSAGES, own]})

    def do_POST(self) -> None:
        type(self).notes.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer({})

    def _answer(self, body: object) -> None:
        path = "/api/v1/accounts/1/conversations/10/messages"
        is_right = self.path == path and self.headers["api_access_token"] == "sleutel"
        self.send_response(200 if is_right else 404)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


def free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def webhook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    Chatwoot.notes = []
    chatwoot = ThreadingHTTPServer(("127.0.0.1", 0), Chatwoot)
    threading.Thread(target=chatwoot.serve_forever, daemon=True).start()
    port = free_port()
    environment = {
        **os.environ, "CHATWOOT_URL": f"http://127.0.0.1:{chatwoot.server_port}", "CHATWOOT_TOKEN": "sleutel", "CHATWOOT_SECRET": SECRET,
    }  # fmt: skip
    command = [sys.executable, "-m", "uvicorn", "webhook:app", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=EXAMPLES / "chatwoot", env=environment)
    url = f"http://127.0.0.1:{port}/chatwoot"
    until = time.monotonic() + 40
    while True:
        try:
            httpx.get(url, trust_env=False)
            break
        except httpx.ConnectError:
            assert process.poll() is None
            assert time.monotonic() < until, "the webhook did not start"
            time.sleep(0.1)
    yield url, Chatwoot.notes
    process.terminate()
    process.wait(10)
    chatwoot.shutdown()
    chatwoot.server_close()


def deliver(url: str, event: dict[str, Any], secret: str = SECRET) -> int:
    body = json.dumps(event).encode()
    moment = str(int(time.time()))
    signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"X-Chatwoot-Timestamp": moment, "X-Chatwoot-Signature": f"sha256={signed}"}
    return httpx.post(url, content=body, headers=headers, trust_env=False).status_code


def test_the_webhook_tells_the_team_in_a_private_note(webhook: tuple[str, list[dict[str, Any]]]) -> None:
    url, notes = webhook
    notes.clear()
    assert deliver(url, EVENT) == 202
    until = time.monotonic() + 30
    while not notes and time.monotonic() < until:
        time.sleep(0.05)
    (note,) = notes
    assert note["private"] is True
    first, *rest = note["content"].splitlines()[1:]
    assert first.startswith("- ❗ ‘Bel even met onze klantenservice’"), "the gravest first"
    assert rest, "it knows the customer's message: a reply to a complaint lacks more than that"


@pytest.mark.parametrize("change", [{"private": True}, {"message_type": "incoming"}, {"event": "message_updated"}])
def test_the_webhook_leaves_its_own_notes_and_the_customer_alone(
    webhook: tuple[str, list[dict[str, Any]]], change: dict[str, Any]
) -> None:
    url, notes = webhook
    notes.clear()
    assert deliver(url, {**EVENT, **change}) == 202
    time.sleep(0.5)
    assert notes == []


def test_the_webhook_turns_away_what_chatwoot_did_not_sign(webhook: tuple[str, list[dict[str, Any]]]) -> None:
    assert deliver(webhook[0], EVENT, secret="anders") == 401
