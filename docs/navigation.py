"""What the site's navigation takes from the pages that are there: every rule under its commandment, and figures of speed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from webcare_lint import Config
from webcare_lint.formats.words import COMMANDMENTS, commandment_name
from webcare_lint.rulebook import read_pack

DOCS = Path(__file__).parent


def on_config(config: dict[str, Any]) -> dict[str, Any]:
    """MkDocs calls this before it reads the pages."""
    sections = {title: pages for section in config["nav"] for title, pages in section.items()}
    sections["The ten commandments"] += rules_by_commandment()
    if (DOCS / "performance.md").is_file():
        figures = sections["How good, how built"]
        figures.insert(figures.index("accuracy.md") + 1, "performance.md")
    return config


def rules_by_commandment() -> list[dict[str, list[str]]]:
    """`[{"1 · Help first": ["rules/joke-before-help.md", …]}, …]`"""
    rules = read_pack(Config(preview=True)).rules
    return [
        {commandment_name(number, "en"): [f"rules/{rule.id}.md" for rule in rules if rule.commandment == number]}
        for number in COMMANDMENTS
    ]
