"""Every format is recognised by its content, and every text leads back to its place in the file."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import needs_shared
from webcare_lint.library import SOURCES, Entry, Library, read_library

SAMPLES = Path(__file__).parent / "samples"
HOUSE = {"text": "body", "id": "key", "language": "lang", "channel": "where"}


@cache
def sample(name: str) -> Library:
    return read_library(SAMPLES / name, mapping=HOUSE if name == "house.json" else None)


def entry(name: str, identity: str, field: str = "") -> Entry:
    found = [entry for entry in sample(name).entries if entry.id == identity and field in ("", entry.field)]
    assert found, f"{name} has no entry {identity} {field}"
    return found[0]


def decoded(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def place_of(raw: str, text: str) -> tuple[int, int]:
    """Line and column of the only `raw` in a file, counted without the code under test."""
    assert text.count(raw) == 1, f"{raw!r} stands {text.count(raw)} times in the sample"
    lines = re.split(r"\r\n|\n|\r", text[: text.index(raw)])
    return len(lines), len(lines[-1]) + 1


# --- recognised by content --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "source", "records", "skipped"),
    [
        ("zendesk.json", "zendesk", 3, {"703": "internal note", "704": "inactive", "705": "no text"}),
        ("chatwoot.json", "chatwoot", 2, {"2": "no text"}),
        ("zammad.json", "zammad", 2, {"13": "inactive"}),
        ("zammad.yml", "zammad", 4, {}),
        ("freshdesk.json", "freshdesk", 2, {}),
        ("intercom.json", "intercom", 2, {"93": "no text"}),
        ("helpscout.json", "helpscout", 2, {}),
        ("gorgias.json", "gorgias", 1, {"42": "archived", "43": "no text"}),
        ("front.json", "front", 1, {}),
        ("osticket.yaml", "osticket", 2, {"#3": "disabled"}),
        ("salesforce.csv", "salesforce", 2, {"0K92": "not insertable"}),
        ("livehelperchat.csv", "livehelperchat", 3, {"4": "disabled"}),
        ("house.yaml", "yaml", 3, {"oud": "inactive"}),
        ("titles.yaml", "yaml", 2, {}),
        ("house.json", "json", 2, {}),
        ("excel.csv", "csv", 3, {"#2": "no text"}),
        ("house.tsv", "tsv", 1, {}),
        ("house.md", "markdown", 2, {}),
        ("folder", "folder", 4, {"04 leeg": "no text"}),
    ],
)
def test_a_format_is_known_by_its_content_and_what_is_no_reply_is_skipped(
    name: str, source: str, records: int, skipped: dict[str, str]
) -> None:
    library = sample(name)
    assert (library.source, library.records) == (source, records)
    assert {item.id: item.why for item in library.skipped} == skipped
    assert library.problems == ()


def test_the_extension_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "export.txt").write_bytes((SAMPLES / "zendesk.json").read_bytes())
    assert read_library(tmp_path / "export.txt").source == "zendesk"


@pytest.mark.parametrize("shape", ["macros", "macro", "list", "bare", "lines"])
def test_zendesk_macros_come_in_any_wrapper(shape: str, tmp_path: Path) -> None:
    macro = {"id": 1, "title": "A", "actions": [{"field": "comment_value", "value": "Hoi"}]}
    text = {
        "macros": json.dumps({"macros": [macro]}),
        "macro": json.dumps({"macro": macro}),
        "list": json.dumps([macro]),
        "bare": json.dumps(macro),
        "lines": json.dumps(macro) + "\n" + json.dumps({**macro, "id": 2}) + "\n",
    }[shape]
    (tmp_path / "m.json").write_text(text, encoding="utf-8")
    library = read_library(tmp_path / "m.json")
    assert (library.source, {entry.text for entry in library.entries}) == ("zendesk", {"Hoi"})


def test_a_format_can_be_forced(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('[{"id": 1, "name": "A", "text": "Hoi<br>daar"}]', encoding="utf-8")
    assert read_library(tmp_path / "x.json").source == "json"
    forced = read_library(tmp_path / "x.json", source="helpscout")
    assert [(entry.text, entry.dialect) for entry in forced.entries] == [("Hoi\ndaar", "helpscout")]


def test_every_care_tool_has_a_name_to_force_it_by() -> None:
    assert {"zendesk", "chatwoot", "zammad", "freshdesk", "intercom", "helpscout", "gorgias", "front"} < set(SOURCES)
    assert {"osticket", "salesforce", "livehelperchat", "yaml", "json", "csv", "xlsx", "markdown", "folder"} < set(
        SOURCES
    )


def test_a_folder_of_bare_macros_is_one_library(tmp_path: Path) -> None:
    for number in (1, 2):
        macro = {"id": number, "title": "A", "actions": [{"field": "comment_value", "value": f"Hoi {number}"}]}
        (tmp_path / f"{number}.json").write_text(json.dumps(macro), encoding="utf-8")
    library = read_library(tmp_path)
    assert [(entry.id, entry.record, entry.path.name) for entry in library.entries] == [
        ("1", 1, "1.json"),
        ("2", 2, "2.json"),
    ]


def test_a_letter_that_begins_like_yaml_is_a_letter(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Let op: we zijn dicht.\n\nTot maandag: dan zijn we er weer\n- echt", encoding="utf-8"
    )
    library = read_library(tmp_path / "a.txt")
    assert (library.source, len(library.entries)) == ("text", 1)


def test_an_export_that_goes_on_elsewhere_is_noted_and_is_no_mistake() -> None:
    library = sample("zendesk.json")
    assert [note.field for note in library.notes] == ["next_page"]
    assert "not the whole library" in str(library.notes[0])


# --- the text a customer reads ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "identity", "field", "text"),
    [
        ("zendesk.json", "701", "comment_value_html", "Dag {{ticket.requester.first_name}},\n\nJe lamp komt vóór vrijdag 12 uur. Goed <zo>?\n\nEén\nTwee"),
        ("chatwoot.json", "1", "content", "Hoi {{ contact.first_name }} 👩‍💻 kijk < even & lees de gids.\n\n\n\nTot zo"),
        ("zammad.json", "12", "content", "Dag #{ticket.customer.voornaam},\n\nDe boom op de hoek is 😕 ziek."),
        ("zammad.yml", "#1", "content", "Dank je wel voor je foto, wij kijken mee."),
        ("zammad.yml", "#3", "content", "Eén én al 💡 klaar, #{ticket.customer.firstname}\n\nGroet"),
        ("freshdesk.json", "51", "content_html", "Hoi {{ticket.requester.firstname}},\nExcuses voor het wachten, foto's volgen."),
        ("intercom.json", "91", "body", 'Hoi {{first_name|fallback:"je \\"zaak\\""}},\n\nDe factuur is klaar.'),
        ("helpscout.json", "31", "chatText", "Hoi {%customer.voornaam%} 😊\nTot zo!"),
        ("front.json", "rsp_1", "subject", "Uw offerte XXX"),
        ("osticket.yaml", "#1", "response", "Dag %{ticket.name.first},\nDe printer staat weer aan bij #%{ticket.nummer}."),
        ("osticket.yaml", "#2", "response", "Dag,\nje laptop komt zo snel mogelijk terug."),
        ("livehelperchat.csv", "1", "msg", "Hoi {nick},\n\nWelkom bij {winkel}."),
        ("livehelperchat.csv", "2", "languages[0].message", "Dag {nick}, één accu/set"),
        ("livehelperchat.csv", "3", "languages[0].message", 'Zeg "hoi"'),
        ("house.yaml", "pauze", "text", "Hoi!\n\nJe geeft het door in de app onder Mijn abonnement en je incasso stopt vanzelf."),
        ("titles.yaml", "#2", "text", "De sauna is warm."),
        ("house.json", "a2", "body", "Hoi,\n\nklaar & af."),
        ("house.md", "#1", "", "Kijk bij Ongewenste mail, je ziet het zo. Laat ons weten:\n\n- welke dag\n- hoe laat"),
        ("folder", "02 borg", "", "Hoi!\n\nStaat het bedrag nog niet op je rekening? Kijk dan bij onze betaalpagina."),
    ],
)  # fmt: skip
def test_the_text_is_what_a_customer_would_read(name: str, identity: str, field: str, text: str) -> None:
    assert entry(name, identity, field).text == text


@pytest.mark.parametrize("name", [path.name for path in sorted(SAMPLES.iterdir()) if not path.name.startswith(".")])
def test_notes_comments_attributes_and_attachments_are_no_text(name: str) -> None:
    for found in sample(name).entries:
        text = found.text.replace("Uw offerte XXX", "")
        assert not re.search(r"XXX|TODO|!!|https?://|niet lezen|Geen kop", text), (found.id, found.field)


def test_what_a_file_says_of_an_entry_is_kept() -> None:
    assert entry("gorgias.json", "41").language == "nl"
    assert entry("livehelperchat.csv", "3", "languages[0].message").language == "en"
    assert entry("livehelperchat.csv", "2", "languages[0].message").language == "nl"
    assert entry("house.yaml", "open").channel == "email"
    assert entry("house.json", "a1").channel == "sms"
    assert entry("house.json", "a2").channel is None
    assert entry("intercom.json", "91").channel == "chat"
    assert entry("helpscout.json", "31", "chatText").visibility == "private"
    assert entry("zammad.json", "11").is_fragment
    assert not entry("zammad.json", "12").is_fragment
    assert entry("front.json", "rsp_1", "subject").is_fragment


def test_two_texts_of_one_record_belong_together() -> None:
    both = [found.record for found in sample("livehelperchat.csv").entries if found.id == "1"]
    assert both == [1, 1]


# --- positions --------------------------------------------------------------------------------------------------


class Quote(NamedTuple):
    """A part of a text and what stands in the file for it; `raw` stands there once."""

    name: str
    id: str
    field: str
    quote: str
    raw: str


QUOTES = [
    Quote("zendesk.json", "701", "comment_value_html", "vóór vrijdag 12 uur", "v&oacute;&oacute;r <b>vrij</b>dag&nbsp;12 uur"),
    Quote("zendesk.json", "701", "comment_value_html", "<zo>", "&lt;zo&gt;"),
    Quote("zendesk.json", "701", "comment_value_html", "Eén", "E\\u00e9n"),
    Quote("zendesk.json", "702", "comment_value", "😟 van", "\\ud83d\\ude1f van"),
    Quote("zendesk.json", "702", "comment_value", '"gebroken"', '\\"gebroken\\"'),
    Quote("zendesk.json", "702", "comment_value", "{{ticket.id}", "{{ticket.id}"),
    Quote("chatwoot.json", "1", "content", "< even & lees de gids", "\\u003c even \\u0026 lees **de [gids"),
    Quote("chatwoot.json", "3", "content", "snel", "snel"),
    Quote("zammad.json", "12", "content", "😕 ziek", "&#128533; ziek"),
    Quote("zammad.json", "12", "content", "op de hoek", 'op de <a title=\\"Bel ons!!\\" href=\\"https://g.example\\">hoek'),
    Quote("zammad.yml", "#1", "content", "foto, wij", "foto,\n    wij"),
    Quote("zammad.yml", "#2", "content", "foto's naar ons", "foto''s naar\n    ons"),
    Quote("zammad.yml", "#3", "content", "én al 💡 klaar, #{", "\\u00e9n al \\U0001F4A1 klaar,\\\n    \\ #{"),
    Quote("zammad.yml", "#4", "content", "€ 8 komt", "&euro;&nbsp;8\n    komt"),
    Quote("freshdesk.json", "51", "content_html", "Excuses voor het wachten", "Excuses\\u0026nbsp;voor \\u003cem\\u003ehet\\u003c/em\\u003e wachten"),
    Quote("freshdesk.json", "51", "content_html", "foto's volgen", "foto\\u0026#39;s volgen"),
    Quote("intercom.json", "91", "body", '{{first_name|fallback:"je \\"zaak\\""}}', '<attribute key=\\"first_name\\" default=\\"je &quot;zaak&quot;\\"/>'),
    Quote("intercom.json", "91", "body", "De factuur", "De factuur"),
    Quote("helpscout.json", "31", "text", "én warm", "\\u00e9n warm"),
    Quote("helpscout.json", "31", "chatText", "😊\nTot", "\\ud83d\\ude0a\\nTot"),
    Quote("gorgias.json", "41", "body_html", "al besteld", "<u>al</u> besteld"[3:]),
    Quote("gorgias.json", "41", "body_html", '("L")', '(\\"L\\")'),
    Quote("front.json", "rsp_1", "body", "heer/mevrouw", "heer&#x2F;mevrouw"),
    Quote("osticket.yaml", "#1", "response", "staat weer", "staat\n    weer"),
    Quote("osticket.yaml", "#2", "response", "zo snel mogelijk", "zo\n    snel mogelijk"),
    Quote("salesforce.csv", "0K91", "Message", 'in "Mijn polis" met', 'in ""Mijn polis"" met'),
    Quote("livehelperchat.csv", "1", "msg", "\n\nWelkom", "\r\n\r\n[b]Welkom"),
    Quote("livehelperchat.csv", "1", "fallback_msg", '"welkom"', '""welkom""'),
    Quote("livehelperchat.csv", "2", "languages[0].message", "één accu/set", "\\u00e9\\u00e9n accu\\/set"),
    Quote("livehelperchat.csv", "3", "languages[0].message", 'Zeg "hoi"', 'Zeg \\"hoi\\"'),
    Quote("house.yaml", "open", "text", "We zijn open.", "We zijn open."),
    Quote("house.yaml", "pauze", "text", "abonnement en je", "abonnement\n    en je"),
    Quote("house.yaml", "quote", "text", '"kluis" is geïnspecteerd, hoor', '\\"kluis\\" is ge\\u00efnspecteerd, \\\n    hoor'),
    Quote("titles.yaml", "#2", "text", "is warm", "is\n  warm"),
    Quote("house.json", "a1", "body", '"there"', '\\"there\\"'),
    Quote("house.json", "a2", "body", "klaar & af", "klaar &amp; af"),
    Quote("excel.csv", "#1", "Tekst", "– met stro –", "– met stro –"),
    Quote("excel.csv", "#4", "Tekst", 'De "grote" snoei…', 'De ""grote"" snoei…'),
    Quote("house.tsv", "#1", "text", "de post", "de post"),
    Quote("house.md", "#1", "", "Ongewenste mail", "Ongewenste\nmail"),
    Quote("house.md", "#2", "", "e\u0301e\u0301n hoog, zie hier", "e\u0301e\u0301n hoog, zie [hier"),
]  # fmt: skip


@pytest.mark.parametrize("quote", QUOTES, ids=lambda quote: f"{quote.name}-{quote.quote[:12]!a}")
def test_a_text_leads_back_to_its_place_in_the_file(quote: Quote) -> None:
    found = entry(quote.name, quote.id, quote.field)
    start = found.text.index(quote.quote)
    assert found.source(start, start + len(quote.quote)) == quote.raw
    assert found.position(start) == place_of(quote.raw, decoded(found.path))


def test_lines_and_columns_count_as_the_formats_page_says() -> None:
    """Counted by hand: a BOM is no column, an escaped emoji is twelve, U+2028 ends no line, a tab is one."""
    assert entry("freshdesk.json", "51").position(0) == (7, 54)
    escaped = entry("zendesk.json", "702")
    start = escaped.text.index("😟")
    assert escaped.position(start + 1)[1] - escaped.position(start)[1] == 12
    gorgias = entry("gorgias.json", "41")
    assert gorgias.position(gorgias.text.index("Op"))[0] == gorgias.position(0)[0]
    assert entry("front.json", "rsp_1", "subject").position(0) == (10, 16)
    assert entry("folder", "03 zitje").position(0) == (1, 1)
    assert entry("folder", "02 borg").position(6) == (3, 1)


def test_the_end_of_a_text_has_a_place_too() -> None:
    found = entry("excel.csv", "#3")
    assert found.position(len(found.text)) == (6, 25)


def test_the_first_character_is_never_a_tag() -> None:
    assert entry("zammad.json", "12").source(0, 3) == "Dag"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-le", "cp1252"])
def test_a_table_reads_alike_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes('Titel;Tekst\r\nEén;"Dat is één ""ding"" te veel…"\r\n'.encode(encoding))
    library = read_library(tmp_path / "t.csv")
    assert library.problems == ()
    assert [(found.title, found.text, found.position(7)) for found in library.entries] == [
        ("Eén", 'Dat is één "ding" te veel…', (2, 13))
    ]


# --- the samples of the workshop --------------------------------------------------------------------------------

SKIPPED = {
    "zendesk-macros.json": (10, ["1900000540106", "1900000540107", "1900000540111"]),
    "chatwoot-canned-responses.json": (10, []),
    "zammad-text-modules.json": (9, ["37"]),
    "zammad-text-modules.yml": (9, []),
    "freshdesk-canned-responses.json": (9, []),
    "intercom-macros.json": (8, ["2810019"]),
    "helpscout-saved-replies.json": (11, []),
    "gorgias-macros.json": (8, ["23406", "23407"]),
    "front-templates.json": (9, []),
    "osticket-premade.yaml": (8, ["#4"]),
    "salesforce-quicktext.csv": (8, ["0K9Tk0000000A05KAA"]),
    "livehelperchat.csv": (9, ["6"]),
    "plain.yaml": (8, ["oud-corona"]),
    "plain.csv": (9, ["#8"]),
    "plain.md": (8, []),
    "folder": (9, ["07 leeg"]),
}


@pytest.mark.parametrize("name", SKIPPED)
def test_a_shared_sample_is_read_and_skipped_as_its_page_says(name: str) -> None:
    library = read_library(needs_shared("exports", name))
    assert (library.records, [item.id for item in library.skipped]) == SKIPPED[name]
    assert library.problems == ()


def test_every_expected_quote_of_the_shared_samples_is_where_it_should_be() -> None:
    rows = [json.loads(line) for line in needs_shared("exports", "expected.jsonl").read_text("utf-8").splitlines()]
    wrong = [(row["file"], row["entry_id"], row["quote"]) for row in rows if not stands_where_expected(row)]
    assert wrong == []


def stands_where_expected(row: dict[str, str]) -> bool:
    path = needs_shared("exports", row["file"])
    library = read_shared(path.parent if path.parent.name == "folder" else path)
    for found in library.entries:
        if (found.path, found.id, found.title, found.field) != (
            path,
            row["entry_id"],
            row["title"],
            row.get("field", ""),
        ):
            continue
        for match in re.finditer(re.escape(row["quote"]), found.text):
            if found.position(match.start()) == (row["line"], row["column"]):
                return found.source(*match.span()) == row.get("source", row["quote"])
    return False


@cache
def read_shared(path: Path) -> Library:
    return read_library(path)


def test_the_unknown_and_broken_placeholders_of_the_shared_samples_are_the_expected_ones() -> None:
    rows = [json.loads(line) for line in needs_shared("exports", "expected.jsonl").read_text("utf-8").splitlines()]
    expected = {
        (row["file"], row["line"], row["column"])
        for row in rows
        if row["rule"] == "unfilled-placeholder" and row["quote"][0] in "{#%"
    }
    found = {
        (name, *entry.position(place.start))
        for name in SKIPPED
        for entry in read_shared(needs_shared("exports", name)).entries
        for place in entry.placeholders
        if place.status != "known"
    }
    assert found == expected
