"""`init`: what a team begins with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from webcare_lint.frontends.cli.terminal import emit


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
    emit(RULE.format(name=rule) if rule else CONFIG, path)
    typer.echo(f"{path}: written; try it with `webcare-lint {f'test {path}' if rule else 'check'}`")
