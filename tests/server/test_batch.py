"""Many replies in one request."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.server.conftest import Running, Serve
from webcare_lint.frontends.server.batch import Line, Lines
from webcare_lint.frontends.server.settings import Limits

NDJSON = {"Content-Type": "application/x-ndjson"}


def ask(client: httpx.Client, body: Any) -> list[dict[str, Any]]:
    response = client.post("/v1/lint/batch", content=body, headers=NDJSON)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/x-ndjson"
    assert response.text == "" or response.text.endswith("\n")
    return [json.loads(line) for line in response.text.splitlines()]


def lines(*values: Any) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def test_each_line_gets_an_answer_in_order(client: httpx.Client) -> None:
    texts = ["Hoi", "Bel ons even op.", "Foei!"] * 400
    answers = ask(client, lines(*({"id": str(number), "text": text} for number, text in enumerate(texts))))
    assert [answer["id"] for answer in answers] == [str(number) for number in range(len(texts))]
    assert [answer["line"] for answer in answers] == list(range(1, len(texts) + 1))
    assert all(
        (answer["summary"]["error"] == 1) == text.startswith("Bel") for answer, text in zip(answers, texts, strict=True)
    )


def test_a_line_is_answered_as_a_single_reply_is(client: httpx.Client) -> None:
    reply = {"text": "😜 Bel ons even op.", "channel": "x", "messages": "en"}
    (answer,) = ask(client, lines(reply))
    assert answer.pop("line") == 1
    assert answer == client.post("/v1/lint", json=reply).json()


def test_a_bad_line_does_not_spoil_the_rest(client: httpx.Client) -> None:
    body = lines({"text": "Hoi"}) + b'{"text": \n\xff\xfe\n[1]\n' + lines({"text": 1}, {"text": "Bel ons even op."})
    answers = ask(client, body)
    assert [answer["line"] for answer in answers] == [1, 2, 3, 4, 5, 6]
    assert [answer["problem"]["status"] if "problem" in answer else None for answer in answers] == [
        None,
        400,
        400,
        422,
        422,
        None,
    ]
    assert answers[4]["problem"]["errors"] == [{"field": "text", "expected": "a text is expected"}]
    assert answers[5]["summary"]["error"] == 1


def test_empty_lines_are_passed_over_but_counted(client: httpx.Client) -> None:
    answers = ask(client, b'\n\r\n{"text": "Hoi"}\r\n\n{"text": "Hoi"}')
    assert [answer["line"] for answer in answers] == [3, 5]


@pytest.mark.parametrize("body", [b"", b"\n\n"])
def test_nothing_in_gives_nothing_out(client: httpx.Client, body: bytes) -> None:
    assert ask(client, body) == []


def test_answers_come_while_lines_are_still_being_sent(service: Running) -> None:
    may_go_on = threading.Event()

    def two_lines() -> Iterator[bytes]:
        yield lines({"text": "Bel ons even op."})
        assert may_go_on.wait(10), "the first answer did not come before the second line was sent"
        yield lines({"text": "Hoi"})

    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(
            b"POST /v1/lint/batch HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        )
        received = b""
        for line in two_lines():
            connection.sendall(b"%x\r\n%s\r\n" % (len(line), line))
            while received.count(b'"line":') == 0:
                received += connection.recv(65_536)
            may_go_on.set()
        connection.sendall(b"0\r\n\r\n")
        while chunk := connection.recv(65_536):
            received += chunk
    assert received.count(b'"line":') == 2


def test_a_client_that_sends_all_before_it_reads_is_served(service: Running) -> None:
    body = lines(*({"text": f"Bel ons even op. {number}"} for number in range(6_000)))
    with service.client() as client:
        answers = ask(client, body)
    assert len(answers) == 6_000
    assert answers[-1]["line"] == 6_000


def test_a_line_that_is_too_long_is_a_problem_of_that_line(client: httpx.Client) -> None:
    body = lines({"text": "Hoi"}, {"text": "a" * 1_000_000}, {"text": "a" * 20_001}, {"text": "Hoi"})
    answers = ask(client, body)
    assert [answer.get("problem", {}).get("status") for answer in answers] == [None, 413, 422, None]


def test_a_batch_over_its_limit_ends_with_a_problem(serve_with: Serve) -> None:
    service = serve_with(limits=replace(Limits(), batch_body=10_000))
    with service.client() as client:
        declared = client.post("/v1/lint/batch", content=b"x" * 10_001, headers=NDJSON)
        assert declared.status_code == 413
        answers = ask(client, (lines({"text": "Hoi " * 20}) for _ in range(300)))
    assert answers[-1]["problem"]["status"] == 413
    assert answers[-1]["line"] is None
    assert all("problem" not in answer for answer in answers[:-1])


def test_a_client_that_stops_sending_is_told(serve_with: Serve) -> None:
    service = serve_with(limits=replace(Limits(), idle_seconds=0.3))
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(
            b"POST /v1/lint/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + lines({"text": "Hoi"})
        )
        received = b""
        while b"slow-body" not in received:
            chunk = connection.recv(65_536)
            assert chunk, received
            received += chunk
    assert received.count(b'"line":1,') == 1


def test_a_client_that_never_reads_is_let_go(serve_with: Serve) -> None:
    service = serve_with(limits=replace(Limits(), idle_seconds=0.5))
    host, port = service.url.removeprefix("http://").split(":")
    body = lines(*({"text": "Bel ons even op."} for _ in range(20_000)))
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"POST /v1/lint/batch HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body))
        connection.sendall(body)
        until = time.monotonic() + 10
        while service.server.server_state.connections:
            assert time.monotonic() < until, "the connection is still there"
            time.sleep(0.05)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_lines_are_the_same_however_the_body_is_cut(size: int) -> None:
    body = b"een\n\ntwee\r\n" + b"x" * 30 + b"\ndrie"
    reading = Lines(most=20)
    found = [line for at in range(0, len(body), size) for line in reading.feed(body[at : at + size])] + reading.end()
    assert found == [Line(1, b"een"), Line(3, b"twee\r"), Line(4, None), Line(5, b"drie")]
