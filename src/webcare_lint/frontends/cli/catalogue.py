"""`rules`, `explain` and `schema`: what the rules are."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from webcare_lint.frontends.cli.options import ConfigFile, Format, Lang, all_rules
from webcare_lint.frontends.cli.terminal import emit

if TYPE_CHECKING:
    from pydantic import BaseModel


def rules(
    format: Annotated[Format, typer.Option(help="text or json.")] = Format.TEXT,
    config: ConfigFile = None,
) -> None:
    """List all rules."""
    import json

    loaded = all_rules(config)
    if format is not Format.TEXT:
        rows = [
            {
                "id": rule.id,
                "commandment": rule.commandment,
                "severity": [severity.is_.value for severity in rule.rule.severity],
                "status": rule.rule.status,
                "source": rule.rule.source,
                "title": rule.rule.title.model_dump(),
            }
            for rule in loaded
        ]
        emit(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", None)
        return
    from rich.console import Console
    from rich.table import Table

    from webcare_lint.rulepage import severity_words

    table = Table("rule", "commandment", "severity", "status", "title")
    for rule in loaded:
        table.add_row(rule.id, str(rule.commandment), severity_words(rule.rule), rule.rule.status, rule.rule.title.nl)
    Console().print(table)


def explain(
    rule: Annotated[str, typer.Argument(help="The id of a rule.")],
    lang: Annotated[Lang, typer.Option(help="Language of the page.")] = Lang.NL,
    config: ConfigFile = None,
) -> None:
    """What a rule looks for, why, good and bad examples, its source and its figures."""
    from webcare_lint.errors import Problem, nearest
    from webcare_lint.rulepage import read_sources, rule_page

    loaded = all_rules(config)
    found = next((candidate for candidate in loaded if candidate.id == rule), None)
    if found is None:
        raise Problem(f'there is no rule "{rule}"{nearest(rule, [candidate.id for candidate in loaded])}')
    page = rule_page(found, "nl" if lang is Lang.NL else "en", read_sources())
    if not sys.stdout.isatty():
        emit(page, None)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(width=100).print(Markdown(page))


class Schema(StrEnum):
    RULE = "rule"
    CUE = "cue"
    CONFIG = "config"
    OUTPUT = "output"


def schema(of: Annotated[Schema, typer.Argument(help="rule, cue, config or output.")]) -> None:
    """The JSON Schema of a rule, a cue file, the configuration or the JSON output."""
    import json

    from webcare_lint.formats.json_ import output_schema

    if of is Schema.OUTPUT:
        made = output_schema()
    else:
        from webcare_lint.config import Config
        from webcare_lint.cues import CueFile
        from webcare_lint.rule import Rule

        models: dict[Schema, type[BaseModel]] = {Schema.RULE: Rule, Schema.CUE: CueFile, Schema.CONFIG: Config}
        model = models[of]
        made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(by_alias=True)}
    emit(json.dumps(made, ensure_ascii=False, indent=2) + "\n", None)
