"""How a text was read: its tokens, its cues and where they come from, and what each rule made of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from webcare_lint.linter import Linter
from webcare_lint.phrases import Pattern
from webcare_lint.reading import Cue, Exchange, Reading
from webcare_lint.reply import Reply
from webcare_lint.rulebook import LoadedRule, reply_cues
from webcare_lint.tokens import token_class

_PLAIN = ("word", "mixed", "symbol", "stop", "comma")


def trace(linter: Linter, reply: Reply) -> str:
    """The reading of `reply` by `linter`, as text for a rule writer."""
    return "\n".join(_lines(linter, reply)) + "\n"


def _lines(linter: Linter, reply: Reply) -> Iterator[str]:
    exchange = linter.read(reply)
    yield "tokens"
    yield "  " + " ".join(map(_token, exchange.reading.tokens))
    yield from _cue_lines("cues", exchange.reading)
    if exchange.reading.taken:
        yield "taken away"
        for item in exchange.reading.taken:
            yield f"  {item.cue.name}: {quote(reply.text, item.cue)} by {item.by.role} `{item.by.phrase}` ({where(item.by)})"
    for index, reading in zip(exchange.customer_messages, exchange.customer, strict=True):
        yield from _cue_lines(f"cues in the customer's message {index}", reading)
    yield "rules"
    report = linter.lint(reply)
    found = {finding.rule for finding in report.findings}
    lacking = {item.rule: item.needs for item in report.not_applicable}
    for rule in linter.rules:
        if rule.id in found:
            yield f"  fired           {rule.id}"
        elif rule.id in lacking:
            yield f"  not applicable  {rule.id}: needs {lacking[rule.id]}"
        else:
            yield f"  silent          {rule.id}: {reason(rule, exchange, linter)}"


def _token(piece: str) -> str:
    kind = token_class(piece)
    token = piece.strip() or piece.encode("unicode_escape").decode()
    return token if kind in _PLAIN else f"{token}{{{kind}}}".replace("\n", "⏎")


def _cue_lines(title: str, reading: Reading) -> Iterator[str]:
    yield title
    for cue in reading.all_of(reading.cues):
        yield f"  {cue.name}: {quote(reading.text, cue)} by `{cue.pattern.phrase}` ({where(cue.pattern)})"
    if len(reading.cues) == 0:
        yield "  none"


def quote(text: str, cue: Cue) -> str:
    """The words of a cue and where they stand, in code points."""
    return f"«{' '.join(text[cue.start : cue.end].split())}» {cue.start}-{cue.end}"


def where(pattern: Pattern) -> str:
    """The end of the path a phrase is written in, and its line."""
    return f"{'/'.join(Path(pattern.path).parts[-3:])}:{pattern.line}" if pattern.line else "configuration"


def reason(rule: LoadedRule, exchange: Exchange, linter: Linter) -> str:
    """Why a rule that could have fired did not."""
    trigger = rule.rule.check.trigger()
    if trigger is not None and not exchange.reading.has_any(trigger):
        return f"no {' or '.join(sorted(trigger))} in the reply"
    known = linter.known(exchange.reply)
    unmet = []
    for when in rule.rule.check.when:
        if lack := when.lacking(known):
            unmet.append(f"other {lack}")
            continue
        failed = next((asked for asked, test in when.named_tests() if not test(exchange)), None)
        if failed is None:
            unmet = []
            break
        unmet.append(f"asks that {failed}")
    if unmet:
        return "; or ".join(unmet)
    seen = sorted(name for name in reply_cues(rule.rule) if name in exchange.reading.cues)
    return f"its check lets this be ({', '.join(seen)} in the reply)" if seen else "nothing to find"
