"""The rules as the service tells of them: a row for a list, a page for one."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from webcare_lint.frontends.server.rules import RuleSet
from webcare_lint.reply import Language
from webcare_lint.rulebook import LoadedRule
from webcare_lint.rulepage import read_sources, rule_page


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid")

    nl: str
    en: str


class RuleRow(BaseModel):
    """One rule in a list."""

    model_config = ConfigDict(extra="forbid")

    id: str
    commandment: int | Literal["privacy", "channel"]
    severity: list[str] = Field(description="One, or several where it depends on the reply; the last is the usual one.")
    status: Literal["preview", "stable", "deprecated"]
    enabled: bool = Field(description="It is on in this service.")
    source: str
    title: _Words


class RulePage(RuleRow):
    """All there is to say of one rule."""

    why: str
    suggestions: list[str]
    markdown: str = Field(description="The rule's page: why, examples, source and figures.")


def rule_rows(rules: RuleSet) -> list[RuleRow]:
    """Every rule, in the order of the commandments."""
    enabled = rules.enabled
    return [RuleRow(**_row(rule, enabled)) for rule in rules.rules.values()]


def rule_full_page(loaded: LoadedRule, language: Language, rules: RuleSet) -> RulePage:
    """One rule, in one language."""
    return RulePage(
        **_row(loaded, rules.enabled),
        why=loaded.rule.why.in_(language),
        suggestions=list(loaded.rule.suggest.texts(language)),
        markdown=rule_page(loaded, language, read_sources()),
    )


def _row(loaded: LoadedRule, enabled: frozenset[str]) -> dict[str, Any]:
    rule = loaded.rule
    return {
        "id": loaded.id, "commandment": loaded.commandment, "status": rule.status, "enabled": loaded.id in enabled,
        "severity": [severity.is_.value for severity in rule.severity], "source": rule.source, "title": rule.title.model_dump(),
    }  # fmt: skip
