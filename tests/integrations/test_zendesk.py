"""The sidebar app with Zendesk's own SDK, in a frame of a page that answers as Zendesk does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.integrations.conftest import EXAMPLES, needs_node_package
from tests.server.conftest import Running

pytest.importorskip("playwright.sync_api", reason="no playwright here: pip install playwright")
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Frame, FrameLocator, Page

APP = EXAMPLES / "zendesk"
SDK = "https://static.zdassets.com/zendesk_app_framework_sdk/2.0/zaf_sdk.min.js"
FRAME = "https://app.example/assets/iframe.html?origin=https%3A%2F%2Fzendesk.example&app_guid=7712c893"

# The other end of lib/client.js of the SDK: a handshake, requests with a number, events, and events that need a reply.
ZENDESK_PAGE = """<!doctype html><title>Zendesk</title><body><iframe id="app" width="360" height="800"></iframe>
<script>
  const app = document.getElementById('app');
  const send = (message) => app.contentWindow.postMessage(JSON.stringify(message), 'https://app.example');
  window.listened = new Set();
  window.addEventListener('message', (event) => {
    const asked = typeof event.data === 'string' ? JSON.parse(event.data) : event.data;
    if (asked.key === 'iframe.handshake') send({key: 'zaf.app.registered', message: {metadata: {settings: window.settings}, context: {location: 'ticket_sidebar'}}});
    else if (asked.request === 'get') send({id: asked.id, result: Object.fromEntries(asked.params.map((path) => [path, window.ticket[path]]))});
    else if (asked.request === 'set') {
      Object.assign(window.ticket, asked.params);
      send({id: asked.id, result: {}});
    } else if (asked.request === 'invoke') {
      window.invoked = asked.params;
      send({id: asked.id, result: {}});
    } else if (asked.key?.startsWith('iframe.on:')) window.listened.add(asked.key.slice('iframe.on:'.length));
    else if (asked.key?.startsWith('iframe.reply:')) window.replied(asked.error?.msg ?? 'saved');
  });
  window.type = (html) => { window.ticket['comment.text'] = html; send({key: 'zaf.comment.text.changed', message: html}); };
  window.note = () => { window.ticket['comment.type'] = 'internalNote'; send({key: 'zaf.comment.type.changed', message: 'internalNote'}); };
  window.save = () => new Promise((resolve) => { window.replied = resolve; setTimeout(resolve, 8000, 'no answer'); send({key: 'zaf.ticket.save', needsReply: true}); });
</script>"""

TICKET = {
    "ticket.conversation": [
        {"author": {"id": 7, "name": "Anja", "role": "end-user"}, "channel": {"name": "twitter"}, "timestamp": "2021-07-23T18:02:48Z",
         "message": {"content": "<p>Mijn pakket is wéér niet bezorgd,<br>waar blijft het?!</p>", "contentType": "text/html"}, "attachments": []},
        {"author": {"id": 1, "name": "Sander", "role": "agent"}, "channel": {"name": "internal"}, "timestamp": "2021-07-23T18:05:00Z",
         "message": {"content": "<p>Weer die bezorger.</p>", "contentType": "text/html"}, "attachments": []},
    ],
    "ticket.requester.name": "Anja", "ticket.via.channel": "twitter", "currentUser.name": "Sander",
    "comment.text": "<p>Hoi Anja,&nbsp;bel even met onze klantenservice &amp; vraag maar. ^Sander</p>", "comment.type": "publicReply",
}  # fmt: skip


def sdk_bundle(package: Path) -> str:
    """The SDK's own modules in one script, as the file on Zendesk's server is."""
    modules = {
        f"./{path.stem}": path.read_text(encoding="utf-8")
        for path in [package / "lib" / f"{name}.js" for name in ("index", "client", "utils")]
    }
    wrapped = ",".join(f"{json.dumps(name)}: (module, require) => {{{code}\n}}" for name, code in modules.items())
    return f"""(() => {{ const modules = {{{wrapped}}}, made = {{}};
        const require = (name) => {{ if (!made[name]) {{ made[name] = {{exports: {{}}}}; modules[name](made[name], require); }} return made[name].exports; }};
        window.ZAFClient = require('./index'); }})();"""


@pytest.fixture
def zendesk(browser: Browser, service: Running) -> Iterator[Page]:
    """A ticket of Zendesk with the app beside it."""
    sdk = sdk_bundle(needs_node_package("zendesk_app_framework_sdk"))
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route(SDK, lambda route: route.fulfill(body=sdk, content_type="text/javascript"))
    page.route("https://zendesk.example/", lambda route: route.fulfill(body=ZENDESK_PAGE, content_type="text/html"))
    page.route(
        "https://app.example/**",
        lambda route: route.fulfill(path=APP / route.request.url.removeprefix("https://app.example/").split("?")[0]),
    )
    # The service lets the app's origin in: --cors-origin https://app.example
    page.route(
        "https://linter.example/**",
        lambda route: route.fulfill(
            response=route.fetch(url=route.request.url.replace("https://linter.example", service.url)),
            headers={"Access-Control-Allow-Origin": "*", "Content-Type": "application/json" if "/v1/" in route.request.url else "text/javascript"},
        )
        if route.request.method != "OPTIONS"
        else route.fulfill(headers={"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Content-Type"}),
    )  # fmt: skip
    page.goto("https://zendesk.example/")
    page.evaluate(
        "([ticket, src]) => { window.ticket = ticket; window.settings = {endpoint: 'https://linter.example', brand: 'Postmus'}; app.src = src; }",
        [TICKET, FRAME],
    )
    expect(page.frame_locator("#app").locator("#composer .mark").first).to_be_visible()
    page.wait_for_function("window.listened.has('ticket.save')")
    yield page
    context.close()
    assert errors == []


def app_of(page: Page) -> FrameLocator:
    return page.frame_locator("#app")


def frame_of(page: Page) -> Frame:
    return page.frames[1]


def test_the_sidebar_shows_the_draft_of_the_ticket_with_its_marks(zendesk: Page) -> None:
    app = app_of(zendesk)
    expect(app.locator("#reply")).to_have_value("Hoi Anja, bel even met onze klantenservice & vraag maar. ^Sander")
    asked: dict[str, Any] = frame_of(zendesk).evaluate("document.getElementById('composer').request")
    assert [(said["author"], said["text"]) for said in asked["thread"]] == [
        ("customer", "Mijn pakket is wéér niet bezorgd,\nwaar blijft het?!")
    ], "an internal note is no part of the conversation"
    assert (asked["channel"], asked["visibility"], asked["brand"]) == ("x", "public", "Postmus")
    zendesk.evaluate("window.type('<p>Hoi Anja, ik zoek het nu voor je uit. ^Sander</p>')")
    expect(app.locator("#composer .mark.error")).to_have_count(0)
    expect(app.locator("#reply")).to_have_value("Hoi Anja, ik zoek het nu voor je uit. ^Sander")
    assert zendesk.evaluate("document.activeElement.id") != "app", "the agent goes on typing where they were"


def test_a_suggestion_that_is_taken_goes_to_zendesks_editor(zendesk: Page) -> None:
    app = app_of(zendesk)
    app.locator("#composer .row", has_text="stuurt de klant weg").click()
    app.locator("#composer .choice").first.click()
    expect(app.locator("#composer .mark.error")).to_have_count(0)
    zendesk.wait_for_function("!window.ticket['comment.text'].includes('klantenservice')")
    assert zendesk.evaluate("window.ticket['comment.text']").startswith("<p>")


def test_an_error_holds_the_ticket_once(zendesk: Page) -> None:
    assert "klantenservice" in zendesk.evaluate("window.save()")
    assert zendesk.evaluate("window.save()") == "saved"
    zendesk.evaluate("window.type('<p>Bel ons. ^Sander</p>')")
    expect(app_of(zendesk).locator("#reply")).to_have_value("Bel ons. ^Sander")
    assert "Bel ons" in zendesk.evaluate("window.save()"), "another text, another look"


def test_an_internal_note_is_nobodys_business(zendesk: Page) -> None:
    zendesk.evaluate("window.note()")
    expect(app_of(zendesk).locator("#composer")).to_be_hidden()
    expect(app_of(zendesk).locator("#note")).to_be_visible()
    assert zendesk.evaluate("window.save()") == "saved"


def test_the_app_listens_to_documented_events_only_and_its_manifest_names_what_is_there(zendesk: Page) -> None:
    listened = set(zendesk.evaluate("[...window.listened]"))
    assert {"comment.text.changed", "comment.type.changed", "ticket.save"} <= listened
    manifest = json.loads((APP / "manifest.json").read_text(encoding="utf-8"))
    for location in manifest["location"]["support"].values():
        assert (APP / location["url"]).is_file()
    names = {parameter["name"] for parameter in manifest["parameters"]}
    used = set(re.findall(r"settings\.(\w+)", (APP / "assets" / "app.js").read_text(encoding="utf-8")))
    assert used == names
    for language in ("nl", "en"):
        words = json.loads((APP / "translations" / f"{language}.json").read_text(encoding="utf-8"))["app"]
        assert set(words["parameters"]) == names
