"""The figures per rule, measured now: printed, and written to rules/accuracy.json and docs/accuracy.md with `--write`.

Three kinds of sets are told apart: the replies the rules were developed on, replies that were unseen when they were first
linted (their first-sight figures are kept by hand in FIRST_SIGHT), and those replies now that the rules have met them and learned from most.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from webcare_lint import Config, Linter
from webcare_lint.evaluation import Evaluation, Score, evaluate, read_labelled
from webcare_lint.rulebook import bundled_rules
from webcare_lint.rulepage import accuracy_file

ROOT = Path(__file__).parents[1]
DEVELOPMENT = ROOT.parent / "shared" / "replies"
UNSEEN = ROOT / "tests" / "data"

# What `eval` said when the rules met these replies for the first time; never changed afterwards.
FIRST_SIGHT = ROOT / "benchmarks" / "first-sight.json"

LANGUAGES = {"nl": "Dutch", "en": "English"}
TABLE = ("| rule | n | tp | fp | fn | precision (95 %) | recall (95 %) |", "|---|---|---|---|---|---|---|")


def measure(linters: dict[Any, Linter]) -> list[tuple[str, Evaluation]]:
    """Every labelled set that is there, with how the rules do on it now."""
    sets = [(f"development ({language})", DEVELOPMENT / f"replies.{language}.jsonl") for language in ("nl", "en")]
    sets += [(f"met before ({path.stem})", path) for path in sorted(UNSEEN.glob("replies-*.jsonl"))]
    rules = [rule.id for rule in linters["nl"].pack.rules]
    return [
        (name, evaluate(read_labelled([path], rules), linters, [path.name])[0]) for name, path in sets if path.is_file()
    ]


def first_sight_rows() -> list[dict[str, Any]]:
    """The sets with how the rules did on them when they met them first; those with `rules` say so rule by rule."""
    rows: list[dict[str, Any]] = json.loads(FIRST_SIGHT.read_text(encoding="utf-8"))
    return rows


def first_sight_scores(language: str) -> list[Score]:
    """The first-sight counts of each rule, over the sets of a language that were counted rule by rule."""
    counts: dict[str, list[int]] = {}
    for row in first_sight_rows():
        if row["set"].startswith(language):
            for rule, numbers in row.get("rules", {}).items():
                counts[rule] = [a + b for a, b in zip(counts.get(rule, [0, 0, 0]), numbers, strict=True)]
    return [Score(name=rule, tp=tp, fp=fp, fn=n - tp) for rule, (n, tp, fp) in sorted(counts.items())]


def figures(scores: Iterable[Score]) -> dict[str, Any]:
    """Precision and recall, rule by rule."""
    return {
        score.name: {"n": score.n, "precision": score.precision, "recall": score.recall} for score in scores if score.n
    }


def page(sets: list[tuple[str, Evaluation]], date: str) -> str:
    """docs/accuracy.md."""
    lines = [
        "# Accuracy",
        "",
        f"Measured on {date} by `python benchmarks/accuracy.py --write`; a unit is (reply, rule). `no-greeting`, `no-signature`, `too-long` and",
        "`officialese` are labelled only where they clearly occur and are counted apart. Labels come from one writer each, from the codebook alone.",
        "",
        "## First sight",
        "",
        "How the rules did on replies they had never met, the first time. This is what to expect on yours; the figures below it flatter.",
        "",
        "| set | when | replies | precision | recall | good replies flagged |",
        "|---|---|---|---|---|---|",
    ]
    for row in first_sight_rows():
        lines.append(
            f"| {row['set']} | {row['when']} | {row['replies']} | {row['precision']:.2f} | {row['recall']:.2f} | {row['flagged']} of {row['good']} |"
        )
    for language, name in LANGUAGES.items():
        sets_of_language = [
            row["set"] for row in first_sight_rows() if row["set"].startswith(language) and "rules" in row
        ]
        lines += ["", f"### {name}, rule by rule", "", f"Over {', '.join(sets_of_language)}.", "", *TABLE]
        lines += map(_score_line, first_sight_scores(language))
    lines += [
        "",
        "## Now",
        "",
        "| set | replies | precision | recall | F0.5 | good replies flagged |",
        "|---|---|---|---|---|---|",
    ]
    for name, evaluation in sets:
        micro = evaluation.micro
        lines.append(
            f"| {name} | {evaluation.replies} | {_share(micro.precision)} | {_share(micro.recall)} | {_share(micro.f05)} "
            f"| {evaluation.good_replies_flagged} of {evaluation.good_replies} |"
        )
    for name, evaluation in sets:
        lines += [
            "",
            f"## {name}",
            "",
            *TABLE,
        ]
        lines += map(_score_line, (*sorted(evaluation.rules, key=lambda score: score.name), *evaluation.apart))
    return "\n".join(lines) + "\n"


def _score_line(score: Score) -> str:
    return (
        f"| {score.name} | {score.n} | {score.tp} | {score.fp} | {score.fn} | {_share(score.precision)} {_interval(score.precision_interval)} "
        f"| {_share(score.recall)} {_interval(score.recall_interval)} |"
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _interval(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f"({interval[0]:.2f}–{interval[1]:.2f})"


def main() -> None:
    """Measure, print, and write when asked."""
    linters: dict[Any, Linter] = {language: Linter(Config(language=language)) for language in ("nl", "en")}
    sets = measure(linters)
    for name, evaluation in sets:
        micro = evaluation.micro
        print(
            f"{name:32} {evaluation.replies:4} replies  precision {_share(micro.precision)}  recall {_share(micro.recall)}  "
            f"good replies flagged {evaluation.good_replies_flagged}/{evaluation.good_replies}"
        )
    if "--write" in sys.argv:
        date = datetime.date.today().isoformat()
        shown = [(f"first sight ({language})", first_sight_scores(language)) for language in LANGUAGES]
        shown += [
            (name, [*evaluation.rules, *evaluation.apart])
            for name, evaluation in sets
            if name.startswith("development")
        ]
        data = {"sets": [{"name": name, "date": date, "rules": figures(scores)} for name, scores in shown]}
        accuracy_file().write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        (ROOT / "docs" / "accuracy.md").write_text(page(sets, date), encoding="utf-8")
        print(f"written for {bundled_rules()}")


if __name__ == "__main__":
    main()
