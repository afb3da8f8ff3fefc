"""What the OpenAPI description shows: example requests and answers, and what can go wrong."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from webcare_lint.frontends.server.batch import NDJSON
from webcare_lint.frontends.server.limits import is_guarded
from webcare_lint.frontends.server.problems import PROBLEM_JSON
from webcare_lint.frontends.server.settings import Settings
from webcare_lint.frontends.server.wire import NAMES
from webcare_lint.placeholders import ANY, dialects

DESCRIPTION = (
    "Lints customer-care replies on the machine it runs on: nothing of a reply is stored, logged or sent on. "
    "Offsets are given twice: `start`/`end` in Unicode code points (Python, Ruby, Go runes), `start_utf16`/`end_utf16` in "
    "UTF-16 code units (JavaScript, Java, C#). Every error is an RFC 9457 problem document."
)
TAGS = [
    {"name": "lint", "description": "Look at replies."},
    {"name": "rules", "description": "What is looked at."},
    {"name": "operation", "description": "For those who run the service."},
]

JOKE: dict[str, Any] = {
    "text": "Haha, onze bezorger is zeker verdwaald 😜 Bel even met onze klantenservice. ^Sander",
    "channel": "x", "visibility": "public", "brand": "Postmus", "customer_name": "Anja",
    "thread": [{"author": "customer", "name": "Anja", "text": "Mijn pakket is wéér niet bezorgd, waar blijft het?!"}],
}  # fmt: skip
KIND_NO: dict[str, Any] = {
    "text": "Hoi Hanna, wat jammer dat je moet werken! Omruilen kan helaas niet meer, want zaterdag is uitverkocht. "
    "Wel kun je je kaart tot vanavond 20.00 uur doorverkopen via de knop bij je bestelling. ^Daan",
    "channel": "x", "visibility": "public", "customer_name": "Hanna", "author": "assistant",
    "thread": [{"author": "customer", "text": "Kan ik mijn concertkaart nog omruilen? Ik baal, ik moet werken."}],
}  # fmt: skip
PLAIN: dict[str, Any] = {"text": "Middels het formulier kunt u retourneren."}

_STANDINGS = [{"commandment": number, "state": "error" if number == 2 else "kept"} for number in range(1, 11)]
REPORT: dict[str, Any] = {
    "id": None, "language": "nl", "rules_version": "5f1c9be3a0d2", "summary": {"error": 1, "warning": 0, "info": 0},
    "commandments": _STANDINGS,
    "findings": [
        {
            "rule": "channel-redirect", "commandment": 2, "severity": "error", "start": 41, "end": 75,
            "message": "‘Bel even met onze klantenservice’ stuurt de klant weg; help hem hier verder.",
            "why": "De klant koos dit kanaal.",
            "suggestions": [
                {"text": "Stuur ons even een DM met je ordernummer, dan zoek ik het nu uit.", "start": None, "end": None, "safe": False, "start_utf16": None, "end_utf16": None}
            ],
            "fingerprint": "3f0c6a8d9b1e2f47", "cues": [], "message_index": None, "start_utf16": 42, "end_utf16": 76,
        }
    ],
    "strengths": [], "not_applicable": [{"rule": "late-without-apology", "needs": "times"}],
}  # fmt: skip
FIX: dict[str, Any] = {
    "text": "Met het formulier kunt u retourneren.",
    "applied": [{"rule": "officialese", "start": 0, "end": 7, "text": "Met", "start_utf16": 0, "end_utf16": 7}],
    "report": {**REPORT, "summary": {"error": 0, "warning": 0, "info": 0}, "findings": [],
               "commandments": [{**standing, "state": "kept"} for standing in _STANDINGS]},
}  # fmt: skip

_LINES = '{"id": "1", "text": "Bel ons even."}\n{"id": "2", "text": 3}\n'
_LINES_OUT = (
    '{"line": 1, "id": "1", "language": "nl", "findings": […], …}\n'
    '{"line": 2, "problem": {"type": "urn:webcare-lint:problem:invalid-request", "status": 422, …}}\n'
)

_WHEN = {
    400: "The body is not JSON, not UTF-8, or nested too deep.",
    401: "The API key is missing or wrong.",
    404: "There is no such rule.",
    408: "The body took too long to arrive.",
    413: "The body is over the limit; it was not read.",
    415: "The body is of another media type.",
    422: "A field is wrong; `errors` names it and says what was expected.",
    429: "The key asked too often; `Retry-After` says when to come back.",
}


def request_body() -> dict[str, Any]:
    """The body of a request about one reply."""
    shown = {
        "joke-before-help": {"summary": "A joke before help, and a redirect", "value": JOKE},
        "kind-no": {"summary": "A clear and kind no, drafted by a program", "value": KIND_NO},
        "text-only": {"summary": "Just the text", "value": PLAIN},
    }
    schema = {"$ref": "#/components/schemas/LintRequest"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "examples": shown}}}}


def batch_body() -> dict[str, Any]:
    """The body of a batch."""
    schema = {"type": "string", "description": "A LintRequest a line; empty lines are passed over."}
    return {"requestBody": {"required": True, "content": {NDJSON: {"schema": schema, "example": _LINES}}}}


def answer(model: type[BaseModel]) -> dict[str, Any]:
    """A good answer."""
    return {"model": model, "description": "Done."}


def batch_answers() -> dict[int | str, dict[str, Any]]:
    """The answers to a batch."""
    schema = {
        "type": "string",
        "description": "A line for each line: a LintReport or a problem, with its `line` number.",
    }
    return {
        200: {"description": "Done.", "content": {NDJSON: {"schema": schema, "example": _LINES_OUT}}},
        **problems(413, 415),
    }


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What can go wrong."""
    schema = {"$ref": "#/components/schemas/ProblemDocument"}
    return {
        status: {"description": _WHEN[status], "content": {PROBLEM_JSON: {"schema": schema}}} for status in statuses
    }


def complete(made: dict[str, Any], schemas: dict[str, Any], settings: Settings) -> None:
    """Add to the description what is true of every path, and what this service was told."""
    known = made.setdefault("components", {}).setdefault("schemas", {})
    known.update(schemas)
    for name in ("HTTPValidationError", "ValidationError"):
        known.pop(name, None)
    limits, request, message = settings.limits, known["LintRequest"]["properties"], known["Message"]["properties"]
    names = [field["anyOf"][0] for field in (*map(request.__getitem__, NAMES), message["name"])]
    for words in (request["text"], message["text"], request["recent_replies"]["items"], *names):
        words["maxLength"] = limits.characters
    request["dialect"]["enum"] = [ANY, *dialects()]
    for items in (request["thread"], request["recent_replies"]):
        items["maxItems"] = limits.messages
    for path, example in (("/v1/lint", REPORT), ("/v1/fix", FIX)):
        # Put in here, since FastAPI takes the nulls out of what passes through it.
        made["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]["example"] = example
    if settings.api_keys:
        made["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    for path, operations in made["paths"].items():
        for operation in operations.values():
            answers = operation["responses"]
            # 422 is what FastAPI supposes of every operation with parameters; here it is a problem document.
            if "422" in answers and "$ref" in str(answers["422"]) and "HTTPValidationError" in str(answers["422"]):
                answers["422"] = problems(422)[422]
            if is_guarded(path) and settings.api_keys:
                operation["security"] = [{"key": []}]
                answers["401"] = problems(401)[401]
            if is_guarded(path) and settings.rate_limit:
                answers["429"] = problems(429)[429]
