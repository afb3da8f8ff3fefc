"""The command line. Only typer is imported here; a command imports what it needs when it runs."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel

    from webcare_lint.config import Config
    from webcare_lint.formats.base import Outcome, Presentation
    from webcare_lint.linter import Linter
    from webcare_lint.rulebook import LoadedRule

OK, FOUND, FAILED = 0, 1, 2

app = typer.Typer(
    help="Lints customer-care replies against the ten commandments of webcare.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


class CheckFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    RDJSON = "rdjson"
    CHECKSTYLE = "checkstyle"
    MARKDOWN = "markdown"
    HTML = "html"


class FailOn(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


class Lang(StrEnum):
    NL = "nl"
    EN = "en"


class ReplyLang(StrEnum):
    NL = "nl"
    EN = "en"
    AUTO = "auto"


Select = Annotated[
    list[str] | None,
    typer.Option("--select", help="Only these: a rule, a commandment (2, privacy, channel) or a severity. Repeatable."),
]
Ignore = Annotated[
    list[str] | None, typer.Option("--ignore", help="Not these: a rule, a commandment or a severity. Repeatable.")
]
ConfigFile = Annotated[Path | None, typer.Option("--config", help="A .webcare-lint.yaml, instead of the nearest one.")]


def main() -> None:
    """The console script."""
    from webcare_lint.errors import Problem, Problems

    try:
        app()
    except (Problem, Problems) as error:
        _fail(error)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(OK)


def _fail(error: Exception) -> NoReturn:
    typer.echo(str(error), err=True)
    raise SystemExit(FAILED)


def _configuration(start: str | None, config: Path | None, **changes: Any) -> Config:
    """The configuration for a run: from a file, with what the command line says laid over it."""
    from pydantic import ValidationError

    from webcare_lint.config import Config, find_config, read_config
    from webcare_lint.errors import Problem

    path = config or find_config(Path(start) if start else Path.cwd())
    given = read_config(path) if path else Config()
    set_ = {key: value for key, value in changes.items() if value is not None}
    if "ignore" in set_:
        set_["ignore"] = (*given.ignore, *set_["ignore"])
    try:
        return Config.model_validate({**given.model_dump(by_alias=True, exclude_unset=True), **set_})
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        raise Problem(detail["msg"].removeprefix("Value error, "), field=".".join(map(str, detail["loc"]))) from None


@app.command()
def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="A .txt reply, a .jsonl of replies, a library of canned responses, or - for standard input."
        ),
    ] = None,
    customer: Annotated[str | None, typer.Option(help="What the customer wrote.")] = None,
    channel: Annotated[
        str | None,
        typer.Option(help="x, facebook, instagram, mastodon, bluesky, whatsapp, sms, chat, email, review or other."),
    ] = None,
    visibility: Annotated[str | None, typer.Option(help="public or private.")] = None,
    brand: Annotated[str | None, typer.Option(help="The brand that answers.")] = None,
    customer_name: Annotated[str | None, typer.Option(help="The customer's name.")] = None,
    lang: Annotated[ReplyLang | None, typer.Option(help="Language of the replies; auto tells per reply.")] = None,
    format: Annotated[CheckFormat, typer.Option(help="How findings are printed.")] = CheckFormat.TEXT,
    output: Annotated[
        list[str] | None,
        typer.Option(
            help="FORMAT=PATH writes one more format to a file; PATH alone takes --format there instead of printing it. "
            "Repeatable."
        ),
    ] = None,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Ids, places and rules only: no text of the replies in any format.")
    ] = False,
    config: ConfigFile = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: Annotated[FailOn | None, typer.Option(help="The least severity that makes the exit code 1.")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Put safe fixes into text files and libraries, in place.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what the safe fixes change; alone, nothing is written.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing but errors; the exit code tells.")
    ] = False,
) -> None:
    """Lint replies and libraries of canned responses.

    Exit code 0: nothing at or above --fail-on; 1: something; 2: not everything could be done.
    """
    from webcare_lint.formats.base import problem_lines
    from webcare_lint.formats.outputs import outputs_of, write_outputs

    outputs = outputs_of(output or (), format.value, quiet=quiet)
    paths = paths or ["-"]
    first = next((path for path in paths if path != "-"), None)
    told = None if lang in (None, ReplyLang.AUTO) else lang
    settings = _configuration(
        first, config, language=told.value if told else None, select=tuple(select) if select else None,
        ignore=tuple(ignore) if ignore else None, fail_on=fail_on.value if fail_on else None,
    )  # fmt: skip
    context = _context(
        customer=customer, channel=channel, visibility=visibility, brand=brand, customer_name=customer_name
    )
    outcome = _lint(paths, context, settings, detect=lang is ReplyLang.AUTO)
    if fix or diff:
        _fix(outcome, write=fix, show=diff)
        if fix:
            outcome = _lint(paths, context, settings, detect=lang is ReplyLang.AUTO)
    if no_text:
        outcome = _without_text(outcome, settings)
    write_outputs(outputs, outcome, _presentation(settings))
    for line in problem_lines(outcome.problems):
        typer.echo(line, err=True)
    if outcome.problems:
        typer.echo(f"{len(outcome.problems)} not read, {len(outcome.linted)} linted", err=True)
        raise typer.Exit(FAILED)
    worst = settings.fail_on
    if worst != "never" and any(linted.report.at_least(worst) for linted in outcome.linted):
        raise typer.Exit(FOUND)


def _context(*, customer: str | None, **fields: str | None) -> dict[str, Any]:
    """The fields of a reply that the command line gives; Problem when one of them can't be."""
    from pydantic import ValidationError

    from webcare_lint.errors import Problem
    from webcare_lint.reply import Message, Reply

    context: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
    if customer is not None:
        context["thread"] = (Message(author="customer", text=customer, name=fields.get("customer_name")),)
    try:
        Reply(text="", **context)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        raise Problem(detail["msg"], field=f"--{str(detail['loc'][0]).replace('_', '-')}") from None
    return context


def _lint(paths: list[str], context: dict[str, Any], settings: Config, *, detect: bool) -> Outcome:
    from webcare_lint.detection import language_of
    from webcare_lint.errors import Problem
    from webcare_lint.formats.base import Linted, Outcome
    from webcare_lint.inputs import read_inputs
    from webcare_lint.library.lint import lint_entry
    from webcare_lint.linter import Linter
    from webcare_lint.rule import LANGUAGES

    linters: dict[str, Linter] = {settings.language: Linter(settings)}
    linted: list[Linted] = []
    problems: list[Problem] = []
    for item in _with_progress(read_inputs(paths, context, sys.stdin.buffer)):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        language = item.language or settings.language
        if (detect or item.entry) and not item.language and (said := language_of(item.reply.text)) in LANGUAGES:
            language = said  # unsure, or a language without rules: the configured one
        if language not in linters:
            linters[language] = Linter(settings.model_copy(update={"language": language}))
        linter = linters[language]
        linted.append(Linted(item, lint_entry(linter, item.entry) if item.entry else linter.lint(item.reply)))
    rules = {rule.id: rule for linter in linters.values() for rule in linter.rules}
    return Outcome(tuple(linted), tuple(problems), tuple(rules.values()))


def _fix(outcome: Outcome, *, write: bool, show: bool) -> None:
    """Apply the safe fixes, or show them; what was fixed is said on stderr."""
    from webcare_lint.fixing import fixed_files

    for fixed in fixed_files(((linted.input, linted.report.findings) for linted in outcome.linted), write=write):
        if show:
            _emit(fixed.diff(), None)
        if write:
            typer.echo(f"{fixed.path}: fixed", err=True)


def _with_progress(items: Iterable[Any]) -> Iterable[Any]:
    """A progress bar on a terminal, once the work has taken longer than a second."""
    if not sys.stderr.isatty():
        yield from items
        return
    from time import monotonic

    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    started, progress, task = monotonic(), None, None
    try:
        for number, item in enumerate(items, start=1):
            yield item
            if progress is None and number % 64 == 0 and monotonic() - started > 1:
                progress = Progress(
                    SpinnerColumn(),
                    TextColumn("replies"),
                    MofNCompleteColumn(),
                    TimeElapsedColumn(),
                    console=Console(stderr=True),
                    transient=True,
                )
                progress.start()
                task = progress.add_task("replies", total=None)
            if progress is not None and task is not None and number % 64 == 0:
                progress.update(task, completed=number)
    finally:
        if progress is not None:
            progress.stop()


def _presentation(settings: Config) -> Presentation:
    from webcare_lint.formats.base import Presentation

    return Presentation(settings.messages or settings.language, _has_colour(), settings.fail_on)


def _without_text(outcome: Outcome, settings: Config) -> Outcome:
    from webcare_lint.formats.redaction import salt_of_run, without_text

    return without_text(outcome, settings.messages or settings.language, salt_of_run())


def _has_colour() -> bool:
    import os

    return "NO_COLOR" not in os.environ and ("FORCE_COLOR" in os.environ or sys.stdout.isatty())


def _emit(text: str, output: Path | None) -> None:
    from webcare_lint.formats.outputs import write

    write(text, output)


@app.command()
def rules(
    format: Annotated[Format, typer.Option(help="text or json.")] = Format.TEXT,
    config: ConfigFile = None,
) -> None:
    """List all rules."""
    import json

    loaded = _all_rules(config)
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
        _emit(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", None)
        return
    from rich.console import Console
    from rich.table import Table

    from webcare_lint.rulepage import severity_words

    table = Table("rule", "commandment", "severity", "status", "title")
    for rule in loaded:
        table.add_row(rule.id, str(rule.commandment), severity_words(rule.rule), rule.rule.status, rule.rule.title.nl)
    Console().print(table)


def _all_rules(config: Path | None) -> tuple[LoadedRule, ...]:
    from webcare_lint.rulebook import bundled_rules, read_rules

    settings = _configuration(None, config)
    return tuple(rule for root in (bundled_rules(), *settings.rule_paths) for rule in read_rules(root))


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(help="The id of a rule.")],
    lang: Annotated[Lang, typer.Option(help="Language of the page.")] = Lang.NL,
    config: ConfigFile = None,
) -> None:
    """What a rule looks for, why, good and bad examples, its source and its figures."""
    from webcare_lint.errors import Problem, nearest
    from webcare_lint.rulepage import read_sources, rule_page

    loaded = _all_rules(config)
    found = next((candidate for candidate in loaded if candidate.id == rule), None)
    if found is None:
        raise Problem(f'there is no rule "{rule}"{nearest(rule, [candidate.id for candidate in loaded])}')
    page = rule_page(found, "nl" if lang is Lang.NL else "en", read_sources())
    if not sys.stdout.isatty():
        _emit(page, None)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(width=100).print(Markdown(page))


@app.command(name="test")
def test_examples(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Folders or files of house rules; the bundled rules when none is given.")
    ] = None,
    lang: Annotated[Lang | None, typer.Option(help="Language of the rules; both by default.")] = None,
    config: ConfigFile = None,
) -> None:
    """Try every example of every rule: `bad` must be found where it is marked, `good` must be left alone."""
    from webcare_lint.examples import broken, cases, problem
    from webcare_lint.linter import Linter

    tried, failures = 0, []
    for language in [lang.value] if lang else ["nl", "en"]:
        settings = _configuration(None, config, language=language)
        settings = settings.model_copy(update={"rule_paths": (*settings.rule_paths, *(paths or ())), "preview": True})
        linter = Linter(settings)
        for case in cases(linter):
            if paths and not any(path in (case.rule.path, *case.rule.path.parents) for path in paths):
                continue
            tried += 1
            if text := broken(linter, case):
                failures.append(problem(case, text, language))
    for failure in failures:
        typer.echo(str(failure))
    typer.echo(f"{tried} examples, {len(failures)} broken")
    if failures:
        raise typer.Exit(FOUND)


@app.command(name="eval")
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

    known = [rule.id for rule in _all_rules(config)]
    records = [
        record for record in read_labelled(files, known) if lang is None or (record.language or "nl") == lang.value
    ]
    if not records:
        raise Problem("no labelled replies in these files")
    linters: dict[Any, Linter] = {
        language: Linter(_configuration(None, config, language=language))
        for language in dict.fromkeys(record.language or "nl" for record in records)
    }
    evaluation, mistakes = evaluate(records, linters, [str(file) for file in files])
    if format is Format.TEXT:
        _emit(figures_text(evaluation), None)
        if errors:
            _emit(mistakes_text(mistakes), None)
    else:
        _emit(evaluation.model_dump_json(indent=2) + "\n", None)
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


@app.command()
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

    settings = _configuration(None if path == "-" else path, config, language=lang.value if lang else None)
    context = _context(
        customer=customer, channel=channel, visibility=visibility, brand=brand, customer_name=customer_name
    )
    linter = Linter(settings.model_copy(update={"preview": True}))
    for item in read_inputs([path], context, sys.stdin.buffer):
        if isinstance(item, Problem):
            raise item
        _emit(trace(linter, item.reply), None)


class Schema(StrEnum):
    RULE = "rule"
    CUE = "cue"
    CONFIG = "config"
    OUTPUT = "output"


@app.command()
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
    _emit(json.dumps(made, ensure_ascii=False, indent=2) + "\n", None)


@app.command()
def init(
    rule: Annotated[
        str | None, typer.Option("--rule", help="Write a rule with this name instead of a configuration.")
    ] = None,
    folder: Annotated[Path, typer.Option(help="Where to write.")] = Path(),
) -> None:
    """Write a commented configuration, or a commented rule that passes `test`."""
    import re

    from webcare_lint.errors import Problem
    from webcare_lint.frontends.starters import CONFIG, RULE

    if rule is not None and not re.fullmatch(r"[a-z][a-z0-9-]*", rule):
        raise Problem(
            "a name of small letters, digits and hyphens is expected, such as zeg-niet-kosteloos", field="--rule"
        )
    path = folder / (f"{rule}.yaml" if rule else ".webcare-lint.yaml")
    if path.exists():
        raise Problem("already there; nothing is written", path=path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"can't be made: {error.strerror}", path=folder) from None
    _emit(RULE.format(name=rule) if rule else CONFIG, path)
    typer.echo(f"{path}: written; try it with `webcare-lint {f'test {path}' if rule else 'check'}`")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Beyond loopback needs an API key, or --insecure.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8642,
    workers: Annotated[int, typer.Option(min=1, help="How many processes answer.")] = 1,
    api_key: Annotated[
        list[str] | None,
        typer.Option("--api-key", envvar="WEBCARE_LINT_API_KEY", help="Asked of every request. Repeatable."),
    ] = None,
    insecure: Annotated[bool, typer.Option("--insecure", help="Listen beyond loopback without a key.")] = False,
    cors_origin: Annotated[
        list[str] | None, typer.Option("--cors-origin", help="A page of yours that may ask. Repeatable.")
    ] = None,
    rate_limit: Annotated[float | None, typer.Option(help="The most requests a second, per key.")] = None,
    access_log: Annotated[bool, typer.Option("--access-log", help="Log requests; never their texts.")] = False,
    config: ConfigFile = None,
) -> None:
    """Answer care tools on this machine over HTTP, and show the playground at /."""
    from webcare_lint.errors import Problem

    try:
        from webcare_lint.frontends.server import serve as run
    except ImportError:
        raise Problem("the service is an extra: pip install 'webcare-lint[server]'") from None
    run(
        config, host, port, api_keys=tuple(api_key or ()), insecure=insecure, workers=workers,
        cors_origins=tuple(cors_origin or ()), rate_limit=rate_limit, access_log=access_log,
    )  # fmt: skip
