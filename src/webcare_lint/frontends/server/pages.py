"""The composer and the playground: files of the package, with the headers that pages need."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from fastapi import FastAPI, Request
from starlette.responses import Response

_JAVASCRIPT, _CSS, _HTML, _SVG = "text/javascript", "text/css", "text/html", "image/svg+xml"

FILES = {
    "/": ("playground.html", _HTML),
    "/composer.js": ("composer.js", _JAVASCRIPT),
    "/playground.js": ("playground.js", _JAVASCRIPT),
    "/playground.css": ("playground.css", _CSS),
    "/icon.svg": ("icon.svg", _SVG),
}


@cache
def _content(name: str) -> tuple[bytes, str]:
    content = files("webcare_lint.frontends").joinpath("web", name).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'


def add_pages(app: FastAPI) -> None:
    """Serve the pages; they hold no data, so they need no key."""
    for path, (name, kind) in FILES.items():
        app.add_api_route(path, _page(path, name, kind), methods=["GET", "HEAD"], include_in_schema=False)


def _page(path: str, name: str, kind: str):  # type: ignore[no-untyped-def]
    async def page(request: Request) -> Response:
        content, tag = _content(name)
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if path == "/composer.js":
            # The composer is public code that a care tool's own page includes; what it asks for is still guarded.
            headers |= {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=kind, headers=headers)

    return page
