"""Evaluation figures as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from webcare_lint.evaluation import Evaluation, Mistake, Score


def figures_text(evaluation: Evaluation) -> str:
    """The figures per rule, per commandment and together, and the ids behind the mistakes."""
    out = StringIO()
    console = Console(file=out, width=150, highlight=False)
    console.print(
        f"{evaluation.replies} replies, {evaluation.good_replies} good; {evaluation.good_replies_flagged} good ones flagged"
    )
    console.print(_table("rule", [*sorted(evaluation.rules, key=lambda score: score.name), evaluation.micro]))
    console.print(_table("apart", evaluation.apart))
    console.print(_table("commandment", evaluation.commandments))
    console.print(
        f"micro precision {_share(evaluation.micro.precision)}, recall {_share(evaluation.micro.recall)}, F0.5 {_share(evaluation.micro.f05)}"
    )
    console.print(f"macro precision {_share(evaluation.macro_precision)}, recall {_share(evaluation.macro_recall)}")
    for score in (*evaluation.rules, *evaluation.apart):
        if score.false_alarms or score.misses:
            console.print(
                f"{score.name}: fp {' '.join(score.false_alarms) or '-'}; fn {' '.join(score.misses) or '-'}",
                soft_wrap=True,
            )
    return out.getvalue()


def _table(title: str, scores: Iterable[Score]) -> Table:
    table = Table(title, "n", "tp", "fp", "fn", "precision", "95 %", "recall", "95 %", "F0.5", "span", box=None)
    for score in scores:
        table.add_row(
            score.name, str(score.n), str(score.tp), str(score.fp), str(score.fn), _share(score.precision), _interval(score.precision_interval),
            _share(score.recall), _interval(score.recall_interval), _share(score.f05), f"{score.spans_hit}/{score.spans}",
        )  # fmt: skip
    return table


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _interval(interval: tuple[float, float] | None) -> str:
    return "–" if interval is None else f"{interval[0]:.2f}–{interval[1]:.2f}"


def mistakes_text(mistakes: Iterable[Mistake]) -> str:
    """Every miss and false alarm: id, rule, the cues behind it, and the exchange itself."""
    lines = []
    for mistake in sorted(mistakes, key=lambda mistake: (mistake.rule, mistake.is_miss, mistake.id)):
        reply = mistake.record.reply
        lines.append(f"\n{'MISS' if mistake.is_miss else 'FALSE ALARM'} {mistake.rule} {mistake.id}")
        if mistake.quote:
            lines.append(f"  labelled: {mistake.quote}")
        for finding in mistake.findings:
            found = reply.text[finding.start : finding.end] if finding.start is not None else "(an absence)"
            lines.append(f"  found: {found}  [{'; '.join(f'{cue.cue}: {cue.phrase}' for cue in finding.cues)}]")
        lines += [f"  {message.author}: {message.text}" for message in reply.thread]
        lines.append(f"  reply: {reply.text}")
    return "\n".join(lines) + "\n"
