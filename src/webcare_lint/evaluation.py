"""Precision and recall on labelled replies; a unit is (reply, rule)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, computed_field

from webcare_lint.errors import Problem, Problems, nearest
from webcare_lint.finding import Commandment, Finding
from webcare_lint.linter import Linter
from webcare_lint.records import Record, read_records
from webcare_lint.reply import Language

APART: Final = frozenset({"no-greeting", "no-signature", "too-long", "officialese"})
"""Rules that are labelled only where they clearly occur; counted, but shown apart."""

_Z = 1.959963984540054  # the 97.5 % point of the normal distribution


def wilson(successes: int, trials: int) -> tuple[float, float] | None:
    """The 95 % score interval of a proportion (Wilson 1927); None without trials."""
    if not trials:
        return None
    share = successes / trials
    spread = _Z * sqrt(share * (1 - share) / trials + _Z**2 / (4 * trials**2))
    centre, scale = share + _Z**2 / (2 * trials), 1 + _Z**2 / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


class Score(BaseModel):
    """Counts of one rule, one commandment, or all together, with the ids behind them."""

    model_config = ConfigDict(frozen=True)
    name: str
    tp: int = 0
    fp: int = 0
    fn: int = 0
    spans: int = 0
    """True positives with a labelled quote."""
    spans_hit: int = 0
    """… of which the finding overlaps the quote."""
    false_alarms: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def n(self) -> int:
        """How many replies are labelled so."""
        return self.tp + self.fn

    @computed_field  # type: ignore[prop-decorator]
    @property
    def precision(self) -> float | None:
        """The share of findings that is right."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def recall(self) -> float | None:
        """The share of labels that is found."""
        return self.tp / self.n if self.n else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def f05(self) -> float | None:
        """F0.5: precision counts twice as much as recall."""
        found, labelled = self.tp + self.fp, self.n
        return 1.25 * self.tp / (0.25 * labelled + found) if found + labelled else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def precision_interval(self) -> tuple[float, float] | None:
        """Wilson 95 % interval of the precision."""
        return wilson(self.tp, self.tp + self.fp)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def recall_interval(self) -> tuple[float, float] | None:
        """Wilson 95 % interval of the recall."""
        return wilson(self.tp, self.n)


class Evaluation(BaseModel):
    """How a linter did on labelled replies."""

    model_config = ConfigDict(frozen=True)
    files: tuple[str, ...]
    replies: int
    good_replies: int
    good_replies_flagged: int
    rules: tuple[Score, ...]
    apart: tuple[Score, ...]
    commandments: tuple[Score, ...]
    micro: Score
    macro_precision: float | None
    macro_recall: float | None


class Mistake(BaseModel):
    """A miss or a false alarm, with what the linter saw."""

    model_config = ConfigDict(frozen=True)
    id: str
    rule: str
    is_miss: bool
    quote: str | None
    findings: tuple[Finding, ...]
    record: Record


def read_labelled(paths: Iterable[Path], rules: Iterable[str]) -> list[Record]:
    """The records of labelled files; Problems names unknown rules, quotes that are not in the reply, and double ids."""
    known = set(rules)
    records: list[Record] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            lines = path.read_bytes().splitlines()
        except OSError as error:
            raise Problem(f"can't be read: {error.strerror}", path=path) from None
        for record in read_records(lines, path):
            if isinstance(record, Problem):
                problems.append(record)
                continue
            if record.id in seen:
                problems.append(
                    Problem(
                        f'"{record.id}" is already the id of {seen[record.id]}', path=path, line=record.line, field="id"
                    )
                )
            seen[record.id] = f"{path}:{record.line}"
            problems.extend(_label_problems(record, path, known))
            records.append(record)
    if problems:
        raise Problems(problems)
    return records


def _label_problems(record: Record, path: Path, known: set[str]) -> Iterable[Problem]:
    for label in record.labels:
        if label.rule not in known:
            yield Problem(
                f'"{label.rule}" is no rule{nearest(label.rule, known)}', path=path, line=record.line, field="labels"
            )
        elif label.quote is not None and label.quote not in record.reply.text:
            yield Problem(
                f"the quote of {label.rule} is not in the reply, letter for letter",
                path=path,
                line=record.line,
                field="labels",
            )


def evaluate(
    records: Iterable[Record], linters: Mapping[Language, Linter], files: Iterable[str] = ()
) -> tuple[Evaluation, list[Mistake]]:
    """Lint every record with the linter of its language and count."""
    commandment_of: dict[str, Commandment] = {
        rule.id: rule.commandment for linter in linters.values() for rule in linter.pack.rules
    }
    scores = {rule: Score(name=rule) for rule in commandment_of}
    mistakes: list[Mistake] = []
    replies = good = flagged = 0
    default = next(iter(linters))
    for record in records:
        report = linters[record.language or default].lint(record.reply)
        labelled = {label.rule for label in record.labels}
        found = {finding.rule for finding in report.findings}
        replies += 1
        good += not record.labels
        flagged += not record.labels and bool(found - APART)
        for rule in labelled | found:
            quotes = [label.quote for label in record.labels if label.rule == rule and label.quote]
            findings = tuple(finding for finding in report.findings if finding.rule == rule)
            scores[rule] = _counted(scores.get(rule, Score(name=rule)), record, rule in labelled, findings, quotes)
            if (rule in labelled) != (rule in found):
                quote = quotes[0] if quotes else None
                mistakes.append(
                    Mistake(
                        id=record.id, rule=rule, is_miss=rule in labelled, quote=quote, findings=findings, record=record
                    )
                )
    counted = [score for score in scores.values() if score.n or score.fp]
    main = [score for score in counted if score.name not in APART]
    evaluation = Evaluation(
        files=tuple(files),
        replies=replies,
        good_replies=good,
        good_replies_flagged=flagged,
        rules=tuple(main),
        apart=tuple(score for score in counted if score.name in APART),
        commandments=tuple(_by_commandment(main, commandment_of)),
        micro=_together("micro", main),
        macro_precision=_mean(score.precision for score in main),
        macro_recall=_mean(score.recall for score in main),
    )
    return evaluation, mistakes


def _counted(
    score: Score, record: Record, is_labelled: bool, findings: tuple[Finding, ...], quotes: list[str]
) -> Score:
    if not findings:
        return score.model_copy(update={"fn": score.fn + 1, "misses": (*score.misses, record.id)})
    if not is_labelled:
        return score.model_copy(update={"fp": score.fp + 1, "false_alarms": (*score.false_alarms, record.id)})
    located = [finding for finding in findings if finding.start is not None]
    spans = bool(quotes and located)
    hit = spans and any(_overlap(finding, quote, record.reply.text) for finding in located for quote in quotes)
    return score.model_copy(
        update={"tp": score.tp + 1, "spans": score.spans + spans, "spans_hit": score.spans_hit + hit}
    )


def _overlap(finding: Finding, quote: str, text: str) -> bool:
    at = text.find(quote)
    while at >= 0:
        if (
            finding.start is not None
            and finding.end is not None
            and finding.start < at + len(quote)
            and at < finding.end
        ):
            return True
        at = text.find(quote, at + 1)
    return False


def _together(name: str, scores: Iterable[Score]) -> Score:
    scores = list(scores)
    return Score(
        name=name,
        tp=sum(score.tp for score in scores),
        fp=sum(score.fp for score in scores),
        fn=sum(score.fn for score in scores),
        spans=sum(score.spans for score in scores),
        spans_hit=sum(score.spans_hit for score in scores),
    )


def _by_commandment(scores: list[Score], commandment_of: Mapping[str, Commandment]) -> Iterable[Score]:
    for commandment in (*range(1, 11), "privacy", "channel"):
        group = [score for score in scores if commandment_of.get(score.name) == commandment]
        if group:
            yield _together(str(commandment), group)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def worse(now: Evaluation, before: Evaluation) -> list[str]:
    """The rules that find less or cry wolf more than before: "rule: precision 0.90 → 0.80"."""
    earlier = {score.name: score for score in (*before.rules, *before.apart, before.micro)}
    lines = []
    for score in (*now.rules, *now.apart, now.micro):
        old = earlier.get(score.name)
        if old is None:
            continue
        for measure in ("precision", "recall"):
            was, is_ = getattr(old, measure), getattr(score, measure)
            if was is not None and (is_ is None or is_ < was - 1e-9):
                lines.append(f"{score.name}: {measure} {was:.3f} → {'-' if is_ is None else f'{is_:.3f}'}")
    return lines
