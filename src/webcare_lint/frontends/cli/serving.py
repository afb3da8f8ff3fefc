"""`serve`: answer care tools over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from webcare_lint.frontends.cli.options import ConfigFile


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
