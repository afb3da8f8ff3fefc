"""The endpoints, asked as a care tool would ask them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from webcare_lint import Report
from webcare_lint.frontends.server.examples import JOKE, KIND_NO
from webcare_lint.frontends.server.recent import Recent
from webcare_lint.frontends.server.wire import LintRequest
from webcare_lint.frontends.utf16 import utf16_offsets

REDIRECT = "Bel even met onze klantenservice"


def only(report: dict[str, Any], rule: str) -> dict[str, Any]:
    finding: dict[str, Any]
    (finding,) = [finding for finding in report["findings"] if finding["rule"] == rule]
    return finding


def test_a_reply_gets_a_report_with_its_place_in_both_units(client: httpx.Client) -> None:
    report = client.post("/v1/lint", json=JOKE).json()
    finding = only(report, "channel-redirect")
    start, end = finding["start"], finding["end"]
    assert JOKE["text"][start:end] == REDIRECT
    units = JOKE["text"].encode("utf-16-le")
    assert units[2 * finding["start_utf16"] : 2 * finding["end_utf16"]].decode("utf-16-le") == REDIRECT
    assert finding["start_utf16"] == start + 1


def test_the_summary_and_the_commandments_follow_from_the_findings(client: httpx.Client) -> None:
    report = client.post("/v1/lint", json={"text": "Foei. Bel ons even op."}).json()
    severities = [finding["severity"] for finding in report["findings"]]
    assert report["summary"] == {name: severities.count(name) for name in ("error", "warning", "info")}
    states = {standing["commandment"]: standing["state"] for standing in report["commandments"]}
    assert states[2] == "error"
    assert states[6] == "warning"
    assert states[3] == "unknown", "no rule of the third commandment is on"
    assert list(states) == list(range(1, 11))


def test_a_good_reply_keeps_its_commandments(client: httpx.Client) -> None:
    report = client.post("/v1/lint", json=KIND_NO).json()
    assert report["findings"] == []
    assert report["commandments"][1] == {"commandment": 2, "state": "kept"}


def test_the_answer_can_be_in_another_language_than_the_reply(client: httpx.Client) -> None:
    dutch = client.post("/v1/lint", json={**JOKE}).json()
    english = client.post("/v1/lint", json={**JOKE, "messages": "en"}).json()
    assert "stuurt de klant weg" in only(dutch, "channel-redirect")["message"]
    assert "sends the customer away" in only(english, "channel-redirect")["message"]
    assert [finding["start"] for finding in dutch["findings"]] == [finding["start"] for finding in english["findings"]]


def test_an_id_comes_back(client: httpx.Client) -> None:
    assert client.post("/v1/lint", json={"text": "Hoi", "id": "ticket-7"}).json()["id"] == "ticket-7"


def test_the_names_of_the_jsonl_files_are_understood(client: httpx.Client) -> None:
    assert client.post("/v1/lint", json={"reply": "Bel ons even op.", "lang": "nl"}).json()["summary"]["error"] == 1


def test_half_an_emoji_is_read_as_one_unknown_character(client: httpx.Client) -> None:
    body = b'{"text": "\\ud83d Bel ons even op. \\ud83d\\ude1c \\\\ud83d"}'
    response = client.post("/v1/lint", content=body, headers={"Content-Type": "application/json"})
    finding = only(response.json(), "channel-redirect")
    assert (finding["start"], finding["start_utf16"]) == (2, 2)


def test_a_byte_order_mark_is_passed_over(client: httpx.Client) -> None:
    body = "\ufeff".encode() + b'{"text": "Hoi"}'
    assert client.post("/v1/lint", content=body, headers={"Content-Type": "application/json"}).status_code == 200


def test_safe_suggestions_go_in_and_are_told(client: httpx.Client) -> None:
    answer = client.post("/v1/fix", json={"text": "😜 Oei, dat is foei."}).json()
    assert answer["text"] == "😜 Ai, dat is foei."
    assert answer["applied"] == [
        {"rule": "huisregel", "start": 2, "end": 5, "text": "Ai", "start_utf16": 3, "end_utf16": 6}
    ]
    assert [finding["start"] for finding in answer["report"]["findings"] if finding["rule"] == "huisregel"] == [13]


def test_why_tells_the_cues_and_what_each_rule_made_of_it(client: httpx.Client) -> None:
    why = client.post("/v1/why", json=JOKE).json()
    cue = next(cue for cue in why["cues"] if cue["cue"] == "redirect")
    assert JOKE["text"][cue["start"] : cue["end"]] == REDIRECT
    outcomes = {rule["rule"]: rule for rule in why["rules"]}
    assert outcomes["channel-redirect"]["outcome"] == "fired"
    assert outcomes["huisregel"] == {
        "rule": "huisregel",
        "commandment": 6,
        "outcome": "silent",
        "reason": "no huisregel in the reply",
    }


def test_all_rules_are_listed_and_say_whether_they_are_on(client: httpx.Client) -> None:
    rules = {rule["id"]: rule for rule in client.get("/v1/rules").json()}
    assert rules["huisregel"]["enabled"]
    assert not rules["blames-colleague"]["enabled"]
    assert rules["channel-redirect"]["title"]["en"] == "Sends the customer to another channel"


def test_a_rule_is_explained_in_the_language_asked_for(client: httpx.Client) -> None:
    page = client.get("/v1/rules/channel-redirect", params={"language": "en"}).json()
    assert page["markdown"].startswith("# channel-redirect")
    assert "commandment 2" in page["markdown"]
    assert "their story again" in page["why"]


def test_a_rule_that_is_nearly_right_is_named(client: httpx.Client) -> None:
    response = client.get("/v1/rules/chanel-redirect")
    assert response.status_code == 404
    assert 'did you mean "channel-redirect"?' in response.json()["detail"]


def test_it_says_that_it_lives_and_is_ready(client: httpx.Client) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["status"] == "ready"


def test_figures_count_requests_replies_and_findings_per_rule(client: httpx.Client) -> None:
    def counted(line: str) -> float:
        lines = client.get("/metrics").text.splitlines()
        return next((float(found.rsplit(" ", 1)[1]) for found in lines if found.startswith(line)), 0.0)

    names = (
        'webcare_lint_findings_total{rule="channel-redirect",severity="error"}',
        'webcare_lint_replies_total{language="nl"}',
        'webcare_lint_requests_total{method="POST",route="/v1/lint",status="200"}',
        'webcare_lint_request_seconds_count{route="/v1/lint"}',
    )
    before = [counted(name) for name in names]
    client.post("/v1/lint", json=JOKE)
    assert [counted(name) for name in names] == [count + 1 for count in before]


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [("abc", 2, 2), ("", 0, 0), ("é’…", 3, 3), ("😜a", 1, 2), ("a😜b😜c", 4, 6), ("👩‍👩‍👧", 5, 8)],
)
def test_utf16_offsets_count_what_javascript_counts(text: str, offset: int, expected: int) -> None:
    assert utf16_offsets(text)(offset) == expected == len(text[:offset].encode("utf-16-le")) // 2


def test_what_is_asked_again_is_answered_alike_and_what_differs_is_not(client: httpx.Client) -> None:
    asked = {"text": "Bel even met onze klantenservice. ^Bo", "channel": "x"}
    first, again = (client.post("/v1/lint", json=asked).json() for _ in range(2))
    assert again == first
    named = client.post("/v1/lint", json={**asked, "id": "a"}).json()
    english = client.post("/v1/lint", json={**asked, "messages": "en"}).json()
    assert named["id"] == "a"
    assert english["findings"][0]["message"] != first["findings"][0]["message"]


def test_the_last_answers_are_kept_and_the_one_asked_for_longest_ago_goes_first() -> None:
    recent = Recent(most=2)
    keys = [recent.key(LintRequest(text=text)) for text in ("een", "twee", "drie")]
    recent.keep(keys[0], (Report(), b"een"))
    recent.keep(keys[1], (Report(), b"twee"))
    assert recent.get(keys[0]) == (Report(), b"een")
    recent.keep(keys[2], (Report(), b"drie"))
    assert [recent.get(key) is None for key in keys] == [False, True, False]


def test_what_differs_in_anything_is_another_question() -> None:
    asked = [
        LintRequest(text="Hoi"), LintRequest(text="Hoi", id="7"), LintRequest(text="Hoi", channel="x"), LintRequest(text="hoi")
    ]  # fmt: skip
    assert len(set(map(Recent.key, asked))) == 4
