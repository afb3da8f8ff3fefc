"""`baseline` and `suppress`: findings a team has decided to live with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from webcare_lint.frontends.cli.check import check
from webcare_lint.frontends.cli.linting import Source, Wanted, lint
from webcare_lint.frontends.cli.options import FAILED, ConfigFile, configuration

if TYPE_CHECKING:
    from webcare_lint.errors import Problem
    from webcare_lint.formats.base import Outcome

Paths = Annotated[list[str], typer.Argument(help="The same paths that `check` gets.")]
BaselineFile = Annotated[
    Path | None, typer.Option("--baseline", help="The file; that of the configuration, or .webcare-lint-baseline.json.")
]

baseline = typer.Typer(
    help="Accept the findings there are, so that only new ones count. The file holds no text of any reply.",
    no_args_is_help=True,
)


@baseline.command()
def write(paths: Paths, file: BaselineFile = None, source: Source = None, config: ConfigFile = None) -> None:
    """Write all findings there are now to the file."""
    from webcare_lint.baseline import baseline_of, new_salt, read_baseline, write_baseline

    path, outcome = _linted(paths, file, source, config)
    salt = read_baseline(path).salt if path.exists() else new_salt()
    made = baseline_of([(linted.input, linted.report) for linted in outcome.linted], salt, path)
    write_baseline(path, made)
    typer.echo(f"{path}: {sum(row.count for row in made.rows)} findings accepted")


@baseline.command()
def update(paths: Paths, file: BaselineFile = None, source: Source = None, config: ConfigFile = None) -> None:
    """Take out what is no longer found. Nothing is added: `write` accepts what is new."""
    from webcare_lint.baseline import compare, gone, read_baseline, without, write_baseline

    path, outcome = _linted(paths, file, source, config)
    before = read_baseline(path)
    found = compare([(linted.input, linted.report) for linted in outcome.linted], before).found
    left = list(gone(before, found, (linted.input for linted in outcome.linted), path))
    after = without(before, left)
    if left:
        write_baseline(path, after)
    taken, kept = (sum(row.count for row in rows) for rows in (left, after.rows))
    typer.echo(f"{path}: {taken} findings taken out, {kept} left")


@baseline.command(name="check")
def check_(paths: Paths, file: BaselineFile = None, source: Source = None, config: ConfigFile = None) -> None:
    """Lint, and show what is not in the file: `check --baseline`."""
    check(paths, baseline=_path(paths, file, config), source=source, config=config)


def suppress(
    path: Annotated[str, typer.Argument(help="A library of canned responses.")],
    entry: Annotated[str, typer.Option(help="The id of the entry.")],
    rule: Annotated[str, typer.Option(help="The rule that the entry may break in the words it has now.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    owner: Annotated[str, typer.Option(help="Who decided it, and will look again.")],
    until: Annotated[str, typer.Option(help="The last day on which it counts, such as 2027-12-31.")],
    source: Source = None,
    config: ConfigFile = None,
) -> None:
    """Accept what a rule finds in one entry, until a day; written to .webcare-lint-suppressions.yaml.

    For formats that have no comments. Without such a file in the folder of the library or above, one is made there.
    """
    from webcare_lint.suppressions import FILE_NAME, add_suppressions, find_files, suppressions_for

    outcome = lint(Wanted([path], configuration(path, config), {}, source=source))
    _stop(outcome.problems)
    target = next(
        iter(find_files([Path(path)])), (Path(path) if Path(path).is_dir() else Path(path).parent) / FILE_NAME
    )
    linted = [(item.input, item.report) for item in outcome.linted]
    made = suppressions_for(linted, target, entry=entry, rule=rule, reason=reason, owner=owner, until=until)
    add_suppressions(target, made)
    typer.echo(f"{target}: {len(made)} of {rule} in entry {entry} suppressed until {made[0].until}")


def _path(paths: list[str], file: Path | None, config: Path | None) -> Path:
    from webcare_lint.baseline import FILE_NAME

    return file or configuration(paths[0], config).baseline or Path(FILE_NAME)


def _linted(paths: list[str], file: Path | None, source: str | None, config: Path | None) -> tuple[Path, Outcome]:
    """What there is to accept; nothing is written when something could not be read."""
    outcome = lint(Wanted(paths, configuration(paths[0], config), {}, source=source))
    _stop(outcome.problems)
    return _path(paths, file, config), outcome


def _stop(problems: tuple[Problem, ...]) -> None:
    from webcare_lint.formats.base import problem_lines

    if not problems:
        return
    for line in problem_lines(problems):
        typer.echo(line, err=True)
    typer.echo(f"{len(problems)} not read; nothing is written", err=True)
    raise typer.Exit(FAILED)
