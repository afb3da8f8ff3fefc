"""Keys, origins, rates, headers: what is off by default, and what nobody may reach."""

from __future__ import annotations

import time
from dataclasses import replace

import httpx
import pytest

from tests.server.conftest import Serve
from webcare_lint.errors import Problem
from webcare_lint.frontends.server.limits import RateLimit
from webcare_lint.frontends.server.settings import Settings

KEY, OTHER = "sleutel-van-zestien-tekens", "nog-een-sleutel-van-zestien"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "care.example", "::"])
def test_other_machines_are_let_in_only_with_a_key_or_when_told_so(host: str) -> None:
    with pytest.raises(Problem, match="--api-key"):
        Settings(host=host).check()
    Settings(host=host, api_keys=(KEY,)).check()
    Settings(host=host, insecure=True).check()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_needs_no_key(host: str) -> None:
    Settings(host=host).check()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"api_keys": ("kort",)}, "--api-key"),
        ({"api_keys": ("sleutel-van-één-mens",)}, "--api-key"),
        ({"api_keys": ("sleutel met een spatie",)}, "--api-key"),
        ({"workers": 0}, "--workers"),
        ({"rate_limit": 0.0}, "--rate-limit"),
        ({"rate_limit": float("nan")}, "--rate-limit"),
        ({"cors_origins": ("*",)}, "--cors-origin"),
        ({"cors_origins": ("https://care.example/",)}, "--cors-origin"),
        ({"cors_origins": ("https://care.example/inbox",)}, "--cors-origin"),
        ({"cors_origins": ("care.example",)}, "--cors-origin"),
    ],
)
def test_settings_that_make_no_sense_are_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Problem, match=field):
        replace(Settings(), **changes).check()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given", [None, "", "Bearer", "Bearer fout", f"Basic {KEY}", f"Bearer {KEY}x", "Bearer sleutel-ü"]
)
def test_without_the_right_key_nothing_is_answered(serve_with: Serve, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given.encode()}
    with serve_with(api_keys=(KEY,)).client() as client:
        for method, path in (
            ("POST", "/v1/lint"),
            ("POST", "/v1/lint/batch"),
            ("GET", "/v1/rules"),
            ("GET", "/metrics"),
        ):
            response = client.request(method, path, headers=headers)  # type: ignore[arg-type]
            assert response.status_code == 401
            assert response.headers["www-authenticate"] == "Bearer"
            assert response.json()["type"].endswith("api-key")


def test_each_key_opens_and_pages_and_probes_need_none(serve_with: Serve) -> None:
    with serve_with(api_keys=(KEY, OTHER)).client() as client:
        for key in (KEY, OTHER):
            assert client.get("/v1/rules", headers={"Authorization": f"Bearer {key}"}).status_code == 200
        for path in ("/", "/composer.js", "/healthz", "/readyz", "/openapi.json"):
            assert client.get(path).status_code == 200


def test_each_key_has_a_rate_of_its_own(serve_with: Serve) -> None:
    with serve_with(api_keys=(KEY, OTHER), rate_limit=2.0).client() as client:
        answers = [client.get("/v1/rules/shouting", headers={"Authorization": f"Bearer {KEY}"}) for _ in range(8)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused
        assert answers[0].status_code == 200
        assert int(refused[0].headers["retry-after"]) >= 1
        assert refused[0].headers["content-type"] == "application/problem+json"
        assert client.get("/v1/rules/shouting", headers={"Authorization": f"Bearer {OTHER}"}).status_code == 200
        assert client.get("/healthz").status_code == 200


def test_a_rate_comes_back_with_time() -> None:
    limit = RateLimit(50.0, [0.0])
    assert sum(limit.wait(0) == 0 for _ in range(300)) == pytest.approx(100, abs=2)
    wait = limit.wait(0)
    assert 0 < wait < 0.1
    time.sleep(wait + 0.01)
    assert limit.wait(0) == 0


def test_no_origin_is_let_in_by_default(client: httpx.Client) -> None:
    asked = {"Origin": "https://care.example", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in client.options("/v1/lint", headers=asked).headers
    answer = client.post("/v1/lint", json={"text": "Hoi"}, headers={"Origin": "https://care.example"})
    assert "access-control-allow-origin" not in answer.headers


def test_a_configured_origin_is_let_in_and_no_other(serve_with: Serve) -> None:
    with serve_with(cors_origins=("https://care.example",), api_keys=(KEY,)).client() as client:
        for origin, allowed in (("https://care.example", "https://care.example"), ("https://evil.example", None)):
            preflight = client.options(
                "/v1/lint",
                headers={
                    "Origin": origin,
                    "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "authorization,content-type",
                },
            )
            assert preflight.headers.get("access-control-allow-origin") == allowed
            refused = client.post("/v1/lint", json={"text": "Hoi"}, headers={"Origin": origin})
            assert refused.status_code == 401
            assert refused.headers.get("access-control-allow-origin") == allowed


def test_the_composer_may_be_included_by_any_page(client: httpx.Client) -> None:
    answer = client.get("/composer.js", headers={"Origin": "https://care.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    again = client.get("/composer.js", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/", "/composer.js", "/playground.css", "/healthz", "/v1/rules", "/v1/nothing", "/metrics"]
)
def test_every_answer_carries_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(client: httpx.Client) -> None:
    for path in ("/", "/playground.js", "/playground.css", "/composer.js"):
        text = client.get(path).text
        for forbidden in (
            'style="',
            " onclick=",
            "innerHTML",
            "https://",
            "eval(",
            "document.write",
            "localStorage",
            "sessionStorage",
            "document.cookie",
        ):
            assert forbidden not in text, (path, forbidden)
