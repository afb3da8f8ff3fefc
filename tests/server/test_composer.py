"""The composer in a real browser, against a real service: what an agent sees and does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.server.conftest import Running, running
from webcare_lint.frontends.server.rules import RuleSet
from webcare_lint.frontends.server.settings import Settings

pytest.importorskip("playwright.sync_api", reason="no playwright here: pip install playwright")
from playwright.sync_api import Error, expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

REDIRECT = "Bel even met onze klantenservice."
FIELDS = {
    "textarea": '<textarea id="field" rows="5" cols="110" aria-label="antwoord"></textarea>',
    "editable": '<div id="field" contenteditable="true" role="textbox" aria-multiline="true" aria-label="antwoord"></div>',
}


def write_page(
    page: Page, kind: str = "textarea", attributes: str = "", around: str = "{}", language: str = "nl"
) -> Locator:
    """A page of a care tool, with the composer in it, from the service's own origin."""
    composer = f'<webcare-lint-composer id="composer" {attributes}>{FIELDS[kind]}</webcare-lint-composer>'
    html = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>care</title>'
        f'<meta name="viewport" content="width=device-width"><script src="/composer.js"></script><body>{around.format(composer)}</body></html>'
    )
    page.route("**/care", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto("/care")
    page.evaluate("""() => {
        window.events = [];
        for (const name of ['report', 'apply', 'undo', 'hold', 'send', 'send-anyway', 'offline', 'online', 'refused', 'dismiss'])
            document.addEventListener('webcare-lint-' + name, (event) => window.events.push([name, event.detail]));
    }""")
    return page.locator("#field")


def marks(page: Page) -> Locator:
    return page.locator("#composer .mark")


def card(page: Page) -> Locator:
    return page.locator("#composer .card")


def text_of(field: Locator) -> str:
    return str(field.evaluate("(field) => field.value ?? field.innerText"))


def events(page: Page, name: str) -> list[Any]:
    return [detail for event, detail in page.evaluate("window.events") if event == name]


def marked(page: Page) -> list[str]:
    """The words that are marked, as the composer's own offsets say."""
    found: list[str] = page.evaluate(
        "() => composer.findings.filter((f) => f.start_utf16 != null).map((f) => composer.text.slice(f.start_utf16, f.end_utf16))"
    )
    return found


@pytest.fixture(params=list(FIELDS))
def field(request: pytest.FixtureRequest, page: Page) -> Locator:
    return write_page(page, request.param)


# --- typing and marking


def test_what_is_typed_is_marked_by_its_severity(page: Page, field: Locator) -> None:
    field.press_sequentially("Foei. Bel even met onze klantenservice.")
    expect(page.locator("#composer .mark.error")).to_have_count(1)
    expect(page.locator("#composer .mark.warning")).to_have_count(1)
    assert marked(page) == ["Foei", "Bel even met onze klantenservice"]


def test_a_mark_stands_under_its_words(page: Page, field: Locator) -> None:
    field.press_sequentially("Hoi Anja, 😜👩‍👩‍👧 foei")
    expect(marks(page)).to_have_count(1)
    field.press("End")
    mark = marks(page).bounding_box()
    box = field.bounding_box()
    assert mark
    assert box
    assert mark["width"] > 10
    assert box["x"] < mark["x"] < box["x"] + box["width"]
    caret = page.evaluate("""() => {
        const field = document.getElementById('field');
        if (!field.value) { const range = getSelection().getRangeAt(0).cloneRange(); range.setStart(range.endContainer, range.endOffset - 4); return range.getBoundingClientRect().left; }
        const style = getComputedStyle(field), canvas = new OffscreenCanvas(10, 10).getContext('2d');
        canvas.font = style.font;
        return field.getBoundingClientRect().left + field.clientLeft + parseFloat(style.paddingLeft) + canvas.measureText('Hoi Anja, 😜👩‍👩‍👧 ').width;
    }""")
    assert abs(mark["x"] - caret) < 3


def test_marks_follow_the_text_until_the_next_answer(page: Page, field: Locator) -> None:
    field.press_sequentially("Nou foei zeg")
    expect(marks(page)).to_have_count(1)
    page.route("**/v1/lint", lambda _: None)  # the next answer never comes
    field.press("Control+Home")
    field.press_sequentially("😜 Tja. ")
    assert marked(page) == ["foei"]
    field.press("Control+End")
    for _ in range(6):
        field.press("Backspace")
    assert marked(page) == [], "a mark that is typed in goes"


def test_a_stale_answer_is_dropped(page: Page) -> None:
    field = write_page(page)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if json.loads(route.request.post_data or "{}")["text"] == "foei" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/v1/lint", hold_the_first)
    field.press_sequentially("foei", delay=1)
    page.wait_for_timeout(400)
    assert held, "the first question was not asked"
    field.press_sequentially(" oei", delay=1)
    expect(marks(page)).to_have_count(2)
    report = json.dumps({"findings": [], "strengths": [], "commandments": []})
    with suppress(Error):  # the page may have given the old request up, which is as good
        held[0].fulfill(body=report, content_type="application/json")
    page.wait_for_timeout(200)
    assert marked(page) == ["foei", "oei"]


def test_an_answer_about_a_text_that_was_typed_on_moves_along(page: Page, field: Locator) -> None:
    held: list[Route] = []
    page.route("**/v1/lint", lambda route: route.continue_() if held else held.append(route))
    field.press_sequentially("Nou foei zeg, en oei.", delay=1)
    page.wait_for_timeout(400)
    assert held, "the first question was not asked"
    page.evaluate("composer.check = () => null")  # the next question is never asked
    field.press("Control+Home")
    field.press_sequentially("😜 Tja. ", delay=1)
    held[0].continue_()
    expect(marks(page)).to_have_count(2)
    assert marked(page) == ["foei", "oei"]


def test_an_answer_about_a_text_that_is_gone_marks_nothing(page: Page, field: Locator) -> None:
    held: list[Route] = []
    page.route("**/v1/lint", lambda route: route.continue_() if held else held.append(route))
    field.press_sequentially("Nou foei zeg, en oei.", delay=1)
    page.wait_for_timeout(400)
    page.evaluate("composer.check = () => null")
    field.press("Control+a")
    field.press("x")
    held[0].continue_()
    page.wait_for_function("events.some(([name]) => name === 'report')")
    assert marked(page) == []
    expect(page.locator("#composer")).to_have_attribute("state", "ready")
    assert events(page, "offline") == []


def test_the_composer_may_be_put_elsewhere_in_the_page(page: Page, field: Locator) -> None:
    page.evaluate(
        "document.body.append(document.createElement('main')); document.querySelector('main').append(composer)"
    )
    field.press_sequentially("Nou foei zeg")
    expect(marks(page)).to_have_count(1)
    field.press("F8")
    expect(card(page)).to_be_visible()


def test_the_service_is_not_asked_for_every_key(page: Page) -> None:
    field = write_page(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/v1/lint") else None)
    field.press_sequentially("Dit is een zin van een behoorlijke lengte foei", delay=5)
    expect(marks(page)).to_have_count(1)
    assert len(asked) <= 4


def test_context_from_attributes_and_properties_goes_along(page: Page) -> None:
    write_page(
        page,
        attributes='channel="x" visibility="public" customer="Waar blijft het?" customer-name="Anja" brand="Postmus" author="assistant"',
    )
    request = page.evaluate("composer.request")
    assert request["thread"] == [{"author": "customer", "text": "Waar blijft het?", "name": "Anja"}]
    assert (request["channel"], request["visibility"], request["brand"], request["author"]) == (
        "x",
        "public",
        "Postmus",
        "assistant",
    )
    page.evaluate(
        "composer.thread = [{author: 'customer', text: 'Hallo?'}, {author: 'agent', text: 'Ja?'}]; composer.context = {agent: 'Bas'}"
    )
    request = page.evaluate("composer.request")
    assert [message["author"] for message in request["thread"]] == ["customer", "agent"]
    page.evaluate("composer.thread = Array.from({length: 600}, (_, n) => ({author: 'customer', text: `Hallo ${n}?`}))")
    thread = page.evaluate("composer.request")["thread"]
    assert [len(thread), thread[-1]["text"]] == [500, "Hallo 599?"]
    assert request["agent"] == "Bas"


# --- applying and undoing


def test_a_suggestion_goes_in_with_a_click_and_out_with_undo(page: Page, field: Locator) -> None:
    field.press_sequentially("😜 Oei, wat jammer.")
    expect(marks(page).first).to_be_visible()
    page.locator("#composer .row", has_text="Oei").click()
    expect(card(page)).to_contain_text("Zo praten wij niet.")
    card(page).locator(".choice").first.click()
    assert text_of(field) == "😜 Ai, wat jammer."
    expect(card(page)).to_be_hidden()
    assert events(page, "apply") == [{"rule": "huisregel", "severity": "warning", "safe": True}]
    page.get_by_role("button", name="Ongedaan maken").click()
    assert text_of(field) == "😜 Oei, wat jammer."
    assert len(events(page, "undo")) == 1


def test_the_browsers_own_undo_takes_a_suggestion_back(page: Page, field: Locator) -> None:
    field.press_sequentially("Oei, wat jammer.")
    expect(marks(page)).to_have_count(1)
    field.press("F8")
    page.keyboard.press("1")
    assert text_of(field) == "Ai, wat jammer."
    expect(field).to_be_focused()
    field.press("Control+z")
    assert text_of(field) == "Oei, wat jammer."


def test_undo_takes_the_suggestion_back_and_nothing_else(page: Page, field: Locator) -> None:
    field.press_sequentially("Oei, wat jammer.")
    expect(marks(page)).to_have_count(1)
    field.press("F8")
    page.keyboard.press("1")
    assert text_of(field) == "Ai, wat jammer."
    field.press("Control+Home")
    field.press_sequentially("Tja. ")
    undo = page.get_by_role("button", name="Ongedaan maken")
    undo.click()
    assert text_of(field) == "Tja. Oei, wat jammer."
    expect(marks(page)).to_have_count(1)
    field.press("F8")
    page.keyboard.press("1")
    expect(undo).to_be_visible()
    for _ in range(2):
        field.press("Backspace")
    expect(undo).to_be_hidden()
    assert page.evaluate("composer.undo()") is False
    assert text_of(field) == "Tja. , wat jammer."


def test_a_model_sentence_takes_the_place_of_its_sentence_only(page: Page) -> None:
    field = write_page(page)
    field.fill(f"Haha, verdwaald 😜 {REDIRECT} ^Sander")
    expect(page.locator("#composer .mark[data-rule=channel-redirect]")).to_have_count(1)
    page.locator("#composer .row", has_text="stuurt de klant weg").click()
    card(page).locator(".choice").first.click()
    assert text_of(field).startswith("Haha, verdwaald 😜 ")
    assert text_of(field).endswith(" ^Sander")
    assert "klantenservice" not in text_of(field)


def test_a_click_on_marked_words_opens_their_card(page: Page, field: Locator) -> None:
    field.press_sequentially("foei")
    expect(marks(page)).to_have_count(1)
    box = marks(page).bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(card(page)).to_be_visible()
    page.mouse.click(5, 5)
    expect(card(page)).to_be_hidden()


def test_a_warning_can_be_left_and_an_error_cannot(page: Page) -> None:
    field = write_page(page)
    field.fill(f"Foei. {REDIRECT}")
    expect(marks(page)).to_have_count(2)
    field.press("Control+Home")
    field.press("F8")
    card(page).get_by_role("button", name="Laat zo").click()
    expect(marks(page)).to_have_count(1)
    field.press("F8")
    expect(card(page)).to_contain_text("stuurt de klant weg")
    expect(card(page).get_by_role("button", name="Laat zo")).to_have_count(0)


# --- keys and screen readers


def test_everything_can_be_done_with_the_keyboard(page: Page) -> None:
    field = write_page(page, around="<form>{}<button>Verstuur</button></form>")
    page.evaluate(
        "document.querySelector('form').addEventListener('submit', (event) => { event.preventDefault(); window.sent = true; })"
    )
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.type(f"Oei, foei. {REDIRECT}")
    expect(marks(page)).to_have_count(3)
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    expect(card(page)).to_contain_text("‘Oei’")
    page.keyboard.press("F8")
    expect(card(page)).to_contain_text("‘foei’")
    page.keyboard.press("Shift+F8")
    page.keyboard.press("Enter")
    assert text_of(field) == f"Ai, foei. {REDIRECT}"
    expect(marks(page)).to_have_count(2)
    page.keyboard.press("Control+End")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+.")
    expect(card(page)).to_contain_text("stuurt de klant weg")
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    expect(field).to_be_focused()
    page.get_by_role("button", name="Verstuur").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Terug naar mijn antwoord")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("window.sent")


def test_the_strip_is_one_stop_of_the_tab_key(page: Page) -> None:
    field = write_page(page)
    field.fill(REDIRECT)
    expect(marks(page)).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="2. Blijf in het kanaal")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="10. Geniet")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#composer .row").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(card(page)).to_contain_text("stuurt de klant weg")


def test_an_answer_that_comes_late_leaves_the_card_and_the_focus_where_they_are(page: Page) -> None:
    field = write_page(page)
    field.fill(f"Foei. {REDIRECT}")
    expect(marks(page)).to_have_count(2)
    field.press("Control+Home")
    page.keyboard.press("F8")
    expect(card(page)).to_contain_text("‘Foei’")
    page.evaluate("composer.check()")
    page.wait_for_function("events.filter(([name]) => name === 'report').length > 1")
    expect(card(page)).to_contain_text("‘Foei’")
    page.evaluate("() => { composer.context = {text: 'Dag.'}; return composer.check(); }")
    expect(card(page)).to_be_hidden()
    expect(field).to_be_focused()


def test_a_screen_reader_hears_how_it_stands(page: Page) -> None:
    field = write_page(page)
    described = field.get_attribute("aria-describedby")
    assert "F8" in (page.locator(f"#{described}").text_content() or "")
    field.fill(f"Foei. {REDIRECT} ^Bas")
    expect(page.locator("#composer .heard[role=status]")).to_have_text("1 fout, 1 waarschuwing")
    field.fill("Hoi, ik zoek het nu voor je uit. ^Bas")
    expect(page.locator("#composer .heard[role=status]")).to_have_text("Geen opmerkingen.")
    expect(page.get_by_role("button", name="2. Blijf in het kanaal: in orde")).to_be_visible()


def test_it_speaks_english_on_an_english_page(page: Page) -> None:
    field = write_page(page, language="en")
    field.fill(REDIRECT)
    expect(page.locator("#composer .row").first).to_contain_text("sends the customer away")
    expect(page.locator("#composer .caption")).to_contain_text("1 error")
    page.evaluate("composer.setAttribute('lang', 'nl')")
    expect(page.locator("#composer .row").first).to_contain_text("stuurt de klant weg")


# --- the strip


def test_the_strip_fills_as_the_reply_gets_better(page: Page) -> None:
    field = write_page(page)
    field.fill(f"Foei. {REDIRECT}")
    expect(page.locator("#composer .segment[data-state=error]")).to_have_text(["2"])
    expect(page.locator("#composer .segment[data-state=warning]")).to_have_text(["6"])
    field.fill("Hoi, ik zoek het nu voor je uit. ^Bas")
    expect(page.locator("#composer .segment[data-state=kept]")).to_have_text(["1", "2", "6", "7"])
    expect(page.locator("#composer .caption")).to_contain_text("Klaar om te versturen")
    field.fill("")
    expect(page.locator("#composer .segment[data-state=unknown]")).to_have_count(10)


# --- sending


@pytest.fixture
def form(page: Page) -> Locator:
    field = write_page(page, around="<form>{}<button>Verstuur</button></form>")
    page.evaluate(
        "document.querySelector('form').addEventListener('submit', (event) => { event.preventDefault(); window.sent = (window.sent ?? 0) + 1; })"
    )
    return field


def test_send_waits_a_moment_when_an_error_remains(page: Page, form: Locator) -> None:
    form.fill(f"Foei. {REDIRECT}")
    expect(marks(page)).to_have_count(2)
    page.get_by_role("button", name="Verstuur").click()
    hold = page.get_by_role("alertdialog")
    expect(hold).to_contain_text("stuurt de klant weg")
    expect(hold).not_to_contain_text("foei")
    assert page.evaluate("window.sent") is None
    page.get_by_role("button", name="Terug naar mijn antwoord").click()
    expect(hold).to_be_hidden()
    expect(form).to_be_focused()
    assert page.evaluate("window.sent") is None
    assert [detail["findings"][0]["rule"] for detail in events(page, "hold")] == ["channel-redirect"]


def test_send_anyway_sends_and_tells_the_reason_but_no_text(page: Page, form: Locator) -> None:
    form.fill(REDIRECT)
    expect(marks(page)).to_have_count(1)
    page.get_by_role("button", name="Verstuur").click()
    page.get_by_label("De linter heeft het mis").check()
    page.get_by_role("button", name="Toch versturen").click()
    page.wait_for_function("window.sent === 1")
    (told,) = events(page, "send-anyway")
    assert told["reason"] == "mistaken"
    assert [finding["rule"] for finding in told["findings"]] == ["channel-redirect"]
    assert "klantenservice" not in json.dumps([told, events(page, "send")])


def test_a_reply_without_errors_goes_at_once(page: Page, form: Locator) -> None:
    form.fill("Foei, ik zoek het nu voor je uit. ^Bas")
    expect(marks(page)).to_have_count(1)
    page.get_by_role("button", name="Verstuur").click()
    assert page.evaluate("window.sent") == 1
    assert events(page, "send")[0]["held"] is False


def test_a_reply_that_nobody_looked_at_yet_is_looked_at_first(page: Page, form: Locator) -> None:
    form.fill("Hoi, ik zoek het nu voor je uit. ^Bas")
    expect(page.locator("#composer .caption")).to_contain_text("Klaar")
    form.fill(REDIRECT)
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_role("alertdialog")).to_be_visible()
    assert page.evaluate("window.sent") is None


def test_a_double_click_sends_once(page: Page) -> None:
    field = write_page(page, attributes='send="#go"', around='{}<button id="go">Go</button>')
    page.evaluate(
        "document.getElementById('go').addEventListener('click', () => { window.sent = (window.sent ?? 0) + 1; })"
    )
    expect(page.locator("#composer")).to_have_attribute("state", "ready")
    held: list[Route] = []
    page.route("**/v1/lint", lambda route: held.append(route))
    field.fill("Hoi, ik zoek het nu voor je uit. ^Bas")
    page.locator("#go").dblclick()
    assert page.evaluate("window.sent") is None
    page.unroute("**/v1/lint")
    held[-1].continue_()
    page.wait_for_function("window.sent")
    page.wait_for_timeout(200)
    assert page.evaluate("window.sent") == 1


def test_while_it_holds_nothing_else_has_the_focus(page: Page, form: Locator) -> None:
    form.fill(REDIRECT)
    expect(marks(page)).to_have_count(1)
    page.get_by_role("button", name="Verstuur", exact=True).click()
    hold = page.get_by_role("alertdialog")
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("[document.body, composer].includes(document.activeElement)")
        assert page.evaluate(
            "!composer.shadowRoot.activeElement || !!composer.shadowRoot.activeElement.closest('.hold')"
        )
    page.get_by_role("button", name="Terug naar mijn antwoord").focus()
    page.keyboard.press("Escape")
    expect(hold).to_be_hidden()
    expect(form).to_be_focused()


def test_a_button_of_the_care_tool_is_held_too(page: Page) -> None:
    field = write_page(page, attributes='send="#go"', around='{}<button id="go">Go</button>')
    page.evaluate(
        "document.getElementById('go').addEventListener('click', () => { window.sent = (window.sent ?? 0) + 1; })"
    )
    field.fill(REDIRECT)
    expect(marks(page)).to_have_count(1)
    page.locator("#go").click()
    page.get_by_role("button", name="Toch versturen").click()
    page.wait_for_function("window.sent === 1")


# --- the service away


@pytest.fixture
def fragile(settings: Settings, loaded: RuleSet) -> Iterator[Running]:
    with running(settings, loaded) as started:
        yield started


def test_without_the_service_it_is_a_plain_field_and_later_it_marks_again(
    page: Page, settings: Settings, loaded: RuleSet
) -> None:
    page.context.grant_permissions(["local-network-access"])  # Chromium asks the agent before it reaches this machine
    with running(settings, loaded) as first:
        port = int(first.url.rsplit(":", 1)[1])
        field = write_page(
            page, around="<form>{}<button>Verstuur</button></form>", attributes=f'endpoint="{first.url}"'
        )
        page.evaluate(
            "document.querySelector('form').addEventListener('submit', (event) => { event.preventDefault(); window.sent = true; })"
        )
        # Another origin than the page's: without CORS a browser lets no answer through.
        field.fill(REDIRECT)
        expect(page.locator("#composer")).to_have_attribute("state", "away")
    allowed = replace(settings, port=port, cors_origins=(page.evaluate("location.origin"),))
    with running(allowed, loaded):
        page.evaluate("composer.check()")
        expect(marks(page)).to_have_count(1)
        expect(page.locator("#composer")).to_have_attribute("state", "ready")
        assert len(events(page, "online")) == 1
    field.press("End")
    field.press_sequentially(" Dag.")
    expect(page.locator("#composer")).to_have_attribute("state", "away")
    expect(marks(page)).to_have_count(0)
    expect(page.locator("#composer .below")).to_be_hidden()
    assert text_of(field) == f"{REDIRECT} Dag."
    page.get_by_role("button", name="Verstuur").click()
    page.wait_for_function("window.sent")
    with running(allowed, loaded):
        expect(marks(page)).to_have_count(1, timeout=20_000)  # by itself, without a key


def test_a_service_that_refuses_is_told_to_the_page_only(page: Page) -> None:
    field = write_page(page, attributes='channel="fax"')
    field.fill(REDIRECT)
    expect(page.locator("#composer")).to_have_attribute("state", "refused")
    expect(page.locator("#composer .below")).to_be_hidden()
    assert events(page, "refused")[-1]["problem"]["errors"][0]["field"] == "channel"
    page.evaluate("composer.setAttribute('channel', 'x')")
    expect(marks(page)).to_have_count(1)


# --- looks


def test_colours_are_the_care_tools_to_choose(page: Page) -> None:
    field = write_page(
        page, attributes='class="ours"', around="<style>.ours{{--webcare-lint-error: rgb(1, 2, 3)}}</style>{}"
    )
    field.fill(REDIRECT)
    expect(page.locator("#composer .mark.error")).to_have_css("color", "rgb(1, 2, 3)")


def test_marks_scroll_with_a_long_text(page: Page) -> None:
    field = write_page(page)
    field.evaluate("(field) => { field.style.height = '60px'; field.style.width = '300px'; }")
    field.fill("regel\n" * 30 + "foei")
    expect(marks(page)).to_have_count(1)
    field.evaluate("(field) => { field.scrollTop = field.scrollHeight; }")
    page.wait_for_timeout(100)
    mark, box = marks(page).bounding_box(), field.bounding_box()
    assert mark
    assert box
    assert box["y"] < mark["y"] < box["y"] + box["height"]


def test_on_a_phone_the_card_is_a_sheet_and_the_words_stay_in_view(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    expect(page.locator("#composer .mark[data-rule=channel-redirect]").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#composer .row", has_text="stuurt de klant weg").click()
    box = card(page).bounding_box()
    mark = page.locator("#composer .mark.is-hot").first.bounding_box()
    assert box
    assert mark
    assert (box["x"], box["width"]) == (0, 390)
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)
    assert 0 <= mark["y"] < box["y"]
    for button in card(page).get_by_role("button").all():
        size = button.bounding_box()
        assert size
        assert size["height"] >= 28


# --- the playground


def test_the_playground_shows_each_well_known_case(page: Page) -> None:
    page.goto("/")
    buttons = page.locator(".case:not(.is-own)").all()
    assert len(buttons) >= 6
    for button in buttons:
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#reply")).not_to_be_empty()
        expect(page.locator("#composer")).to_have_attribute("state", "ready")


def test_a_case_follows_the_language_until_somebody_writes(page: Page) -> None:
    page.goto("/")
    dutch = page.locator("#reply").input_value()
    page.get_by_role("button", name="English").click()
    expect(page.locator("#reply")).not_to_have_value(dutch)
    expect(page.locator("#language")).to_have_value("en")
    page.get_by_role("button", name="Nederlands").click()
    expect(page.locator("#reply")).to_have_value(dutch)
    page.locator("#reply").fill("Van mij.")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#reply")).to_have_value("Van mij.")


def test_the_playground_can_be_begun_with_nothing(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Schrijf zelf").click()
    expect(page.locator("#reply")).to_be_empty()
    expect(page.locator("#customer")).to_be_focused()


def test_all_rules_are_a_click_away_and_back(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Alle regels").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="2 · Blijf in het kanaal")).to_be_visible()
    dialog.get_by_role("button", name="Stuurt de klant naar een ander kanaal").click()
    expect(dialog).to_contain_text("Bron")
    dialog.get_by_role("button", name="Alle regels").click()
    expect(dialog.get_by_role("heading", name="2 · Blijf in het kanaal")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Alle regels")).to_be_focused()


def test_the_playground_works_behind_a_path_of_the_care_tool(page: Page, service: Running) -> None:
    page.route(
        "https://care.example/webcare-lint/**",
        lambda route: route.fulfill(
            response=route.fetch(url=route.request.url.replace("https://care.example/webcare-lint", service.url))
        ),
    )
    page.goto("https://care.example/webcare-lint/")
    expect(page.locator("#composer .mark").first).to_be_visible()
    page.get_by_role("button", name="Zo las de linter het").click()
    expect(page.locator("#reading .cue").first).to_be_visible()


def test_a_shared_link_carries_everything_in_its_fragment(page: Page) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto("/")
    page.locator("#customer").fill("Één 😜 vraag?")
    page.locator("#reply").fill("Foei 👩‍👩‍👧 & <b>")
    page.locator("#channel").select_option("email")
    page.get_by_role("button", name="Kopieer link").click()
    expect(page.locator("#status")).not_to_be_empty()
    link = page.url
    assert "#s=" in link
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator("#reply")).to_have_value("Foei 👩‍👩‍👧 & <b>")
    expect(page.locator("#customer")).to_have_value("Één 😜 vraag?")
    expect(page.locator("#channel")).to_have_value("email")
    assert not any("Foei" in url.split("#")[0] or "?" in url for url in requests)
    page.goto(re.sub("#s=.*", "#s=%25rommel", link))
    page.reload()
    expect(page.locator("#reply")).not_to_be_empty()


def test_the_playground_says_how_the_linter_read_it(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Zo las de linter het").click()
    expect(page.locator("#reading .cue", has_text="redirect").first).to_be_visible()
    page.locator("#reading").get_by_role("button", name="channel-redirect").click()
    expect(page.get_by_role("dialog")).to_contain_text("Bron")


def test_a_rules_page_has_a_link_of_its_own(page: Page) -> None:
    page.goto("/#rule=channel-redirect")
    expect(page.get_by_role("heading", name="channel-redirect")).to_be_visible()


def test_the_playground_asks_for_a_key_where_one_is_needed(browser: Any, settings: Settings, loaded: RuleSet) -> None:
    key = "sleutel-van-zestien-tekens"
    with running(replace(settings, api_keys=(key,)), loaded) as guarded:
        page = browser.new_page(base_url=guarded.url, locale="nl-NL")
        page.goto("/")
        page.get_by_label("Deze service vraagt een sleutel:").fill(key)
        page.get_by_role("button", name="Gebruik").click()
        expect(page.locator("#composer .mark").first).to_be_visible()
        page.close()
