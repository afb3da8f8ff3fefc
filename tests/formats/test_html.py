"""The report: one file that shows what was found, works offline, and runs nothing that stands in an entry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.formats.conftest import PAYLOADS, Written, outcome_of, webcare_lint
from webcare_lint import Linter
from webcare_lint.finding import Finding, Severity
from webcare_lint.formats.base import Outcome, Presentation
from webcare_lint.formats.marks import differences, pieces
from webcare_lint.formats.registry import formatter
from webcare_lint.formats.words import COMMANDMENTS, commandment_name

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LIBRARY = """\
- {id: retour, title: Retour, text: "Wat vervelend! Bel even met onze klantenservice."}
- {id: bezorging, title: Bezorging é, text: "Middels de track-and-trace zie je waar je pakket is. Groet, Sander"}
- {id: goed, title: Goed, text: "Hoi, je pakket ligt morgen voor 12.00 uur bij je in de bus. Groet, Sander"}
"""


class Parsed(HTMLParser):
    """The tags of a page as a parser sees them, and its text."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def page(written: Written) -> Parsed:
    return Parsed(written("html"))


# --- without a browser


def test_nothing_of_an_entry_becomes_markup(page: Parsed) -> None:
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not {tag for tag, _ in page.tags} & {"img", "iframe", "object", "textarea", "i", "link", "base"}
    names = {name for _, attributes in page.tags for name in attributes}
    assert not [name for name in names if name.startswith("on")]
    assert all((attributes.get("href") or "").startswith("#") for tag, attributes in page.tags if tag == "a")


def test_what_stands_in_an_entry_is_shown_as_it_stands(page: Parsed) -> None:
    for payload in PAYLOADS:
        # The number of a finding stands behind its words.
        assert re.search(r"\d*".join(map(re.escape, payload)), page.text), payload


def test_the_page_needs_nothing_else(written: Written) -> None:
    text = written("html")
    assert "default-src 'none'" in text
    without_namespaces = re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)
    loaded = re.findall(
        r"""(?:src|href|action)\s*=\s*["'](?!#)[^"']*|url\([^)]*|@import""", Parsed(without_namespaces).text
    )
    assert all(tag not in ("link", "img") for tag, _ in Parsed(text).tags)
    assert not [one for one in loaded if "kwaad.example" not in one and "onerror" not in one]


def test_two_runs_give_the_same_page(hostile: Outcome) -> None:
    assert formatter("html")(hostile, Presentation()) == formatter("html")(hostile, Presentation())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_commandment_has_a_bar_and_a_row(language: str, hostile: Outcome) -> None:
    text = formatter("html")(hostile, Presentation(language="nl" if language == "nl" else "en"))
    assert f'<html lang="{language}">' in text
    for commandment in COMMANDMENTS:
        name = commandment_name(commandment, "nl" if language == "nl" else "en").replace("'", "&#39;")
        assert text.count(name.replace("&#39;", "'")) + text.count(name) >= 2, name


def test_findings_are_marked_in_the_text_with_what_there_is_to_say(tmp_path: Path) -> None:
    (tmp_path / "macros.yaml").write_text(LIBRARY, encoding="utf-8")
    text = webcare_lint("check", "macros.yaml", "--format", "html", folder=tmp_path).stdout
    assert re.search(r'<mark class="error">Bel even met onze klantenservice<a class="ref" href="#e1f\d"', text)
    for said in (
        "channel-redirect",
        "Schrijf liever",
        "Ik vraag het nu na bij de winkel",
        "Herkend aan",
        "redirect <code>",
        "regel 1:",
    ):
        assert said in text, said
    assert text.count('class="entry clean"') == 1


def test_an_empty_run_is_a_page_too() -> None:
    assert "Niets gevonden." in formatter("html")(Outcome((), (), Linter().rules), Presentation())


def finding(start: int | None, end: int | None, severity: Severity) -> Finding:
    return Finding(rule="x", commandment=1, severity=severity, start=start, end=end, message="", why="", fingerprint="")


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], [("abcdef", "", ())]),
        ([(None, None)], [("abcdef", "", ())]),
        ([(0, 2)], [("ab", "error", (1,)), ("cdef", "", ())]),
        ([(0, 4), (2, 6)], [("ab", "error", ()), ("cd", "error", (1,)), ("ef", "warning", (2,))]),
        (
            [(1, 5), (2, 3)],
            [("a", "", ()), ("b", "error", ()), ("c", "error", (2,)), ("de", "error", (1,)), ("f", "", ())],
        ),
        ([(3, 3), (0, 6)], [("abcdef", "warning", (2,))]),
    ],
)
def test_a_text_is_cut_at_the_edges_of_its_findings(
    spans: list[tuple[int | None, int | None]], expected: list[tuple[str, str, tuple[int, ...]]]
) -> None:
    severities = [Severity.ERROR, Severity.WARNING]
    found = [finding(start, end, severity) for (start, end), severity in zip(spans, severities, strict=False)]
    assert [tuple(piece) for piece in pieces("abcdef", found)] == expected


def test_differences_are_told_word_by_word() -> None:
    parts = [*differences("Hoi Anna, je pakket komt vrijdag.", "Hoi Anna, je pakket komt morgen.")]
    assert "".join(part.text for part in parts) == "Hoi Anna, je pakket komt vrijdag."
    assert [part.text for part in parts if part.differs] == ["vrijdag"]


# --- in a browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, hostile_file: Path) -> Path:
    """A report with hostile and ordinary entries, and everything a library shows."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "macros.yaml").write_text(LIBRARY, encoding="utf-8")
    outcome = outcome_of([str(folder / "macros.yaml"), str(hostile_file)], Linter())
    path = folder / "report.html"
    path.write_text(formatter("html")(outcome, Presentation()), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, report: Path) -> Iterator[Page]:
    """The page as it opens, without a network; it may not complain, ask for anything or run what it should not."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("dialog", lambda dialog: (complaints.append(f"alert {dialog.message}"), dialog.dismiss()))
    tab.on("request", lambda request: complaints.append(request.url) if not request.url.startswith("file:") else None)
    tab.goto(report.as_uri())
    yield tab
    context.close()
    assert complaints == []


def shown(tab: Page) -> list[str]:
    return tab.locator(".entry:visible h3").all_text_contents()


def settled(tab: Page) -> list[str]:
    """What is shown once the filters have been applied."""
    tab.wait_for_timeout(250)
    return shown(tab)


def test_the_report_opens_with_the_entries_that_need_work(opened: Page) -> None:
    titles = shown(opened)
    assert titles[:2] == ["Retour", "Bezorging é"]
    assert "Goed" not in titles
    assert opened.locator("#shown").inner_text() == f"{len(titles)} van {len(PAYLOADS) + 3} antwoorden"
    opened.get_by_label("Alleen met bevindingen").uncheck()
    assert "Goed" in settled(opened)


def test_searching_does_not_mind_accents_and_capitals(opened: Page) -> None:
    opened.get_by_label("Zoek in de antwoorden").fill("BEZORGING e")
    assert settled(opened) == ["Bezorging é"]
    opened.get_by_label("Zoek in de antwoorden").fill("bestaat niet")
    assert settled(opened) == []
    assert opened.locator("#shown").inner_text().startswith("0 van ")
    opened.get_by_role("button", name="Wis filters").click()
    assert len(settled(opened)) > 1


def test_filters_are_about_one_and_the_same_finding(opened: Page) -> None:
    opened.locator("select[name=file]").select_option(index=1)
    assert settled(opened) == ["Retour", "Bezorging é"]
    opened.locator("select[name=rule]").select_option("channel-redirect")
    assert settled(opened) == ["Retour"]
    opened.locator("select[name=severity]").select_option("warning")
    assert settled(opened) == []  # it has warnings, but the redirect is an error
    opened.locator("select[name=rule]").select_option("")
    opened.locator("select[name=severity]").select_option("")
    opened.locator("select[name=commandment]").select_option("2")
    assert settled(opened) == ["Retour"]


def test_a_link_leads_to_an_entry_that_is_filtered_away(opened: Page) -> None:
    opened.get_by_label("Zoek in de antwoorden").fill("bestaat niet")
    assert settled(opened) == []
    opened.locator("#alike a").first.click()
    assert settled(opened) == ["Retour"]


def test_a_mark_leads_to_its_finding(opened: Page) -> None:
    opened.locator("#e1 mark.error a.ref").first.click()
    target = opened.url.partition("#")[2]
    assert opened.locator(f"#{target}").is_visible()
    assert "channel-redirect" in opened.locator(f"#{target}").inner_text()


def test_everything_can_be_reached_and_opened_from_the_keyboard(opened: Page) -> None:
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    assert opened.locator(".skip").bounding_box()
    opened.locator("#e1 summary").first.focus()
    opened.keyboard.press("Enter")
    assert opened.locator("#e1 details").first.get_attribute("open") is not None


def test_a_page_whose_policy_is_lifted_still_runs_nothing_of_an_entry(
    browser: Browser, report: Path, tmp_path: Path
) -> None:
    """Escaping must hold by itself; the policy is a second lock."""
    text = report.read_text(encoding="utf-8")
    path = tmp_path / "open.html"
    path.write_text(re.sub(r"<meta http-equiv[^>]*>", "", text), encoding="utf-8")
    tab = browser.new_page()
    alerts: list[str] = []
    tab.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    tab.goto(path.as_uri())
    tab.wait_for_timeout(300)
    tab.close()
    assert alerts == []


def test_the_policy_keeps_a_script_that_got_in_from_running(browser: Browser, report: Path, tmp_path: Path) -> None:
    path = tmp_path / "broken.html"
    path.write_text(
        report.read_text(encoding="utf-8").replace("<main>", "<main><script>document.title='kwaad'</script>"),
        encoding="utf-8",
    )
    tab = browser.new_page()
    tab.goto(path.as_uri())
    assert "kwaad" not in tab.title()
    assert tab.locator("#filters").is_visible()
    tab.close()


def test_without_scripts_everything_is_there(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(report.as_uri())
    assert tab.locator(".entry").count() == len(PAYLOADS) + 3
    assert not tab.locator("#filters").is_visible()
    context.close()


def test_a_phone_never_scrolls_sideways_and_has_its_own_charts(browser: Browser, report: Path) -> None:
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto(report.as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    assert tab.locator("#commandments .narrow").is_visible()
    assert not tab.locator("#commandments .wide").is_visible()
    letters = tab.evaluate("""[...document.querySelectorAll('#commandments .narrow .axis.y text')].map(
        (text) => parseFloat(getComputedStyle(text).fontSize) * text.ownerSVGElement.getScreenCTM().a)""")
    assert len(letters) == 12
    assert min(letters) > 9
    tab.close()


def test_paper_has_the_explanations_and_no_filters(browser: Browser, report: Path) -> None:
    tab = browser.new_page()
    tab.goto(report.as_uri())
    tab.emulate_media(media="print")
    tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert not tab.locator("#filters").is_visible()
    assert tab.locator("#e1 .cues").first.is_visible()
    assert tab.pdf(format="A4").startswith(b"%PDF")
    tab.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_axe_finds_nothing(width: int, scheme: str, browser: Browser, report: Path) -> None:
    axe_playwright = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="no axe here: pip install axe-playwright-python"
    )
    tab = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    tab.goto(report.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    found = axe_playwright.Axe().run(tab).response["violations"]
    assert [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found] == []
    tab.close()


def test_five_thousand_entries_are_filtered_in_a_moment(browser: Browser, tmp_path: Path) -> None:
    entries = [
        {
            "id": f"e{number}",
            "title": f"Titel {number}",
            "text": f"Hoi, bel even met onze klantenservice over {number}.",
        }
        for number in range(5000)
    ]
    path = tmp_path / "macros.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    (tmp_path / "report.html").write_text(
        formatter("html")(outcome_of([str(path)], Linter()), Presentation()), encoding="utf-8"
    )
    tab = browser.new_page()
    tab.goto((tmp_path / "report.html").as_uri())
    tab.get_by_label("Zoek in de antwoorden").fill("titel 4321")
    tab.locator("#shown", has_text="1 van 5000").wait_for(timeout=20_000)
    tab.close()
