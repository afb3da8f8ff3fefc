"""What the pages about the service and the composer say is so."""

from __future__ import annotations

import contextlib
import io
import re
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from webcare_lint.frontends.server.problems import RequestProblem

DOCS = Path(__file__).parents[2] / "docs"
COMPOSER = files("webcare_lint.frontends").joinpath("web", "composer.js").read_text(encoding="utf-8")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_endpoints_on_the_page_are_those_of_the_description(client: httpx.Client) -> None:
    told = set(re.findall(r"`(?:GET|POST) (/[^`?]+)[^`]*`", page("service.md")))
    assert told == set(client.get("/openapi.json").json()["paths"])


def test_every_kind_of_problem_is_on_the_page() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(str(files("webcare_lint.frontends.server"))).glob("*.py")
    )
    kinds = set(re.findall(r'RequestProblem\(\s*\d+, "([a-z0-9-]+)"', source)) | {"not-found", "method"}
    assert len(kinds) > 10
    assert {kind for kind in kinds if f"`{kind}`" not in page("service.md")} == set()
    assert RequestProblem(400, "bad-json", "").document.type.endswith("bad-json")


@pytest.mark.parametrize(
    ("pattern", "prefix"),
    [(r"#emit\('([a-z-]+)'", "-"), (r"var\(--webcare-lint([a-z-]+)", ""), (r"part: '([a-z]+)'", "")],
    ids=["events", "properties", "parts"],
)
def test_what_a_care_tool_can_use_is_on_the_page(pattern: str, prefix: str) -> None:
    names = set(re.findall(pattern, COMPOSER)) - {"input"}
    assert len(names) > 5
    assert {name for name in names if f"{prefix}{name}`" not in page("composer.md")} == set()


def test_every_attribute_is_on_the_page() -> None:
    observed = re.search(r"observedAttributes = \[(.*?)\]", COMPOSER)
    assert observed
    assert {name for name in re.findall(r"'([a-z-]+)'", observed[1]) if f"`{name}`" not in page("composer.md")} == set()


def test_the_loop_round_a_drafting_program_does_what_it_prints() -> None:
    text = page("guarding-ai-drafts.md")
    loop, tried, over_http = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (printed,) = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(loop + tried, {})
    assert out.getvalue() == printed
    compile(over_http, "guarding-ai-drafts.md", "exec")


def test_the_loop_over_http_gets_findings(service: object) -> None:
    code = re.findall(r"```python\n(.*?)```", page("guarding-ai-drafts.md"), re.DOTALL)[2]
    names: dict[str, object] = {}
    exec(code, names)
    found = names["findings"]("Bel even met onze klantenservice.", "Waar blijft het?", service.url)  # type: ignore[operator, attr-defined]
    assert [finding["rule"] for finding in found][:1] == ["channel-redirect"]
