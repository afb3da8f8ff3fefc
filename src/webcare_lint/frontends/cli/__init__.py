"""The command line. Only typer is imported here; a command imports what it needs when it runs."""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer

from webcare_lint.frontends.cli.accepting import baseline, suppress
from webcare_lint.frontends.cli.catalogue import explain, rules, schema
from webcare_lint.frontends.cli.check import check
from webcare_lint.frontends.cli.judging import evaluate_, why
from webcare_lint.frontends.cli.options import FAILED, OK
from webcare_lint.frontends.cli.serving import serve
from webcare_lint.frontends.cli.setup import init
from webcare_lint.frontends.cli.terminal import interruptible
from webcare_lint.frontends.cli.testing import test_rules

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from webcare_lint import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def webcare_lint(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Lints customer-care replies against the ten commandments of webcare."""


app.command()(interruptible(check))
app.add_typer(baseline, name="baseline")
app.command()(suppress)
app.command()(rules)
app.command()(explain)
app.command(name="test")(test_rules)
app.command(name="eval")(evaluate_)
app.command()(why)
app.command()(schema)
app.command()(init)
app.command()(serve)


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
