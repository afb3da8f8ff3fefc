"""What the site's navigation takes from the pages that are there: every rule under its commandment, and pages
that are not in every version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from webcare_lint import Config
from webcare_lint.formats.words import COMMANDMENTS, commandment_name
from webcare_lint.rulebook import read_pack

DOCS = Path(__file__).parent
_WHERE_THERE = {"performance.md": "How good, how built"}


def on_config(config: dict[str, Any]) -> dict[str, Any]:
    """MkDocs calls this before it reads the pages."""
    sections = {title: pages for section in config["nav"] for title, pages in section.items()}
    sections["The ten commandments"] += rules_by_commandment()
    for page, section in _WHERE_THERE.items():
        if (DOCS / page).is_file():
            sections[section].append(page)
    return config


def on_page_markdown(_: str, page: Any, **__: Any) -> None:
    """In the search rules come first, but not their table: it holds every word of their titles."""
    source = page.file.src_uri
    if source == "rules/README.md":
        page.meta["search"] = {"exclude": True}
    elif source == "commandments.md" or source.startswith("rules/"):
        page.meta["search"] = {"boost": 2}


def rules_by_commandment() -> list[dict[str, list[str]]]:
    """`[{"1 · Help first": ["rules/joke-before-help.md", …]}, …]`"""
    rules = read_pack(Config(preview=True)).rules
    return [
        {commandment_name(number, "en"): [f"rules/{rule.id}.md" for rule in rules if rule.commandment == number]}
        for number in COMMANDMENTS
    ]
