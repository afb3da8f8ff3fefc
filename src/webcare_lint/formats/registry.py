"""The formats by name. A format's module is imported when it is asked for: most runs need one."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from webcare_lint.errors import Problem, nearest
from webcare_lint.formats.base import Outcome, Presentation

Formatter = Callable[[Outcome, Presentation], str]

FORMATS: dict[str, tuple[str, str]] = {
    "text": ("text", "to_text"),
    "json": ("json_", "to_json"),
    "jsonl": ("json_", "to_jsonl"),
    "sarif": ("sarif", "to_sarif"),
    "github": ("github", "to_github"),
    "gitlab": ("gitlab", "to_gitlab"),
    "junit": ("junit", "to_junit"),
    "rdjson": ("rdjson", "to_rdjson"),
    "checkstyle": ("checkstyle", "to_checkstyle"),
    "markdown": ("markdown", "to_markdown"),
    "html": ("html", "to_html"),
}
"""Name → module of this package and its function."""


def formatter(name: str) -> Formatter:
    """The function that writes a format; Problem for a name that is none."""
    if name not in FORMATS:
        raise Problem(f'"{name}" is no format{nearest(name, FORMATS)}; there are {", ".join(FORMATS)}')
    module, function = FORMATS[name]
    return cast(Formatter, getattr(import_module(f"webcare_lint.formats.{module}"), function))
