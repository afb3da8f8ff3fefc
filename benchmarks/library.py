"""What a whole library costs: reading, linting, comparing and the HTML report, as a ratio to tokenising its texts with
spaCy's blank pipeline in the same run; for 5,000 and for 50,000 entries, to see that it grows no faster than that.

Imports are not counted, nor is building the pipeline or the linter; what the latter takes is told. `--profile` shows what
dominates.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy  # noqa: F401 - comparing many texts needs it; imports are not counted
import spacy
from texts import replies

from webcare_lint import Config, Linter
from webcare_lint.formats.base import Outcome
from webcare_lint.formats.outputs import Output
from webcare_lint.frontends.cli.check import check_all
from webcare_lint.frontends.cli.linting import Wanted

SMALL, LARGE = 5_000, 50_000
TARGET, LINEAR = 10.0, 1.3
_COPIES = 0.05

_SUBJECTS = [
    "bezorging",
    "retour",
    "factuur",
    "storing",
    "afspraak",
    "garantie",
    "account",
    "bon",
    "monteur",
    "abonnement",
    "adres",
    "levertijd",
]
_SYLLABLES = [
    "ba",
    "ka",
    "lo",
    "mi",
    "ste",
    "vor",
    "dra",
    "pel",
    "nun",
    "ge",
    "ver",
    "zij",
    "waar",
    "tol",
    "hek",
    "rui",
    "smo",
    "lan",
    "dek",
    "pri",
]

Result = TypeVar("Result")


def library(count: int, seed: int = 7) -> list[dict[str, object]]:
    """Macros as Zendesk exports them: varied, with words of their own, and one in twenty nearly a copy."""
    source = random.Random(seed)
    texts: list[str] = []
    for reply in replies(count, seed=seed, breaches=0.1):
        if texts and source.random() < _COPIES:
            texts.append(source.choice(texts).replace("morgen", "vandaag"))
            continue
        name = reply.customer_name or ""
        own = " ".join(_word(source) for _ in range(source.randint(5, 15)))
        texts.append(f"{reply.text.replace(name, '{{ticket.requester.first_name}}')} Het gaat om {own}.")
    return [
        {
            "id": 1_000 + number,
            "title": f"{_SUBJECTS[number % len(_SUBJECTS)]}::{number}",
            "active": True,
            "actions": [{"field": "status", "value": "solved"}, {"field": "comment_value", "value": text}],
            "restriction": None,
        }
        for number, text in enumerate(texts)
    ]


def _word(source: random.Random) -> str:
    """One of some thousands of made-up words, so that texts differ as those of real libraries do."""
    return "".join(source.choices(_SYLLABLES, k=source.choice([2, 2, 3])))


def timed(action: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds of processor time, and what came of it."""
    started = time.process_time()
    result = action()
    return time.process_time() - started, result


def measured(count: int, folder: Path) -> tuple[float, float]:
    """Seconds an entry: to tokenise it, and to do everything."""
    path = folder / f"{count}.json"
    macros = library(count)
    path.write_text(json.dumps({"macros": macros}, ensure_ascii=False, indent=1), encoding="utf-8")
    texts = [str(macro["actions"][1]["value"]) for macro in macros]  # type: ignore[index]
    nlp = spacy.blank("nl")
    tokenising, _ = timed(lambda: [nlp(text) for text in texts])
    building, _ = timed(Linter)
    working, outcome = timed(lambda: everything(path))
    assert len(outcome.linted) == count
    whole, working = working / tokenising, working - building
    print(
        f"{count:6} entries: tokenising {tokenising / count * 1e6:6.1f} µs an entry, everything {working / count * 1e6:6.1f} µs: "
        f"{working / tokenising:.1f} × (target < {TARGET:.0f}); {whole:.1f} × with the {building:.2f} s of building the linter"
    )
    return tokenising / count, working / count


def everything(path: Path) -> Outcome:
    """What `check --output html=…` does: build a linter, read, lint, compare, and write the report."""
    outputs = [Output("html", path.with_suffix(".html"))]
    return check_all(Wanted([str(path)], Config(), {}), outputs, fix=False, diff=False, no_text=False)


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--profile", action="store_true", help="Show what dominates, for the small library.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.parse_args().profile:
            path = folder / "library.json"
            path.write_text(json.dumps({"macros": library(SMALL)}, ensure_ascii=False), encoding="utf-8")
            everything(path)  # once before, for the imports
            profile = cProfile.Profile()
            profile.runcall(everything, path)
            pstats.Stats(profile).sort_stats("cumtime").print_stats(60)
            return
        warm_up = folder / "warm-up.json"
        warm_up.write_text(json.dumps({"macros": library(500)}), encoding="utf-8")
        everything(warm_up)
        (small_base, small), (large_base, large) = (measured(count, folder) for count in (SMALL, LARGE))
        growth = (large / large_base) / (small / small_base)
        print(
            f"growth from {SMALL} to {LARGE}: an entry costs {large / small:.2f} × as much, {growth:.2f} × as a ratio (linear: about 1)"
        )


if __name__ == "__main__":
    main()
