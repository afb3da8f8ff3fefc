"""Nothing of a reply gets into a log or a figure, whatever goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.server.conftest import running
from webcare_lint.frontends.server.rules import RuleSet
from webcare_lint.frontends.server.settings import Limits, Settings
from webcare_lint.linter import Linter

SECRET = "Geheimpje7391"
JSON = {"Content-Type": "application/json"}


def hostile_requests() -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "POST", "/v1/lint", {"json": {"text": f"{SECRET} bel ons even op", "id": SECRET, "customer_name": SECRET}}
    yield "POST", "/v1/lint", {"json": {"text": "x", "thread": [{"author": SECRET, "text": SECRET}]}}
    yield "POST", "/v1/lint", {"json": {"text": 1, SECRET: SECRET, "channel": SECRET, "sent_at": SECRET}}
    yield "POST", "/v1/lint", {"content": f'{{"text": "{SECRET}'.encode(), "headers": JSON}
    yield "POST", "/v1/lint", {"content": SECRET.encode() + b"\xff", "headers": JSON}
    yield "POST", "/v1/lint", {"json": {"text": SECRET * 3000}}
    yield "POST", "/v1/lint", {"content": (SECRET * 100_000).encode(), "headers": JSON}
    yield "POST", "/v1/lint", {"content": b"{}", "headers": {"Content-Type": f"text/{SECRET}"}}
    yield "POST", f"/v1/lint?text={SECRET}", {"json": {"text": SECRET}}
    yield "POST", "/v1/fix", {"json": {"text": f"{SECRET} oei"}}
    yield "POST", "/v1/why", {"json": {"text": SECRET}}
    yield "POST", "/v1/lint/batch", {"content": f'{{"text": "{SECRET}"}}\n{SECRET}\n{{"{SECRET}": 1}}\n'.encode()}
    yield "GET", f"/v1/rules/{SECRET}", {}
    yield "GET", f"/{SECRET}", {}
    yield "GET", f"/v1/rules/shouting?language={SECRET}", {}
    yield SECRET.upper(), "/v1/lint", {}
    yield "GET", "/healthz", {"headers": {"Authorization": f"Bearer {SECRET}", "User-Agent": SECRET, "Cookie": SECRET}}


def test_no_text_is_in_logs_or_figures(settings: Settings, loaded: RuleSet, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "asyncio"):  # the test's own client
        logging.getLogger(name).setLevel(logging.WARNING)
    told = replace(settings, access_log=True, limits=replace(Limits(), body=500_000))
    with running(told, loaded) as service, service.client() as client:
        statuses = {client.request(method, path, **options).status_code for method, path, options in hostile_requests()}
        figures = client.get("/metrics").text
    assert {200, 400, 404, 405, 413, 415, 422} <= statuses
    assert "POST /v1/lint 200" in caplog.text
    assert SECRET.lower() not in caplog.text.lower()
    assert SECRET.lower() not in figures.lower()


def test_an_error_of_ours_is_logged_by_its_place_alone(
    settings: Settings, loaded: RuleSet, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(_: Linter, reply: Any) -> Any:
        raise RuntimeError(f"cannot read {reply.text}")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(Linter, "lint", break_down)
    with running(settings, loaded) as service, service.client() as client:
        response = client.post("/v1/lint", json={"text": f"{SECRET} and never asked before"})
        lines = client.post("/v1/lint/batch", content=f'{{"text": "{SECRET}"}}\n[]\n'.encode()).text.splitlines()
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert ['"status":500' in line for line in lines] == [True, False]
    assert "RuntimeError at test_privacy.py:" in caplog.text
    assert SECRET not in caplog.text + response.text + "".join(lines)
