"""The example contract: `bad` gives exactly its marked spans, `good` gives nothing, a safe fix silences the rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from webcare_lint.checks.library import InLibrary
from webcare_lint.errors import Problem
from webcare_lint.finding import Finding, Report, Severity
from webcare_lint.fixes import safe_edits, with_edits
from webcare_lint.linter import Linter
from webcare_lint.reply import Message, Reply
from webcare_lint.rule import Example, Marked, unmarked
from webcare_lint.rulebook import LoadedRule
from webcare_lint.yamlfile import load


class Case(NamedTuple):
    """One example of one rule, with its place in the rule's file."""

    rule: LoadedRule
    number: int
    example: Example

    @property
    def name(self) -> str:
        """`rule: bad 2`, for a test's name."""
        return f"{self.rule.id}: {'bad' if self.example.bad is not None else 'good'} {self.number + 1}"


def cases(linter: Linter) -> Iterator[Case]:
    """Every example of the linter's rules in the linter's language."""
    for rule in linter.rules:
        for number, example in enumerate(rule.rule.examples.in_(linter.language)):
            yield Case(rule, number, example)


def reply_of(example: Example) -> tuple[Reply, Marked]:
    """The reply an example stands for, without its marks."""
    marked = unmarked(example.bad if example.bad is not None else example.good or "")
    thread = example.thread
    if example.customer is not None:
        thread = (*thread, Message(author="customer", name=example.customer_name, text=example.customer))
    reply = Reply(
        text=marked.text,
        channel=example.channel,
        visibility=example.visibility,
        profile=example.profile,
        mode=example.mode,
        dialect=example.dialect,
        brand=example.brand,
        customer_name=example.customer_name,
        thread=thread,
        sent_at=datetime.fromisoformat(example.sent_at) if example.sent_at else None,
        recent_replies=example.recent_replies,
    )
    return reply, marked


def broken(linter: Linter, case: Case) -> str | None:
    """What of the contract this example breaks; None when it holds."""
    reply, marked = reply_of(case.example)
    is_about_libraries = isinstance(case.rule.rule.check, InLibrary)
    report = _in_library(linter, case.example, reply.text) if is_about_libraries else linter.lint(reply)
    findings = [finding for finding in report.findings if finding.rule == case.rule.id]
    if any(item.rule == case.rule.id for item in report.not_applicable):
        if case.example.good is not None:
            return None
        needs = next(item.needs for item in report.not_applicable if item.rule == case.rule.id)
        return f"the rule is not applicable here: {needs} is missing"
    if case.example.good is not None:
        return f"good, but found: {_quoted(findings, reply.text)}" if findings else None
    if not findings:
        return "bad, but nothing is found"
    if marked.spans:
        found = [(finding.start, finding.end) for finding in findings]
        if found != list(marked.spans):
            return f"found {_quoted(findings, reply.text)}; marked {[reply.text[start:end] for start, end in marked.spans]}"
    elif any(finding.start is not None for finding in findings):
        return f"found {_quoted(findings, reply.text)}; mark it with << >>"
    return _broken_fix(linter, reply, findings, case.rule.id)


def _in_library(linter: Linter, example: Example, text: str) -> Report:
    """What the linter says of the example's text as the last entry of its library."""
    from webcare_lint.library.entry import typed_entry
    from webcare_lint.library.whole import Checked, compare

    others = [typed_entry(number, other.text, title=other.title) for number, other in enumerate(example.library, 1)]
    entry = typed_entry(len(others) + 1, text, title=example.title, channel=example.channel, dialect=example.dialect)
    return compare([Checked(one, linter, Report()) for one in (*others, entry)]).reports[-1]


def _quoted(findings: list[Finding], text: str) -> str:
    return ", ".join(
        "an absence" if finding.start is None else f"«{text[finding.start : finding.end]}»" for finding in findings
    )


def _broken_fix(linter: Linter, reply: Reply, findings: list[Finding], rule: str) -> str | None:
    fixed = with_edits(reply.text, safe_edits(findings))
    if fixed == reply.text:
        return None
    before = {finding.rule for finding in linter.lint(reply).findings}
    for finding in linter.lint(reply.model_copy(update={"text": fixed})).findings:
        if finding.rule == rule:
            return f"the safe fix leaves a finding: «{fixed}»"
        if finding.severity is Severity.ERROR and finding.rule not in before:
            return f"the safe fix breaks {finding.rule}: «{fixed}»"
    return None


def problem(case: Case, text: str, language: str) -> Problem:
    """A broken example as an error with the file and line it stands on."""
    file = load(case.rule.path)
    location = ("examples", language, case.number)
    line = file.line(location)
    kind = "bad" if case.example.bad is not None else "good"
    return Problem(text, path=case.rule.path, line=line, field=f"examples.{language}.{case.number}.{kind}")
