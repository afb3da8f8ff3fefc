"""`eval` and `why`: how right the rules are, and how they read a reply."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from webcare_lint.frontends.cli.options import FOUND, ConfigFile, Format, Lang, all_rules, configuration, reply_context
from webcare_lint.frontends.cli.terminal import emit


def evaluate_(
    files: Annotated[list[Path], typer.Argument(help="Labelled replies, JSON Lines.")],
    lang: Annotated[Lang | None, typer.Option(help="Only replies in this language.")] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="List every miss and false alarm, with the text and the cues.")
    ] = False,
    format: Annotated[Format, typer.Option(help="text or json.")] = Format.TEXT,
    baseline: Annotated[
        Path | None, typer.Option(help="Earlier figures (--format json); exit 1 when a rule got worse.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """How often each rule is right: precision and recall on labelled replies, a unit being (reply, rule)."""
    from webcare_lint.errors import Problem
    from webcare_lint.evaluation import Evaluation, evaluate, read_labelled, worse
    from webcare_lint.formats.figures import figures_text, mistakes_text
    from webcare_lint.linter import Linter

    known = [rule.id for rule in all_rules(config)]
    records = [
        record for record in read_labelled(files, known) if lang is None or (record.language or "nl") == lang.value
    ]
    if not records:
        raise Problem("no labelled replies in these files")
    linters: dict[Any, Linter] = {
        language: Linter(configuration(None, config, language=language))
        for language in dict.fromkeys(record.language or "nl" for record in records)
    }
    evaluation, mistakes = evaluate(records, linters, [str(file) for file in files])
    if format is Format.TEXT:
        emit(figures_text(evaluation), None)
        if errors:
            emit(mistakes_text(mistakes), None)
    else:
        emit(evaluation.model_dump_json(indent=2) + "\n", None)
    if baseline:
        from pydantic import ValidationError

        from webcare_lint.yamlfile import read_text

        try:
            before = Evaluation.model_validate_json(read_text(baseline))
        except ValidationError:
            raise Problem("figures written by `eval --format json` are expected", path=baseline) from None
        lines = worse(evaluation, before)
        for line in lines:
            typer.echo(f"worse: {line}", err=True)
        if lines:
            raise typer.Exit(FOUND)


def why(
    path: Annotated[str, typer.Argument(help="A .txt file with one reply, or - for standard input.")],
    customer: Annotated[str | None, typer.Option(help="What the customer wrote.")] = None,
    channel: Annotated[str | None, typer.Option(help="The channel of the reply.")] = None,
    visibility: Annotated[str | None, typer.Option(help="public or private.")] = None,
    brand: Annotated[str | None, typer.Option(help="The brand that answers.")] = None,
    customer_name: Annotated[str | None, typer.Option(help="The customer's name.")] = None,
    lang: Annotated[Lang | None, typer.Option(help="Language of the reply.")] = None,
    config: ConfigFile = None,
) -> None:
    """How a reply was read: tokens, cues with the phrase behind each, and why each rule fired or kept silent."""
    from webcare_lint.errors import Problem
    from webcare_lint.inputs import read_inputs
    from webcare_lint.linter import Linter
    from webcare_lint.trace import trace

    settings = configuration(None if path == "-" else path, config, language=lang.value if lang else None)
    context = reply_context(
        customer=customer, channel=channel, visibility=visibility, brand=brand, customer_name=customer_name
    )
    linter = Linter(settings.model_copy(update={"preview": True}))
    for item in read_inputs([path], context, sys.stdin.buffer):
        if isinstance(item, Problem):
            raise item
        emit(trace(linter, item.reply), None)
