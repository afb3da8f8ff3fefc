"""Findings a team has decided to live with: in a comment beside the text, or in a file of their own."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Set
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from webcare_lint.errors import Problem, Problems, nearest
from webcare_lint.finding import Finding, Report, Suppressed
from webcare_lint.inputs import Input
from webcare_lint.library.comments import Directive, directives
from webcare_lint.yamlfile import build, load, read_text

FILE_NAME: Final = ".webcare-lint-suppressions.yaml"


def _said(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text is expected; say it in a few words")
    return value.strip()


def _dated(value: object) -> object:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("a date such as 2027-12-31 is expected") from None


Said = Annotated[str, BeforeValidator(_said)]


class Suppression(BaseModel):
    """One accepted finding, as it stands in the file; `until` is the last day on which it counts."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    file: Said
    entry: Said
    rule: Said
    fingerprint: Said
    reason: Said
    owner: Said
    until: Annotated[date, BeforeValidator(_dated)]


class Recorded(NamedTuple):
    """A suppression and the place where it was written."""

    suppression: Suppression
    path: Path
    line: int | None

    @property
    def target(self) -> Path:
        """The library it is about; the file says it relative to itself."""
        return self.path.parent / self.suppression.file

    def problem(self, expected: str) -> Problem:
        """Something to say of it."""
        return Problem(expected, path=self.path, line=self.line)


def find_files(starts: Iterable[Path]) -> list[Path]:
    """The suppression files nearest to `starts`, in their folders or above."""
    found: dict[Path, None] = {}
    for start in starts:
        folder = start.absolute() if start.is_dir() else start.absolute().parent
        path = next((at / FILE_NAME for at in (folder, *folder.parents) if (at / FILE_NAME).is_file()), None)
        if path is not None:
            found[path] = None
    return list(found)


def read_suppressions(path: Path) -> list[Recorded]:
    """The suppressions in a file; Problem or Problems say what is wrong, and on which line."""
    file = load(path)
    if file.value is None:
        return []
    if not isinstance(file.value, list):
        raise file.problem('a list is expected: lines that start with "- file: …"')
    recorded: list[Recorded] = []
    problems: list[Problem] = []
    for number, value in enumerate(file.value):
        try:
            recorded.append(Recorded(build(Suppression, file, (number,), value), path, file.line((number,))))
        except Problems as error:
            problems += error.problems
    if problems:
        raise Problems(problems)
    return recorded


def suppressions_for(
    linted: Iterable[tuple[Input, Report]], path: Path, *, entry: str, rule: str, reason: str, owner: str, until: str
) -> list[Suppression]:
    """A suppression for every finding of a rule in an entry, as `path` will hold it; Problem when there is none."""
    inputs = [(given, report) for given, report in linted if given.id == entry]
    if not inputs:
        raise Problem("an id of an entry of this library is expected", field="--entry")
    findings = [(given, finding) for given, report in inputs for finding in report.findings if finding.rule == rule]
    if not findings:
        raise Problem(f"nothing of this rule is found in entry {entry}, or it is suppressed already", field="--rule")
    folder = path.absolute().parent
    made: dict[str, Suppression] = {}
    for given, finding in findings:
        fields = {
            "file": Path(os.path.relpath(given.path, folder)).as_posix(), "entry": entry, "rule": rule,
            "fingerprint": finding.fingerprint, "reason": reason, "owner": owner, "until": until,
        }  # fmt: skip
        try:
            made[finding.fingerprint] = Suppression.model_validate(fields)
        except ValidationError as error:
            detail = error.errors(include_url=False, include_input=False)[0]
            raise Problem(detail["msg"].removeprefix("Value error, "), field=f"--{detail['loc'][0]}") from None
    return list(made.values())


def add_suppressions(path: Path, suppressions: Iterable[Suppression]) -> None:
    """Write suppressions behind those a file holds already; Problem when that can't be done."""
    rows = [suppression.model_dump() for suppression in suppressions]
    before = read_text(path) if path.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    text = before + yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=1000)
    load(path, text)  # a list that is indented, say, can't be added to so: nothing is written then
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Problem(f"can't be written: {error.strerror}", path=path) from None


class Suppressions:
    """Takes the accepted findings out of reports, and knows afterwards which suppressions no longer hold."""

    def __init__(self, recorded: Iterable[Recorded], today: date):
        self._today = today
        self._recorded: dict[tuple[Path, str], list[Recorded]] = {}
        for item in recorded:
            self._recorded.setdefault((resolved(str(item.target)), item.suppression.entry), []).append(item)
        self._entries: set[tuple[Path, str]] = set()
        self._directives: dict[Directive, set[str]] = {}
        self._used: set[Recorded] = set()
        self._drifted: set[Recorded] = set()
        self._would_be_used: set[Recorded] = set()
        self._problems: dict[str, Problem] = {}

    def judge(self, given: Input, report: Report) -> tuple[Report, tuple[Suppressed, ...]]:
        """The report without the findings that are accepted, and those."""
        inline = list(self._directives_of(given))
        key = (resolved(given.path), given.id)
        recorded = self._recorded.get(key, [])
        if self._recorded:  # else nobody asks, and a stream of replies may be long
            self._entries.add(key)
        kept: list[Finding] = []
        suppressed: list[Suppressed] = []
        for finding in report.findings:
            accepted = self._inline(finding, inline) or self._external(finding, recorded)
            if accepted is None:
                kept.append(finding)
            else:
                suppressed.append(accepted)
        broken = {finding.rule for finding in kept}
        self._drifted |= {item for item in recorded if item.suppression.rule in broken}
        return (report.model_copy(update={"findings": tuple(kept)}), tuple(suppressed)) if suppressed else (report, ())

    def _directives_of(self, given: Input) -> Iterator[Directive]:
        for said in directives(given.entry) if given.entry else ():
            if isinstance(said, Problem):
                self._problems[str(said)] = said
            else:
                self._directives.setdefault(said, set())
                yield said

    def _inline(self, finding: Finding, inline: Iterable[Directive]) -> Suppressed | None:
        directive = next((directive for directive in inline if finding.rule in directive.rules), None)
        if directive is None:
            return None
        self._directives[directive].add(finding.rule)
        return Suppressed(finding, directive.reason, "inSource")

    def _external(self, finding: Finding, recorded: Iterable[Recorded]) -> Suppressed | None:
        for item in recorded:
            given = item.suppression
            if (given.rule, given.fingerprint) != (finding.rule, finding.fingerprint):
                continue
            if given.until < self._today:
                self._would_be_used.add(item)
                continue
            self._used.add(item)
            return Suppressed(finding, f"{given.reason} ({given.owner}, until {given.until})", "external")
        return None

    def notices(self, known: Collection[str], active: Set[str], *, whole_files: bool) -> list[Problem]:
        """What no longer holds, one line each; `known` are all rules there are, `active` those of this run.

        With `whole_files` False entries may have been left out, so an entry that was not seen may still be there.
        """
        found = list(self._problems.values())
        for directive, used in self._directives.items():
            for rule in directive.rules:
                if text := self._unknown(rule, known) or (_UNUSED.format(rule) if rule in active - used else ""):
                    found.append(Problem(text, path=directive.path, line=directive.line))
        seen = {path for path, _ in self._entries}
        for key, items in self._recorded.items():
            for item in items:
                is_known_to_be_gone = not item.target.exists() or (whole_files and key[0] in seen)
                if text := self._fault(item, key in self._entries, is_known_to_be_gone, known, active):
                    found.append(item.problem(text))
        return found

    def _unknown(self, rule: str, known: Collection[str]) -> str:
        return "" if rule in known else f'"{rule}" is no rule{nearest(rule, known)}'

    def _fault(self, item: Recorded, was_linted: bool, is_gone: bool, known: Collection[str], active: Set[str]) -> str:
        given = item.suppression
        if unknown := self._unknown(given.rule, known):
            return unknown
        if not was_linted:
            return f"unused: {given.file} has no entry {given.entry} any more; take this out" if is_gone else ""
        if item in self._used or given.rule not in active:
            return ""
        if item in self._would_be_used:
            return f"expired on {given.until} (owner: {given.owner}): mend entry {given.entry}, or decide again"
        if item in self._drifted:
            return f"drifted: entry {given.entry} breaks {given.rule} in other words than were accepted; look again"
        return f"unused: entry {given.entry} does not break {given.rule} any more; take this out"


_UNUSED: Final = "unused: nothing of {} is found here any more; take it out of the comment"


@lru_cache(maxsize=4096)
def resolved(path: str) -> Path:
    """One path for one file, however it was written."""
    return Path(path).resolve()
