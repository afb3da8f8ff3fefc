"""The benchmarks measure what they say; that they do is tested, not how fast anything is."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"
sys.path.insert(0, str(FOLDER))

measure = pytest.importorskip("measure", reason="processor times of children are not told on this system")
import peers  # noqa: E402


def test_the_exponent_is_the_power_with_which_cost_grows() -> None:
    assert measure.exponent([1, 10, 100], [3, 300, 30_000]) == pytest.approx(2)
    assert measure.exponent([1_000, 4_000, 16_000], [0.5, 2, 8]) == pytest.approx(1)


def test_rounds_are_interleaved() -> None:
    seen: list[str] = []

    def note(name: str, number: int) -> float:
        seen.append(f"{name}{number}")
        return number

    made = measure.interleaved({"a": lambda number: note("a", number), "b": lambda number: note("b", number)}, 3)
    assert seen == ["a0", "b0", "a1", "b1", "a2", "b2"]
    assert made["a"] == {"median": 1, "low": 0, "high": 2}


def test_peers_find_spellings_of_our_phrases(tmp_path: Path) -> None:
    phrases = {name: listed[:3] for name, listed in peers.inventory().items()}
    assert sum(map(len, phrases.values())) > 200
    text = f"Hoi, {phrases['redirect'][0]}."
    assert peers.with_re(phrases)(text)
    assert peers.with_matcher({"redirect": phrases["redirect"]})(text)
    peers.write_prh(phrases, tmp_path)
    assert len(json.loads((tmp_path / "prh.yml").read_text(encoding="utf-8"))["rules"]) == len(phrases)
