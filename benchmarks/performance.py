"""What linting costs, against others and against itself: results go to results/performance.json.

All times are processor time. `make bench` runs it, and writes docs/performance.md of what it finds.
    python benchmarks/performance.py [SECTION …]
Peers are measured when they are there: `pip install proselint`, `npm install --prefix benchmarks`.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import peers
import spacy
from measure import child_cpu, cpu, exponent, interleaved, rounded, spread
from texts import replies

from webcare_lint import Config, Linter, Reply, __version__
from webcare_lint.timing import TimedLinter, Timings

RESULTS = Path(__file__).parent / "results" / "performance.json"
REPLIES, ROUNDS = 20_000, 5
TEXTLINT = shutil.which(
    "textlint", path=f"{Path(__file__).parent / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"
)
Result = dict[str, Any]


def texts_of(batch: Sequence[Reply]) -> list[str]:
    """Every text that is read: the replies and the messages before them."""
    return [text for reply in batch for text in (reply.text, *(message.text for message in reply.thread))]


def consume(reports: Iterable[object]) -> None:
    """Take all, keep none: a heap that grows makes Python look for garbage ever longer."""
    deque(reports, maxlen=0)


def throughput() -> Result:
    """µs a reply with its thread, warm: spaCy's tokenizer, the linter, and peers on the first replies of each round."""
    every = replies(REPLIES)
    size = REPLIES // ROUNDS
    linter, nlp = Linter(), spacy.blank("nl")
    phrases = peers.inventory()

    def a_reply(action: Callable[[Sequence[Reply]], object], count: int) -> Callable[[int], float]:
        def measured(number: int) -> float:
            batch = every[number * size : number * size + count]
            return cpu(lambda: action(batch)) / len(batch) * 1e6

        return measured

    def peer(lint: peers.Lint) -> Callable[[Sequence[Reply]], object]:
        return lambda batch: [lint(text) for text in texts_of(batch)]

    actions = {
        "tokenizer": a_reply(lambda batch: [nlp.tokenizer(text) for text in texts_of(batch)], size),
        "pipeline": a_reply(lambda batch: [nlp(text) for text in texts_of(batch)], size),
        "webcare-lint": a_reply(lambda batch: consume(linter.lint_many(batch)), size),
        "re": a_reply(peer(peers.with_re(phrases)), 60),
        "Matcher": a_reply(peer(peers.with_matcher(phrases)), 15),
    }
    missing = []
    try:
        actions["proselint"] = a_reply(peer(peers.with_proselint(phrases)), 400)
    except ImportError:
        missing.append("proselint")
    for name, action in actions.items():
        if name in ("tokenizer", "pipeline", "webcare-lint", "proselint"):
            action(0)
    gc.collect()
    gc.freeze()  # what one of them has built must not cost another its time, when Python looks for garbage
    made = interleaved(actions, ROUNDS)
    gc.unfreeze()
    return {"spellings": sum(map(len, phrases.values())), "missing": missing, "µs": made}


def start_to_end() -> Result:
    """Seconds from start to end of the commands, on so many replies: textlint with prh, and ours."""
    with tempfile.TemporaryDirectory() as name:
        folder, sizes = Path(name), (1, 400)
        peers.write_prh(peers.inventory(), folder)
        actions: dict[str, Callable[[int], float]] = {}
        for size in (*sizes, REPLIES):
            batch = replies(size)
            lines = folder / f"{size}.jsonl"
            lines.write_text(
                "\n".join(reply.model_dump_json(exclude_defaults=True) for reply in batch), encoding="utf-8"
            )
            command = [sys.executable, "-m", "webcare_lint", "check", str(lines), "--format", "jsonl", "--jobs", "1"]
            actions[f"webcare-lint {size}"] = partial(_child, command)
            if TEXTLINT and size in sizes:
                plain = folder / f"{size}.txt"
                plain.write_text("\n\n".join(texts_of(batch)), encoding="utf-8")
                command = [TEXTLINT, "--config", str(folder / ".textlintrc.json"), "--format", "json", str(plain)]
                actions[f"textlint {size}"] = partial(_child, command)
        return {"sizes": sizes, "missing": [] if TEXTLINT else ["textlint"], "s": interleaved(actions, 3)}


def _child(command: Sequence[str], _: int) -> float:
    return child_cpu(command)


def cold() -> Result:
    """Seconds of commands that do next to nothing."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "reply.txt"
        path.write_text("Hoi Anja, je pakket ligt morgen in de bus. ^Bo", encoding="utf-8")
        python, ours = [sys.executable], [sys.executable, "-m", "webcare_lint"]
        commands = {
            "python": [*python, "-c", "pass"],
            "spaCy": [*python, "-c", "import spacy; spacy.blank('nl')('x')"],
            "check": [*ours, "check", str(path)],
            "help": [*ours, "--help"],
        }
        return {"s": interleaved({name: partial(_child, command) for name, command in commands.items()}, 7)}


_MEMORY = """
import sys
sys.path.insert(0, {folder!r})
def told(what):
    # ru_maxrss would begin with what the parent had.
    (line,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(what, int(line.split()[1]) / 1024, sep="\\t", flush=True)
told("python")
if {what!r} == "spaCy":
    import spacy; spacy.blank("nl")("x"); told("spaCy, blank pipeline")
else:
    from texts import replies
    from webcare_lint import Linter
    linter = Linter(); told("linter, built")
    for reply in replies(2_000): linter.lint(reply)
    told("linter, after 2,000 replies")
    for seed in range(9):
        for reply in replies(2_000, seed): linter.lint(reply)
    told("linter, after 20,000 replies")
"""


def memory() -> Result:
    """Most MB in use so far, at some moments of a process."""
    said: dict[str, float] = {}
    for what in ("spaCy", "linter"):
        program = _MEMORY.format(folder=str(Path(__file__).parent), what=what)
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        said.update({name: float(value) for name, value in (line.split("\t") for line in done.stdout.splitlines())})
    return {"MB": said}


def growth() -> Result:
    """How costs grow with the number of replies, the length of a reply and the number of phrases."""
    linter = Linter()
    many = replies(16_000)
    consume(linter.lint_many(many[:4_000]))
    counts = {str(n): n for n in (1_000, 4_000, 16_000)}
    measured = interleaved({name: partial(_lint, linter, many[:n]) for name, n in counts.items()}, 3)
    of_replies = {n: measured[name]["median"] for name, n in counts.items()}
    of_length: dict[float, list[float]] = {}
    for longer, count in ((1, 400), (10, 100), (100, 20)):
        batch = replies(count, longer=longer)
        characters = statistics.mean(len(reply.text) for reply in batch)
        consume(linter.lint_many(batch))
        of_length[characters] = [cpu(lambda: consume(linter.lint_many(batch))) / count for _ in range(3)]  # noqa: B023
    length = {characters: statistics.median(costs) for characters, costs in of_length.items()}
    return {
        "replies": {
            "size": [*of_replies],
            "s": [*of_replies.values()],
            "exponent": exponent([*of_replies], [*of_replies.values()]),
        },
        "characters": {"size": [*length], "s": [*length.values()], "exponent": exponent([*length], [*length.values()])},
        "phrases": _growth_of_phrases(),
    }


def _lint(linter: Linter, batch: Sequence[Reply], _: int) -> float:
    return cpu(lambda: consume(linter.lint_many(batch)))


def _growth_of_phrases() -> Result:
    """µs a reply with the Dutch pack and so many phrases of house rules beside it, interleaved."""
    batch = replies(1_500)
    with tempfile.TemporaryDirectory() as name:
        os.environ["WEBCARE_LINT_NO_CACHE"] = "1"  # these packs are nobody's
        linters = {count: Linter(Config(rule_paths=(_house_rules(Path(name), count),))) for count in (240, 960, 3_840)}
        del os.environ["WEBCARE_LINT_NO_CACHE"]

        def once(linter: Linter, _: int) -> float:
            return cpu(lambda: consume(linter.lint_many(batch))) / len(batch) * 1e6

        actions = {str(count): partial(once, linter) for count, linter in linters.items()}
        for action in actions.values():
            action(0)
        costs = interleaved(actions, 5)
    return {"size": [*linters], "µs": [costs[str(count)]["median"] for count in linters]}


def _house_rules(folder: Path, count: int) -> Path:
    """A folder of house rules with so many phrases between them, of words that replies have."""
    source = random.Random(count)
    vocabulary = sorted(
        {word.strip(".,?!'^€:") for reply in replies(500) for word in reply.text.split() if word.isalpha()}
    )
    root = folder / str(count)
    root.mkdir()
    for number in range(count // 40):
        phrases = [" ".join(source.sample(vocabulary, source.randint(2, 4))) for _ in range(40)]
        name = f"huis-{number}"
        rule = {
            "title": {"nl": name, "en": name}, "severity": "info", "commandment": 7, "source": "house",
            "check": {"kind": "forbid", "cue": name}, "message": {"nl": name, "en": name}, "why": {"nl": name, "en": name},
            "phrases": {"nl": phrases}, "examples": {"nl": [{"bad": f"<<{phrases[0]}>>"}, {"good": "Dag"}]},
        }  # fmt: skip
        (root / f"{name}.yaml").write_text(json.dumps(rule), encoding="utf-8")
    return root


def singles() -> Result:
    """µs of single warm replies: the median and the 99th percentile of several passes over the same."""
    linter, batch = Linter(), replies(4_000)
    consume(linter.lint_many(batch))
    passes = []
    for _ in range(ROUNDS):
        costs = []
        for reply in batch:
            started = time.thread_time_ns()
            linter.lint(reply)
            costs.append((time.thread_time_ns() - started) / 1_000)
        passes.append(statistics.quantiles(costs, n=100))
    return {"µs": {"p50": spread([cuts[49] for cuts in passes]), "p99": spread([cuts[98] for cuts in passes])}}


def jobs() -> Result:
    """What a worker process costs: to start, and to hand replies over to; and from how many replies on it pays."""
    import resource

    linter, batch = Linter(), replies(4_000)
    consume(linter.lint_many(batch))

    def start(_: int) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        consume(linter.lint_many(batch[:1], jobs=2))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    measured = interleaved(
        {
            "start, s": start,
            "hand over, µs": lambda _: cpu(lambda: consume(linter.lint_many(batch, jobs=2))) / len(batch) * 1e6,
            "alone, µs": lambda _: cpu(lambda: consume(linter.lint_many(batch))) / len(batch) * 1e6,
        },
        3,
    )
    started, over, alone = (measured[name]["median"] for name in measured)
    pays = {}
    for cores in (2, 4, 8, 16):
        together = max(alone / cores, over)
        pays[cores] = {"from": started * 1e6 / (alone - together), "at most": alone / together}
    return {**measured, "pays": pays}


def frames() -> Result:
    """µs a row, from Arrow to Arrow, of a table with the customer's message and the channel: what a task of Spark does."""
    import pyarrow as pa

    from webcare_lint.frontends.spark import _linted
    from webcare_lint.jobs import Linters

    batch = replies(4_000)
    rows = pa.record_batch(
        {
            "text": [reply.text for reply in batch],
            "channel": [reply.channel for reply in batch],
            "customer_name": [reply.customer_name for reply in batch],
            "customer": [reply.thread[0].text for reply in batch],
        }
    )
    fields, linters = {name: name for name in rows.schema.names}, Linters(Config())
    consume(linters["nl"].lint_many(batch))
    costs = interleaved(
        {
            "frame": lambda _: cpu(lambda: _linted(rows, fields, linters)) / len(batch) * 1e6,
            "lint": lambda _: cpu(lambda: consume(linters["nl"].lint_many(batch))) / len(batch) * 1e6,
        },
        ROUNDS,
    )
    return {"µs": costs}


def profile() -> Result:
    """What a warm reply's time goes to, counted as `check --timing` counts it."""
    timings = Timings()
    linter = TimedLinter(Config(), timings)
    batch = replies(4_000)
    consume(linter.lint_many(batch))
    timings.__init__()  # type: ignore[misc]  # from now on, it is warm
    consume(linter.lint_many(batch))
    each = 1_000 * timings.replies
    dearest = sorted(timings.rules.items(), key=lambda item: -item[1])[:12]
    return {
        "hops": {name: spent / each for name, spent in timings.hops.items()},
        "rules": {name: spent / each for name, spent in dearest},
    }


SECTIONS = (throughput, start_to_end, cold, memory, growth, singles, jobs, frames, profile)


def main() -> None:
    """Measure the sections that are asked for, all by default; the others keep their figures."""
    asked = sys.argv[1:] or [section.__name__ for section in SECTIONS]
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    machine = {
        "cpu": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "spaCy": spacy.__version__,
    }
    results["about"] = {"version": __version__, "replies": REPLIES, "machine": machine}
    RESULTS.parent.mkdir(exist_ok=True)
    for section in SECTIONS:
        if section.__name__ in asked:
            print(f"{section.__name__} …", file=sys.stderr, flush=True)
            measured = rounded(section())
            load = round(os.getloadavg()[0], 1)
            results[section.__name__] = {"measured": date.today().isoformat(), "load": load, **measured}
            RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            print(json.dumps(results[section.__name__], ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
