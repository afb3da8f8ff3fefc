"""The cache of built packs: right or not used."""

from __future__ import annotations

from pathlib import Path

import pytest

from webcare_lint import Config, Linter, graphs

TEXT = "Hoi Anna, bel even met onze klantenservice. ^Bo"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder, somewhere else; the real code finds it as it would."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("WEBCARE_LINT_NO_CACHE", raising=False)
    return tmp_path / "webcare-lint"


def test_a_linter_from_the_cache_finds_what_a_built_one_finds(cache: Path) -> None:
    built = Linter().lint(TEXT)
    kept = list(cache.glob("*.json"))
    assert len(kept) == 1
    assert Linter().lint(TEXT) == built
    assert list(cache.glob("*.json")) == kept


@pytest.mark.parametrize("damage", [b"", b"onzin", b"0" * 64 + b"\n[]", b"\xff\x00"])
def test_a_damaged_file_is_built_again(cache: Path, damage: bytes) -> None:
    built = Linter().lint(TEXT)
    (path,) = cache.glob("*.json")
    good = path.read_bytes()
    path.write_bytes(damage)
    assert Linter().lint(TEXT) == built
    assert path.read_bytes() == good


def test_a_file_that_others_may_write_is_not_trusted(cache: Path) -> None:
    Linter()
    (path,) = cache.glob("*.json")
    path.chmod(0o666)
    assert graphs.read(cache, path.stem) is None


def test_another_phrase_is_another_pack(cache: Path) -> None:
    Linter()
    Linter(Config.model_validate({"cues": {"redirect": {"phrases+": ["spring op de fiets"]}}}))
    assert len(list(cache.glob("*.json"))) == 2


def test_no_cache_folder_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "bestand"
    blocked.write_text("geen map")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert Linter().lint(TEXT).findings


def test_nothing_a_linter_has_read_is_kept(cache: Path) -> None:
    linter = Linter()
    linter.lint("Hoi Geheimzinnigaard, bel even met onze klantenservice.")
    Linter()
    assert all(b"eheimzinnigaard" not in path.read_bytes() for path in cache.rglob("*") if path.is_file())
