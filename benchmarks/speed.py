"""What a warm reply costs, as a ratio to tokenising it with spaCy's blank pipeline in the same run; and what loading costs.

Rounds are interleaved and medians taken, so that a busy machine slows both sides alike.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import spacy
from texts import replies

from webcare_lint import Linter

REPLIES, ROUNDS = 4_000, 9

_LOADING = """
import time, spacy
started = time.perf_counter()
from webcare_lint import Linter
Linter()
print(time.perf_counter() - started)
"""


def timed(action: Callable[[], None]) -> float:
    """Seconds for one call."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    nlp = spacy.blank("nl")
    linter = Linter()
    batch = replies(REPLIES)
    texts = [text for reply in batch for text in (reply.text, *(message.text for message in reply.thread))]

    def tokenise() -> None:
        for text in texts:
            nlp.tokenizer(text)

    def pipeline() -> None:
        for text in texts:
            nlp(text)

    def lint() -> None:
        for reply in batch:
            linter.lint(reply)

    actions = {"tokenise": tokenise, "pipeline": pipeline, "lint": lint}
    for action in actions.values():
        action()
    rounds = {name: [] for name in actions}  # type: dict[str, list[float]]
    for _ in range(ROUNDS):
        for name, action in actions.items():
            rounds[name].append(timed(action))
    median = {name: statistics.median(times) / REPLIES * 1e6 for name, times in rounds.items()}
    spread = {name: (max(times) - min(times)) / statistics.median(times) for name, times in rounds.items()}
    for name in actions:
        print(f"{name:10} {median[name]:8.1f} µs a reply with its thread (spread {spread[name]:.0%})")
    print(f"lint ÷ tokenise (nlp.tokenizer): {median['lint'] / median['tokenise']:.2f}   target ≤ 5")
    print(f"lint ÷ blank pipeline (nlp(text)): {median['lint'] / median['pipeline']:.2f}")
    loads = sorted(
        float(subprocess.run([sys.executable, "-c", _LOADING], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    )
    print(
        f"building the default linter, on top of importing spaCy: {statistics.median(loads):.2f} s ({loads[0]:.2f}–{loads[-1]:.2f})   target ≤ 1"
    )


if __name__ == "__main__":
    main()
