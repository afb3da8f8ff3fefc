"""The application: its endpoints, and the OpenAPI description of them."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from webcare_lint import __version__
from webcare_lint.errors import nearest
from webcare_lint.frontends.server import examples, pages
from webcare_lint.frontends.server.batch import NDJSON, BatchResponse
from webcare_lint.frontends.server.catalogue import RulePage, RuleRow, rule_full_page, rule_rows
from webcare_lint.frontends.server.desk import Desk
from webcare_lint.frontends.server.limits import Gate, RateLimit
from webcare_lint.frontends.server.metrics import CONTENT_TYPE, Metrics
from webcare_lint.frontends.server.observer import Observer
from webcare_lint.frontends.server.problems import ProblemDocument, RequestProblem, invalid
from webcare_lint.frontends.server.rules import CurrentRules, RuleSet
from webcare_lint.frontends.server.settings import Limits, Settings
from webcare_lint.frontends.server.why import WhyReport, why
from webcare_lint.frontends.server.wire import FixReport, LintReport, LintRequest, fixed, parse_request
from webcare_lint.reply import Language

JSON = "application/json"
_JSON_TYPES = frozenset({"", JSON})
_LINE_TYPES = frozenset(
    {"", NDJSON, "application/ndjson", "application/jsonl", "application/x-jsonlines", "text/plain", JSON}
)
_log = logging.getLogger("webcare_lint.server")


class Service:
    """The endpoints. Each takes the current rules once, so that an answer is of one rule set."""

    def __init__(self, settings: Settings, rules: CurrentRules, metrics: Metrics):
        self.settings, self.rules, self.metrics = settings, rules, metrics
        self.limits: Limits = settings.limits
        self.desk = Desk()

    async def lint(self, request: Request) -> Response:
        """What the linter says of one reply."""
        asked = await self._asked(request)
        speaker = self.rules.current.speaker(asked.language, asked.messages)
        key = speaker.recent.key(asked)
        answer = speaker.recent.get(key)
        if answer is None:
            made = await self.desk.look(speaker.linter.lint, asked)
            answer = made, speaker.encoder.report(asked, made)
            speaker.recent.keep(key, answer)
        report, encoded = answer
        self.metrics.reports(speaker.linter.language, [report])
        return Response(encoded, media_type=JSON)

    async def batch(self, request: Request) -> Response:
        """One reply a line in, one report or problem a line out: in order, while the rest is still coming."""
        _check_type(request, _LINE_TYPES, NDJSON)
        return BatchResponse(self.rules.current, self.desk, self.metrics, self.limits)

    async def fix(self, request: Request) -> Response:
        """The reply with the safe suggestions put in."""
        asked = await self._asked(request)
        speaker = self.rules.current.speaker(asked.language, asked.messages)
        changed, applied = fixed(asked, await self.desk.look(speaker.linter.lint, asked))
        report = await self.desk.look(speaker.linter.lint, changed)
        encoded = speaker.encoder.report(changed, report)
        head = to_json({"text": changed.text, "applied": applied})
        return Response(head[:-1] + b',"report":' + encoded + b"}", media_type=JSON)

    async def why(self, request: Request) -> Response:
        """How the linter read a reply: cues, what took cues away, and why each rule fired or kept silent."""
        asked = await self._asked(request)
        speaker = self.rules.current.speaker(asked.language, asked.messages)
        made = await self.desk.look(partial(why, speaker), asked)
        return Response(made.model_dump_json(), media_type=JSON)

    async def list_rules(self) -> list[RuleRow]:
        """All rules, whether they are on or off."""
        return rule_rows(self.rules.current)

    async def explain_rule(self, id: str, language: Annotated[Language, Query()] = "nl") -> RulePage:
        """What a rule looks for, why, examples, its source and its figures."""
        rules = self.rules.current
        loaded = rules.rules.get(id)
        if loaded is None:
            raise RequestProblem(404, "no-such-rule", f"there is no rule with this id{nearest(id, rules.rules)}")
        return rule_full_page(loaded, language, rules)

    async def is_alive(self) -> dict[str, str]:
        """The process answers."""
        return {"status": "ok", "version": __version__}

    async def is_ready(self) -> dict[str, str]:
        """The rules are loaded; `reload` says whether the newest ones could be."""
        return {"status": "ready", "rules_version": self.rules.current.version, "reload": self.rules.last_reload}

    async def figures(self) -> Response:
        """Requests, latencies and findings per rule, for Prometheus; never any text."""
        return Response(self.metrics.text(), media_type=CONTENT_TYPE)

    async def _asked(self, request: Request) -> LintRequest:
        _check_type(request, _JSON_TYPES, JSON)
        return parse_request(await request.body(), self.limits)


def _check_type(request: Request, known: frozenset[str], wanted: str) -> None:
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    charset = parameters.partition("charset=")[2].strip(' "')
    if kind.strip() not in known or charset not in ("", "utf-8", "utf8"):
        raise RequestProblem(415, "media-type", f"{wanted} in UTF-8 is expected")


# --- the application


def make_app(
    settings: Settings, loaded: RuleSet, rate_limit: RateLimit | None = None, *, watch: bool = True
) -> FastAPI:
    """The service as an ASGI application; `watch` reads the rules anew when files change or on SIGHUP."""
    metrics = Metrics()
    rules = CurrentRules(settings.config_path, loaded, metrics.reload)
    service = Service(settings, rules, metrics)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        tasks = set[asyncio.Task[Any]]()
        if watch:
            tasks.add(asyncio.create_task(rules.watch()))
            _reload_on_hangup(rules, tasks)
        _log.info("ready with rules %s", loaded.version)
        yield {"limits": settings.limits}  # the protocol, which uvicorn makes, finds them there
        for task in tasks:
            task.cancel()
        service.desk.close()

    app = FastAPI(
        title="webcare-lint",
        version=__version__,
        summary="Lints customer-care replies against the ten commandments of webcare.",
        description=examples.DESCRIPTION,
        docs_url=None, redoc_url=None, openapi_url="/openapi.json", lifespan=lifespan,
    )  # fmt: skip
    _add_endpoints(app, service)
    pages.add_pages(app)
    _add_error_answers(app)
    if rate_limit is None and settings.rate_limit:
        rate_limit = RateLimit(settings.rate_limit, [0.0] * (len(settings.api_keys) + 1))
    app.add_middleware(Gate, limits=settings.limits, api_keys=settings.api_keys, rate_limit=rate_limit)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=list(settings.cors_origins), allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"], max_age=600,
        )  # fmt: skip
    app.add_middleware(Observer, metrics=metrics, access_log=settings.access_log)
    app.openapi = _described(app, settings)  # type: ignore[method-assign]
    app.state.rules = rules
    return app


def _reload_on_hangup(rules: CurrentRules, tasks: set[asyncio.Task[Any]]) -> None:
    def reload() -> None:
        task = asyncio.ensure_future(rules.reload())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    # Only the main thread may listen to signals, and not every system has this one.
    with suppress(NotImplementedError, RuntimeError, ValueError, AttributeError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload)


def _add_endpoints(app: FastAPI, service: Service) -> None:
    def add(method: str, path: str, endpoint: Callable[..., Any], name: str, tag: str, **described: Any) -> None:
        app.add_api_route(path, endpoint, methods=[method], operation_id=name, summary=name.replace("_", " ").capitalize(), tags=[tag], **described)  # fmt: skip
        if method == "GET":  # a monitor asks for the head only
            app.add_api_route(path, endpoint, methods=["HEAD"], include_in_schema=False)

    asks = {"openapi_extra": examples.request_body()}
    report = {200: examples.answer(LintReport), **examples.problems(400, 408, 413, 415, 422)}
    add("POST", "/v1/lint", service.lint, "lint_a_reply", "lint", responses=report, **asks)
    add("POST", "/v1/lint/batch", service.batch, "lint_many_replies", "lint", openapi_extra=examples.batch_body(), responses=examples.batch_answers())  # fmt: skip
    add("POST", "/v1/fix", service.fix, "fix_a_reply", "lint", responses={**report, 200: examples.answer(FixReport)}, **asks)  # fmt: skip
    add("POST", "/v1/why", service.why, "say_how_a_reply_was_read", "lint", responses={**report, 200: examples.answer(WhyReport)}, **asks)  # fmt: skip
    add("GET", "/v1/rules", service.list_rules, "list_rules", "rules")
    add("GET", "/v1/rules/{id}", service.explain_rule, "explain_a_rule", "rules", responses=examples.problems(404, 422))
    add("GET", "/healthz", service.is_alive, "is_it_alive", "operation")
    add("GET", "/readyz", service.is_ready, "is_it_ready", "operation")
    add("GET", "/metrics", service.figures, "figures", "operation", response_class=Response, responses={200: {"content": {"text/plain": {}}}})  # fmt: skip


def _add_error_answers(app: FastAPI) -> None:
    async def ours(_: Request, problem: Exception) -> Response:
        assert isinstance(problem, RequestProblem)
        return problem.response()

    async def of_http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        allowed = (error.headers or {}).get("Allow", "")
        kind, detail = {
            404: ("not-found", "there is nothing at this path; /openapi.json has all there is"),
            405: ("method", f"{allowed} is expected"),
        }.get(error.status_code, ("http", str(error.detail)))
        return RequestProblem(error.status_code, kind, detail, headers=error.headers).response()

    async def of_parameters(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return invalid(error.errors()).response()

    app.add_exception_handler(RequestProblem, ours)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_parameters)


def _described(app: FastAPI, settings: Settings) -> Callable[[], dict[str, Any]]:
    """The OpenAPI description, with the models of bodies that we parse ourselves and this service's limits."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            from fastapi.openapi.utils import get_openapi

            made = get_openapi(
                title=app.title, version=app.version, summary=app.summary, description=app.description, routes=app.routes,
                openapi_version="3.1.0", tags=examples.TAGS,
            )  # fmt: skip
            examples.complete(made, _schemas(LintRequest, ProblemDocument), settings)
            app.openapi_schema = made
        return app.openapi_schema

    return described


def _schemas(*models: type[BaseModel]) -> dict[str, Any]:
    _, made = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/components/schemas/{model}"
    )
    return dict(made["$defs"])
