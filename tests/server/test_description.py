"""The OpenAPI description: it says what the service does, and the service does what it says."""

from __future__ import annotations

import json
from typing import Any

import httpx
import hypothesis
import pytest

from tests.server.conftest import Running, Serve
from webcare_lint.frontends.server.settings import Limits

schemathesis: Any = pytest.importorskip("schemathesis", reason="no schemathesis here: pip install schemathesis")


@schemathesis.serializer("application/x-ndjson")  # type: ignore[untyped-decorator]
def as_lines(_: Any, value: Any) -> bytes:
    """A batch is a text, whatever the generator makes of it."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


OPERATIONS = (
    "POST /v1/lint", "POST /v1/lint/batch", "POST /v1/fix", "POST /v1/why", "GET /v1/rules", "GET /v1/rules/{id}",
    "GET /healthz", "GET /readyz", "GET /metrics",
)  # fmt: skip


@pytest.fixture(scope="session")
def description(service: Running) -> Any:
    return schemathesis.openapi.from_url(f"{service.url}/openapi.json")


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_operation_answers_as_described(description: Any, label: str, mode: str) -> None:
    operation = next(found for result in description.get_all_operations() if (found := result.ok()).label == label)
    if mode == "negative" and (label.endswith("batch") or not (operation.body or operation.path_parameters)):
        pytest.skip("nothing can be wrong about it as a whole: a bad line is answered on its own")

    @hypothesis.settings(
        max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode)))
    def holds(case: Any) -> None:
        case.call_and_validate()

    holds()


@pytest.fixture
def described(client: httpx.Client) -> dict[str, Any]:
    value: dict[str, Any] = client.get("/openapi.json").json()
    return value


def test_it_is_openapi_3_1_and_names_every_endpoint(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {
        "/v1/lint", "/v1/lint/batch", "/v1/fix", "/v1/why", "/v1/rules", "/v1/rules/{id}", "/healthz", "/readyz", "/metrics",
    }  # fmt: skip


def test_its_examples_are_true(described: dict[str, Any], client: httpx.Client) -> None:
    import jsonschema

    def check(value: Any, schema: dict[str, Any]) -> None:
        jsonschema.validate(
            value, {**schema, "components": described["components"]}, cls=jsonschema.Draft202012Validator
        )

    tried = 0
    for path in ("/v1/lint", "/v1/fix", "/v1/why"):
        operation = described["paths"][path]["post"]
        body = operation["requestBody"]["content"]["application/json"]
        answer = operation["responses"]["200"]["content"]["application/json"]
        if "example" in answer:
            check(answer["example"], answer["schema"])
        for example in body["examples"].values():
            check(example["value"], body["schema"])
            check(client.post(path, json=example["value"]).json(), answer["schema"])
            tried += 1
    assert tried == 9


def test_it_tells_this_services_limits_and_key(serve_with: Serve) -> None:
    service = serve_with(api_keys=("sleutel-van-zestien-tekens",), rate_limit=5.0, limits=Limits(characters=500))
    with service.client() as client:
        described = client.get("/openapi.json").json()
    assert described["components"]["schemas"]["LintRequest"]["properties"]["text"]["maxLength"] == 500
    assert described["paths"]["/v1/lint"]["post"]["security"] == [{"key": []}]
    assert {"401", "429"} <= set(described["paths"]["/v1/rules"]["get"]["responses"])
    assert "HTTPValidationError" not in json.dumps(described)
