"""docs/performance.md and its plots, made of benchmarks/results/performance.json; nothing is measured here."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pygal import XY, HorizontalBar

from webcare_lint.formats.charts import without_scripts

DOCS = Path(__file__).parent
RESULTS = DOCS.parent / "benchmarks" / "results" / "performance.json"
MANY = 100_000_000
Results = dict[str, Any]


def performance_pages() -> dict[Path, str]:
    """The page and its plots, by path."""
    results: Results = json.loads(RESULTS.read_text(encoding="utf-8"))
    plots = {f"{name}.svg": made for name, made in _plots(results)}
    page = "\n".join(line for part in _parts(results) for line in (*part, "")).rstrip() + "\n"
    return {DOCS / "performance.md": page, **{DOCS / "performance" / name: made for name, made in plots.items()}}


def _parts(results: Results) -> Iterable[Sequence[str]]:
    about = results["about"]
    machine = about["machine"]
    yield ["# How fast it is"]
    yield [
        "Generated from `benchmarks/results/performance.json`, which `make bench` writes; a test fails when this page is older.",
        f"Measured with version {about['version']} on Python {machine['python']} and spaCy {machine['spaCy']}, on {machine['cores']} cores",
        f"({machine['cpu']}), under a load of {_loads(results)}, its own included. All times are **processor time**, not time on the clock, in",
        "interleaved rounds, as medians with the lowest and highest in brackets. Absolute figures differ between machines and with the load",
        "(caches are shared); ratios within a run are what to look at.",
    ]
    yield [
        "## Targets",
        "",
        "| target | measured | met |",
        "|---|---|---|",
        *(_target(*target) for target in _targets(results)),
    ]
    yield _throughput(results)
    yield _start_to_end(results)
    yield _cold(results)
    yield ["## Memory", "", "| most in use so far | MB |", "|---|---|", *(f"| {name} | {size:,.0f} |" for name, size in results["memory"]["MB"].items()), "",
           "`check --format jsonl` holds some hundred replies for each process, however long the stream is."]  # fmt: skip
    yield _growth(results)
    yield _jobs(results)
    yield _many(results)
    yield _profile(results)


def _loads(results: Results) -> str:
    loads = [section["load"] for section in results.values() if "load" in section]
    return f"{min(loads):g} to {max(loads):g}"


def _target(name: str, measured: str, is_met: bool) -> str:
    return f"| {name} | {measured} | {'yes' if is_met else '**no**'} |"


def _targets(results: Results) -> Iterable[tuple[str, str, bool]]:
    warm = {name: figures["median"] for name, figures in results["throughput"]["µs"].items()}
    ours = warm["webcare-lint"]
    ratio = warm["pipeline"] / ours
    yield (
        "≥ 0.4 × the replies a second of spaCy's blank pipeline, thread included",
        f"{ratio:.2f} × (tokenizer alone: {warm['tokenizer'] / ours:.2f} ×)",
        ratio >= 0.4,
    )
    if "proselint" in warm:
        ratio = warm["proselint"] / ours
        yield "≥ 4 × proselint's engine with plain spellings of the phrases", f"{ratio:.1f} ×", ratio >= 4
    ends = {name: figures["median"] for name, figures in results["start_to_end"]["s"].items()}
    size = max(results["start_to_end"]["sizes"])
    if f"textlint {size}" in ends:
        ratio = ends[f"textlint {size}"] / ends[f"webcare-lint {size}"]
        yield f"≥ 4 × textlint with prh, from start to end, on {size} replies", f"{ratio:.1f} ×", ratio >= 4
    single = results["singles"]["µs"]
    ratio = single["p99"]["median"] / single["p50"]["median"]
    yield "single warm reply: p99 ≤ 3 × p50", f"{ratio:.1f} ×", ratio <= 3
    phrases = results["growth"]["phrases"]
    ratio = phrases["µs"][-1] / phrases["µs"][0]
    yield (
        f"{phrases['size'][-1] // phrases['size'][0]} × as many house phrases: cost ≤ 1.5 ×",
        f"{ratio:.2f} ×",
        ratio <= 1.5,
    )
    for what in ("replies", "characters"):
        power = results["growth"][what]["exponent"]
        yield f"exponent of the number of {what} ≤ 1.05", f"{power:.2f}", power <= 1.05
    cold = {name: figures["median"] for name, figures in results["cold"]["s"].items()}
    ratio = cold["check"] / cold["spaCy"]
    yield "`check` of one reply ≤ 1.25 × importing spaCy for one", f"{ratio:.2f} ×", ratio <= 1.25
    yield "`--help` ≤ 0.25 s", f"{cold['help']:.2f} s", cold["help"] <= 0.25


def _brackets(figures: dict[str, float], digits: int) -> str:
    return f"{figures['median']:,.{digits}f} ({figures['low']:,.{digits}f}-{figures['high']:,.{digits}f})"


def _throughput(results: Results) -> Sequence[str]:
    made = results["throughput"]
    what = {
        "tokenizer": "spaCy's blank tokenizer alone: finds nothing",
        "pipeline": "spaCy's blank pipeline, `nlp(text)`: finds nothing",
        "webcare-lint": "all stable Dutch rules, with context and thread",
        "proselint": "proselint's engine (RE2) with plain spellings of our phrases as checks",
        "re": "one alternation of them for each cue, with `re`",
        "Matcher": "spaCy's `Matcher` with a pattern for each",
    }
    rows = [
        f"| {name} | {what[name]} | {_brackets(figures, 0)} | {1e6 / figures['median']:,.0f} |"
        for name, figures in made["µs"].items()
    ]
    return [
        "## Warm, one process", "",
        f"µs for a reply with the message before it, of {results['about']['replies']:,} varied Dutch replies (seeded: lengths, names, emoji, slips of the pen, a quarter",
        f"with a breach). The peers look for {made['spellings']:,} plain spellings of our phrases, at most five for each, which is less than we look for: no options,",
        "no gaps, no `unless`, no context. They read fewer replies in each round, as they take longer.", "",
        "| | what it does | µs a reply | replies/s |", "|---|---|---|---|", *rows, "", "![µs a reply](performance/throughput.svg)",
        *_missing(made),
    ]  # fmt: skip


def _missing(section: Results) -> Sequence[str]:
    return (
        ["", f"Not measured, as it was not installed: {', '.join(section['missing'])}."] if section["missing"] else []
    )


def _start_to_end(results: Results) -> Sequence[str]:
    made = results["start_to_end"]
    rows = [
        f"| {name.rpartition(' ')[0]} | {int(name.rpartition(' ')[2]):,} | {_brackets(figures, 2)} |"
        for name, figures in made["s"].items()
    ]
    return ["## From start to end", "", "Seconds of the whole command, one process: textlint with textlint-rule-prh on the same spellings, and `check --jobs 1`.", "",
            "| | replies | s |", "|---|---|---|", *rows, *_missing(made)]  # fmt: skip


def _cold(results: Results) -> Sequence[str]:
    what = {
        "python": "`python -c pass`",
        "spaCy": "`python -c \"import spacy; spacy.blank('nl')('x')\"`",
        "check": "`webcare-lint check` of one reply",
        "help": "`webcare-lint --help`",
    }
    rows = [f"| {what[name]} | {_brackets(figures, 2)} |" for name, figures in results["cold"]["s"].items()]
    return ["## Cold start", "", "| command | s |", "|---|---|", *rows]


def _growth(results: Results) -> Sequence[str]:
    made = results["growth"]
    names = {"replies": "replies, in one go", "characters": "characters of a reply"}
    rows = [
        f"| {names[what]} | {' / '.join(f'{size:,.0f}' for size in made[what]['size'])} | {' / '.join(f'{cost * 1e3:,.3g}' for cost in made[what]['s'])} ms | {made[what]['exponent']:.2f} |"
        for what in names
    ]
    phrases = made["phrases"]
    rows.append(
        f"| phrases of house rules beside the Dutch pack | {' / '.join(f'{size:,}' for size in phrases['size'])} | {' / '.join(f'{cost:,.0f}' for cost in phrases['µs'])} µs a reply | |"
    )
    return ["## Growth", "", "| what grows | sizes | cost | exponent |", "|---|---|---|---|", *rows, "",
            "![cost of a reply by its length](performance/length.svg) ![cost by the number of replies](performance/replies.svg)"]  # fmt: skip


def _jobs(results: Results) -> Sequence[str]:
    made = results["jobs"]
    pays = [
        f"| {cores} | {figures['from']:,.0f} | {figures['at most']:.1f} × |" for cores, figures in made["pays"].items()
    ]
    return [
        "## Several processes", "",
        f"A worker takes {_brackets(made['start, s'], 2)} s to start, and costs the parent {_brackets(made['hand over, µs'], 0)} µs for each reply it is handed; linting it alone",
        f"takes {_brackets(made['alone, µs'], 0)} µs. From that follows, where the cores are free, from how many replies on more processes pay, and what they gain at most:", "",
        "| cores | pays from so many replies | gains at most |", "|---|---|---|", *pays, "",
        "`--jobs auto` and `lint_many(jobs=\"auto\")` lint the first 6,000 replies in the process itself, and call the others when there are more.",
    ]  # fmt: skip


def _many(results: Results) -> Sequence[str]:
    row = results["frames"]["µs"]["frame"]["median"]
    hours = MANY * row / 1e6 / 3600
    size = results["memory"]["MB"]["linter, after 20,000 replies"]
    rows = int(120e6 / row // 10_000 * 10_000)
    return [
        "## What a hundred million replies cost", "",
        f"A row of a frame (text, channel, name, customer's message) takes {row:,.0f} µs from Arrow to Arrow, which is what a task of Spark does for it. Cost grows with the",
        f"number of rows to the power {results['growth']['replies']['exponent']:.2f}, and a process does not grow with them, so for {MANY:,} replies:", "",
        "| | |", "|---|---|",
        f"| processor time | {hours:,.0f} core-hours |",
        f"| on 64 cores that are free | {hours / 64 * 60:,.0f} minutes |",
        f"| memory of each Python process | {size:,.0f} MB, and one Arrow batch (10,000 rows by default) |",
        f"| starting a Python process | {results['jobs']['start, s']['median']:.1f} s, once for each core; keep `spark.python.worker.reuse` on |",
        f"| rows in a partition, for tasks of two minutes | {rows:,}, so {MANY // rows:,} partitions |", "",
        "This is extrapolated from the figures above, on one machine. What Spark itself takes to read, to hand rows over and to write is not in it.",
    ]  # fmt: skip


def _profile(results: Results) -> Sequence[str]:
    made = results["profile"]
    total = sum(made["hops"].values())
    said = {
        "tokens": "text → tokens", "symbols": "tokens → symbols", "phrases": "one walk for all phrases", "rules": "the rules, and what they ask of the cues",
        "strengths": "strengths", "thread": "reading the messages before it", "rest": "choosing the rules, the report, and counting itself",
    }  # fmt: skip
    hops = [f"| {said[name]} | {spent:,.1f} | {spent / total:.0%} |" for name, spent in made["hops"].items()]
    rules = [f"| `{name}` | {spent:,.1f} | {spent / total:.0%} |" for name, spent in made["rules"].items()]
    return ["## What the time goes to", "", "Of a warm reply, as `check --timing` counts it (counting makes it slower by itself):", "",
            "| step | µs | |", "|---|---|---|", *hops, "", "| rule | µs | |", "|---|---|---|", *rules]  # fmt: skip


# --- plots


def _plots(results: Results) -> Iterable[tuple[str, str]]:
    warm = {name: figures["median"] for name, figures in results["throughput"]["µs"].items()}
    powers = _powers(warm.values())
    bars = HorizontalBar(
        title="µs a reply, warm", logarithmic=True, show_legend=False, print_values=True, height=300,
        range=(powers[0], powers[-1]), zero=powers[0], formatter=lambda value: f"{value:,.0f}",
    )  # fmt: skip
    bars.x_labels, bars.y_labels = [*warm], powers
    bars.add("", [*warm.values()])
    yield "throughput", _svg("throughput", bars)
    for what, name in (("characters", "length"), ("replies", "replies")):
        made = results["growth"][what]
        lines = XY(
            title=f"seconds by {what}; exponent {made['exponent']:.2f}", logarithmic=True, height=300, show_legend=False,
            value_formatter=lambda value: f"{value:g}", x_value_formatter=lambda value: f"{value:,g}",
        )  # fmt: skip
        lines.x_labels, lines.y_labels = _powers(made["size"]), _powers(made["s"])
        lines.add("", [*zip(made["size"], made["s"], strict=True)])
        yield name, _svg(name, lines)


def _powers(values: Iterable[float]) -> list[float]:
    """The powers of ten around the values."""
    sizes = [*map(math.log10, values)]
    return [10.0**power for power in range(math.floor(min(sizes)), math.ceil(max(sizes)) + 1)]


def _svg(name: str, chart: Any) -> str:
    chart.config.js = []
    chart.config.width = 600
    chart.uuid = name  # by itself a random one
    return without_scripts(chart.render_tree()) + "\n"
