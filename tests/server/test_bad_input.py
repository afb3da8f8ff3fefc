"""What bad input gets: a problem document with the field and what was expected, never a trace."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.server.conftest import Running, Serve
from webcare_lint.frontends.server.settings import Limits

JSON = {"Content-Type": "application/json"}


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["status"] == status
    assert document["type"].startswith("urn:webcare-lint:problem:")
    assert document["title"]
    assert "Traceback" not in response.text
    return document


@pytest.mark.parametrize(
    ("sent", "field", "expected"),
    [
        ({}, "text", "is missing"),
        ({"text": 3}, "text", "a text is expected"),
        ({"text": None}, "text", "a text is expected"),
        ([], "body", "an object is expected"),
        ({"text": "x", "channel": "fax"}, "channel", "'x', 'facebook'"),
        ({"text": "x", "language": "fr"}, "language", "'nl' or 'en' is expected"),
        ({"text": "x", "messages": "de"}, "messages", "'nl' or 'en' is expected"),
        ({"text": "x", "chanel": "x"}, "chanel", 'did you mean "channel"?'),
        ({"text": "x", "thread": {}}, "thread", "a list is expected"),
        ({"text": "x", "thread": [{"author": "boss", "text": "y"}]}, "thread.0.author", "'customer' or 'agent'"),
        ({"text": "x", "thread": [{"author": "agent"}]}, "thread.0.text", "is missing"),
        ({"text": "x", "sent_at": "gisteren"}, "sent_at", "a time such as 2025-03-01T09:30:00+01:00"),
        ({"text": "x", "sent_at": 12}, "sent_at", "a time such as"),
        ({"text": "x", "dialect": "zendsk"}, "dialect", 'did you mean "zendesk"?'),
        ({"text": "x", "author": "customer"}, "author", "'agent' or 'assistant' is expected"),
    ],
)
def test_the_field_that_is_wrong_is_named(client: httpx.Client, sent: Any, field: str, expected: str) -> None:
    document = problem(client.post("/v1/lint", json=sent), 422)
    assert document["errors"][0]["field"] == field
    assert expected in document["errors"][0]["expected"]


def test_all_wrong_fields_are_named_at_once(client: httpx.Client) -> None:
    document = problem(client.post("/v1/lint", json={"text": 1, "channel": "fax", "mode": "loud"}), 422)
    assert {error["field"] for error in document["errors"]} == {"text", "channel", "mode"}


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        (b"", "bad-json", "EOF"),
        (b"{", "bad-json", "line 1 column"),
        (b'{"text": "x"', "bad-json", "line 1"),
        (b"rommel", "bad-json", "line 1 column 1"),
        (b'{"text": "\xff"}', "bad-utf8", "byte 10"),
        (b'{"text":' + b"[" * 100_000, "too-deep", "deeper"),
        (b'{"text": "x", "id": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}", "too-deep", "deeper"),
    ],
)
def test_what_is_no_json_is_told_where(client: httpx.Client, body: bytes, kind: str, says: str) -> None:
    document = problem(client.post("/v1/lint", content=body, headers=JSON), 400)
    assert document["type"].endswith(kind)
    assert says in document["detail"]


@pytest.mark.parametrize("path", ["/v1/lint", "/v1/fix", "/v1/why"])
def test_a_text_over_the_limit_is_refused_with_both_numbers(client: httpx.Client, path: str) -> None:
    document = problem(client.post(path, json={"text": "a" * 20_001}), 422)
    assert document["errors"] == [{"field": "text", "expected": "at most 20,000 characters are expected, not 20,001"}]
    assert client.post(path, json={"text": "a" * 20_000}).status_code == 200


def test_a_long_message_in_the_thread_is_named_by_its_place(client: httpx.Client) -> None:
    thread = [{"author": "agent", "text": "ok"}, {"author": "customer", "text": "a" * 20_001}]
    document = problem(client.post("/v1/lint", json={"text": "x", "thread": thread}), 422)
    assert document["errors"][0]["field"] == "thread.1.text"


@pytest.mark.parametrize("field", ["brand", "customer_name", "agent", "id"])
def test_a_name_is_no_longer_than_a_text(client: httpx.Client, field: str) -> None:
    document = problem(client.post("/v1/lint", json={"text": "x", field: "a" * 20_001}), 422)
    assert document["errors"][0]["field"] == field


def test_a_thread_of_more_messages_than_anybody_reads_is_refused(client: httpx.Client) -> None:
    messages = [{"author": "customer", "text": "Hallo?"}] * 501
    document = problem(client.post("/v1/lint", json={"text": "x", "thread": messages}), 422)
    assert document["errors"] == [{"field": "thread", "expected": "at most 500 messages are expected, not 501"}]
    assert client.post("/v1/lint", json={"text": "x", "thread": messages[1:]}).status_code == 200


def test_a_body_that_says_it_is_too_large_is_not_read(service: Running) -> None:
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(
            b"POST /v1/lint HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000001\r\n\r\n"
        )
        answer = b""
        while b"1,000,000 bytes" not in answer:
            received = connection.recv(4096)
            assert received, answer
            answer += received
    assert answer.startswith(b"HTTP/1.1 413")


def test_a_body_that_grows_too_large_on_the_way_is_refused(client: httpx.Client) -> None:
    chunks = (b"[" * 100_000 for _ in range(11))
    document = problem(client.post("/v1/lint", content=chunks, headers=JSON), 413)
    assert document["type"].endswith("body-too-large")


@pytest.mark.parametrize("kind", ["text/xml", "application/x-www-form-urlencoded", "application/json; charset=latin-1"])
def test_another_media_type_is_refused(client: httpx.Client, kind: str) -> None:
    document = problem(client.post("/v1/lint", content=b'{"text": "x"}', headers={"Content-Type": kind}), 415)
    assert "application/json in UTF-8" in document["detail"]


def test_unknown_paths_and_methods_are_problems_too(client: httpx.Client) -> None:
    assert problem(client.get("/v1/nothing"), 404)["type"].endswith("not-found")
    response = client.get("/v1/lint")
    assert problem(response, 405)["detail"] == "POST is expected"
    assert response.headers["allow"] == "POST"
    wrong = problem(client.get("/v1/rules/channel-redirect?language=fr"), 422)
    assert wrong["errors"] == [{"field": "query.language", "expected": "'nl' or 'en' is expected"}]


@pytest.mark.parametrize("path", ["/", "/composer.js", "/healthz", "/readyz", "/metrics", "/v1/rules"])
def test_a_monitor_may_ask_for_the_head_only(client: httpx.Client, path: str) -> None:
    response = client.head(path)
    assert (response.status_code, response.content) == (200, b"")


def test_a_body_that_dribbles_in_is_given_up(serve_with: Serve) -> None:
    service = serve_with(limits=replace(Limits(), body_seconds=0.4))

    def dribble() -> Any:
        for _ in range(8):
            yield b" "
            time.sleep(0.15)

    with service.client() as client:
        assert problem(client.post("/v1/lint", content=dribble(), headers=JSON), 408)["type"].endswith("slow-body")
        assert client.get("/healthz").status_code == 200


def test_a_head_that_never_ends_is_cut_off(serve_with: Serve) -> None:
    service = serve_with(limits=replace(Limits(), head_seconds=0.4))
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        for _ in range(3):
            time.sleep(0.1)
            connection.sendall(b"X: y\r\n")
        started = time.monotonic()
        assert connection.recv(100) == b""
        assert time.monotonic() - started < 3


def test_a_client_that_leaves_spoils_nothing(service: Running) -> None:
    host, port = service.url.removeprefix("http://").split(":")
    body = json.dumps({"text": "Bel ons even op. " * 500}).encode()
    for sent in (body[:100], body):
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(b"POST /v1/lint HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + sent)
    with service.client() as client:
        assert client.post("/v1/lint", json={"text": "Hoi"}).status_code == 200


def test_what_is_no_http_gets_a_400_and_no_more(service: Running) -> None:
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"\x16\x03\x01 rubbish\r\n\r\n")
        assert connection.recv(200).startswith(b"HTTP/1.1 400")
