"""The linter as its users hold it: values in, values out, the same every time."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import webcare_lint
from webcare_lint import Config, Linter, Message, Reply, Report

SANDER = Reply(
    text="Haha, onze bezorger is zeker verdwaald 😜 Bel even met onze klantenservice. ^Sander",
    channel="x",
    visibility="public",
    brand="Postmus",
    customer_name="Anja",
    thread=(Message(author="customer", text="Mijn pakket is wéér niet bezorgd, waar blijft het?!"),),
)

# Hypothesis leaves lone surrogates out, so they are named; the words make rules fire.
WORDS = [
    "bel ons",
    "wat vervelend",
    "hoofdkantoor",
    "zo spoedig mogelijk",
    "sorry als",
    "[naam]",
    "je",
    "u",
    "^Bo",
    "😜",
    "!!",
    "\ud800",
    "\udfff",
    "\x00",
    "\u202e",
    "e\u0301",
    "\r\n",
    "“",
    "'",
    ">",
]
any_text = st.lists(st.one_of(st.text(max_size=20), st.sampled_from(WORDS)), max_size=12).map(" ".join)


def test_the_readme_reply_breaks_what_a_care_team_would_say(linter: Linter) -> None:
    report = linter.lint(SANDER)
    assert [finding.rule for finding in report.findings] == [
        "joke-before-help",
        "channel-redirect",
        "missing-empathy",
        "no-greeting",
    ]
    joke = report.findings[0]
    assert SANDER.text[joke.start : joke.end] == "Haha, onze bezorger is zeker verdwaald 😜"
    assert not report.ok


def test_one_line_is_enough() -> None:
    assert isinstance(webcare_lint.lint("Bel even met onze klantenservice."), Report)


def test_a_report_survives_json(linter: Linter) -> None:
    report = linter.lint(SANDER)
    assert Report.model_validate_json(report.model_dump_json()) == report
    assert Reply.model_validate_json(SANDER.model_dump_json()) == SANDER


def test_values_are_frozen(linter: Linter) -> None:
    with pytest.raises(ValidationError):
        SANDER.text = "iets anders"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        linter.lint(SANDER).findings[0].rule = "iets anders"  # type: ignore[misc]


@given(text=any_text, customer=any_text)
def test_any_text_lints_and_offsets_slice_to_what_is_reported(linter: Linter, text: str, customer: str) -> None:
    reply = Reply(
        text=text,
        channel="x",
        visibility="public",
        customer_name="Bo",
        thread=(Message(author="customer", text=customer),),
    )
    report = linter.lint(reply)
    for finding in report.findings:
        assert (finding.start is None) == (finding.end is None)
        if finding.start is not None and finding.end is not None:
            assert 0 <= finding.start < finding.end <= len(reply.text)
            assert any(cue.start <= finding.end and cue.end >= finding.start for cue in finding.cues)
        for cue in finding.cues:
            assert reply.text[cue.start : cue.end].strip() == reply.text[cue.start : cue.end] != ""


@given(texts=st.lists(any_text, max_size=5))
def test_lint_many_gives_what_lint_gives_in_a_loop(linter: Linter, texts: list[str]) -> None:
    replies = [Reply(text=text) for text in texts]
    assert list(linter.lint_many(replies)) == [linter.lint(reply) for reply in replies]


def test_lint_many_is_lazy(linter: Linter) -> None:
    taken = []

    def replies() -> object:
        for number in range(10):
            taken.append(number)
            yield Reply(text=f"Bel ons op 0900-1234, nummer {number}")

    reports = linter.lint_many(replies())  # type: ignore[arg-type]
    next(reports)
    assert taken == [0]


def test_two_linters_agree(linter: Linter) -> None:
    assert Linter().lint(SANDER) == linter.lint(SANDER)


def test_threads_agree() -> None:
    fresh = Linter()  # nothing read yet, so that threads meet while steps are being remembered
    replies = [
        Reply(text=f"{SANDER.text} nummer {number} wat vervelend {'x' * (number % 7)}", channel="x")
        for number in range(400)
    ]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(fresh.lint, replies))
    alone = Linter()
    assert together == [alone.lint(reply) for reply in replies]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "\x00",
        "\ud800",
        "a\udfffb",
        "https://voorbeeld.nl/retour",
        "Z̸̧̢̛͍̙̼̦̗̀̔͐͊͊͆̚͝a̷l̵g̶o̸ " * 50,
        "\u202eאבג مرحبا\u202c " * 50,
        "👩🏽‍🚀🇳🇱🏳️‍🌈" * 2_000,
        "😀" * 10_000,
        "Bel ons\r\nop 0900-1234\r\n" * 50,
        "a" * 300_000,
        "!" * 40_000,
        "{" * 40_000,
        "wat vervelend zeg, bel ons. " * 10_000,
        "je u " * 20_000,
        "bel " * 50_000,
        "bel," * 50_000,
    ],
    ids=lambda text: f"{text[:8]!r}×{len(text)}".encode("ascii", "backslashreplace").decode(),
)
def test_no_text_crashes_or_hangs(linter: Linter, text: str) -> None:
    started = time.perf_counter()
    for channel in ("x", "email"):
        linter.lint(
            Reply(text=text, channel=channel, visibility="public", thread=(Message(author="customer", text=text),))
        )  # type: ignore[arg-type]
    assert time.perf_counter() - started < 60  # a hang is minutes; this is no benchmark


def test_findings_are_not_lost_in_a_megabyte(linter: Linter) -> None:
    text = "Dank voor je bericht. " * 48_000 + "Bel even met onze klantenservice."
    found = [finding for finding in linter.lint(text).findings if finding.rule == "channel-redirect"]
    assert [text[finding.start : finding.end] for finding in found] == ["Bel even met onze klantenservice"]


def test_a_lone_surrogate_keeps_the_offsets_of_what_follows(linter: Linter) -> None:
    reply = Reply(text="\ud800 Bel even met onze klantenservice.")
    found = next(finding for finding in linter.lint(reply).findings if finding.rule == "channel-redirect")
    assert reply.text[found.start : found.end] == "Bel even met onze klantenservice"


def test_a_rule_that_lacks_what_it_needs_is_not_applicable(linter: Linter) -> None:
    report = linter.lint("Wat vervelend voor je.")
    lacking = {item.rule: item.needs for item in report.not_applicable}
    assert lacking["no-help"] == "customer"
    assert lacking["wrong-name"] == "customer name"
    assert lacking["late-without-apology"] == "time"


def _fingerprints(report: Report) -> dict[str, str]:
    return {finding.rule: finding.fingerprint for finding in report.findings}


def test_a_fingerprint_stays_when_other_text_changes(linter: Linter) -> None:
    before = _fingerprints(linter.lint("Bel even met onze klantenservice."))
    after = _fingerprints(
        linter.lint("Hoi Anna! Wat een pech met je fiets. Bel even met onze klantenservice. Groet, Sander")
    )
    assert before["channel-redirect"] == after["channel-redirect"]


def test_the_same_breach_twice_has_two_fingerprints(linter: Linter) -> None:
    report = linter.lint("Bel even met onze klantenservice. Of morgen: bel even met onze klantenservice.")
    prints = [finding.fingerprint for finding in report.findings if finding.rule == "channel-redirect"]
    assert len(prints) == len(set(prints)) == 2


def test_severity_follows_the_configuration() -> None:
    config = Config.model_validate(
        {"severity": {"channel-redirect": [{"when": {"channel": "email"}, "is": "info"}, {"is": "warning"}]}}
    )
    strict = Linter(config)

    def severity(**context: str) -> str:
        report = strict.lint(Reply(text="Bel even met onze klantenservice.", **context))  # type: ignore[arg-type]
        return next(finding.severity.value for finding in report.findings if finding.rule == "channel-redirect")

    assert severity(channel="email") == "info"
    assert severity(channel="x") == "warning"


def test_a_profile_of_the_configuration_goes_before_the_channel() -> None:
    config = Config.model_validate({"profile": "review", "profiles": {"review": {"ignore": ["channel-redirect"]}}})
    report = Linter(config).lint(Reply(text="Bel even met onze klantenservice.", channel="x"))
    assert "channel-redirect" not in {finding.rule for finding in report.findings}


def test_overlays_add_a_phrase_and_an_exception() -> None:
    overlay = {"cues": {"redirect": {"phrases+": ["spring op de fiets naar ons"], "unless+": ["grapje"]}}}
    house = Linter(Config.model_validate(overlay))

    def redirected(text: str) -> bool:
        return any(finding.rule == "channel-redirect" for finding in house.lint(text).findings)

    assert redirected("Spring op de fiets naar ons.")
    assert not redirected("Als grapje spring op de fiets naar ons.")


@pytest.mark.parametrize(
    ("text", "own", "is_found"),
    [
        ("De monteur belt je op 06-12345678.", {}, True),
        ("De monteur belt je op 06-12345678.", {"own_phone_numbers": ("+31 6 12 34 56 78",)}, False),
        ("Je geld staat op NL91 ABNA 0417 1643 00.", {"own_addresses": ("nl91abna0417164300",)}, False),
        ("We mailden je op jo@gmail.com en 06-12345678.", {"own_phone_numbers": ("0612345678",)}, True),
    ],
)
def test_what_is_our_own_is_no_personal_data(text: str, own: dict[str, tuple[str, ...]], is_found: bool) -> None:
    linter = Linter(Config.model_validate({"select": ("exposes-personal-data",), **own}))
    assert bool(linter.lint(Reply(text=text, visibility="public")).findings) is is_found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{{ticket.requester.voornaam}}", "{{ticket.requester.first_name}}"),
        ("{{ticket.requester.first_nam}}", "{{ticket.requester.first_name}}"),
        ("{{contact.name}}", None),
    ],
)
def test_a_canned_response_may_only_hold_placeholders_that_its_tool_knows(
    linter: Linter, written: str, meant: str | None
) -> None:
    text = f"Hoi {written}, je pakket komt morgen. Groetjes, {{{{current_user.first_name}}}}"
    reply = Reply(text=text, mode="canned", dialect="zendesk")
    finding = next(finding for finding in linter.lint(reply).findings if finding.rule == "unfilled-placeholder")
    assert text[finding.start : finding.end] == written
    if meant:
        assert finding.suggestions[0].text == meant
    assert linter.lint(Reply(text=text, mode="canned")).ok  # of no tool in particular: any name may be right
