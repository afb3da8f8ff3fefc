"""webcare-lint: lints customer-care replies against the ten commandments of webcare."""

from webcare_lint.config import Config
from webcare_lint.errors import Problem, Problems, WebcareLintError
from webcare_lint.finding import Finding, FoundCue, NotApplicable, Report, Severity, Strength, Suggestion
from webcare_lint.linter import Linter, lint
from webcare_lint.reply import Message, Reply

__version__ = "0.1.0"

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
