"""Is it slower than it was? Ratios against a git revision, in interleaved rounds of processor time.

python benchmarks/compare.py [REVISION]     the last release by default, or else the revision before
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROUNDS = 5
_PROGRAM = """
import json, resource, statistics, sys, time
sys.path.insert(0, sys.argv[1])
started = time.process_time()
from webcare_lint import Linter
linter = Linter()
built = time.process_time() - started
from texts import replies
batch = replies(2_000)
for reply in batch: linter.lint(reply)
def once():
    started = time.process_time()
    found = sum(len(linter.lint(reply).findings) for reply in batch)
    return (time.process_time() - started) / len(batch) * 1e6, found
passes = [once() for _ in range(3)]
print(json.dumps({"import and build, s": built, "warm reply, µs": min(cost for cost, _ in passes),
    "memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "findings": passes[0][1]}))
"""


def git(*arguments: str) -> str:
    """What git says."""
    return subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=True
    ).stdout.strip()


def measured(tree: Path) -> dict[str, float]:
    """One process with the sources of a tree, on the replies of this one."""
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    command = [sys.executable, "-c", _PROGRAM, str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> None:
    """Measure both and print the ratios."""
    tags = git("tag", "--list", "v*", "--sort=-v:refname").splitlines()
    revision = sys.argv[1] if len(sys.argv) > 1 else tags[0] if tags else "HEAD~1"
    commit = git("rev-parse", "--short", f"{revision}^{{commit}}")
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name) / "before"
        git("worktree", "add", "--detach", str(tree), commit)
        try:
            rounds = [(measured(tree), measured(ROOT)) for _ in range(ROUNDS + 1)][1:]  # the first fills caches
        finally:
            git("worktree", "remove", "--force", str(tree))
    print(f"now ÷ {revision} ({commit}), medians of {ROUNDS} interleaved rounds, processor time")
    for what in rounds[0][0]:
        ratios = [now[what] / before[what] for before, now in rounds if before[what]]
        before, now = (statistics.median(side[what] for side in sides) for sides in zip(*rounds, strict=True))
        print(
            f"{what:20} {before:10,.2f} → {now:10,.2f}   {statistics.median(ratios):5.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
        )


if __name__ == "__main__":
    main()
