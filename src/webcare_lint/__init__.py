"""webcare-lint: lints customer-care replies against the ten commandments of webcare."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webcare_lint.config import Config
    from webcare_lint.errors import Problem, Problems, WebcareLintError
    from webcare_lint.finding import Finding, FoundCue, NotApplicable, Report, Severity, Strength, Suggestion
    from webcare_lint.linter import Linter, lint
    from webcare_lint.reply import Message, Reply

__version__ = "0.1.0"

_HOMES = {
    "Config": "config",
    "Problem": "errors",
    "Problems": "errors",
    "WebcareLintError": "errors",
    "Finding": "finding",
    "FoundCue": "finding",
    "NotApplicable": "finding",
    "Report": "finding",
    "Severity": "finding",
    "Strength": "finding",
    "Suggestion": "finding",
    "Linter": "linter",
    "lint": "linter",
    "Message": "reply",
    "Reply": "reply",
}

__all__ = [
    "Config",
    "Finding",
    "FoundCue",
    "Linter",
    "Message",
    "NotApplicable",
    "Problem",
    "Problems",
    "Reply",
    "Report",
    "Severity",
    "Strength",
    "Suggestion",
    "WebcareLintError",
    "lint",
]


def __getattr__(name: str) -> object:
    # Loaded when first asked for: spaCy imports this package wherever it is installed, and `--help` needs none of it.
    if name not in _HOMES:
        raise AttributeError(f"module 'webcare_lint' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"webcare_lint.{_HOMES[name]}"), name)
