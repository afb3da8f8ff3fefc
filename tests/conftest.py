"""Linters are built once for the whole run; they are made to be shared."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from webcare_lint import Config, Linter

# A first look-up builds things; how long an example takes says nothing.
settings.register_profile("webcare-lint", deadline=None, max_examples=60)
settings.load_profile("webcare-lint")

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def linter() -> Linter:
    return Linter()


@pytest.fixture(scope="session")
def everything() -> Linter:
    """Preview rules too."""
    return Linter(Config(preview=True))


def needs_shared(*parts: str) -> Path:
    """A file of the workshop's shared folder, or a skip that says so."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{path} is not there: it belongs to the workshop, not to the project")
    return path
