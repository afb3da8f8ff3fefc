"""A baseline: the findings that were there when a team began, so that only new ones count. It holds no text."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from webcare_lint.errors import Problem
from webcare_lint.finding import Finding, Report, Suppressed
from webcare_lint.inputs import STDIN_NAME, Input
from webcare_lint.yamlfile import read_text

FILE_NAME: Final = ".webcare-lint-baseline.json"
_SCHEMA: Final = 1


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Row(_Value):
    """Findings that can't be told apart: of one rule, of the same words, in one entry. `file` and `entry` are for people
    who read the file; the fingerprint alone decides."""

    file: str
    entry: str
    rule: str
    fingerprint: str
    count: int = Field(default=1, ge=1)


class Baseline(_Value):
    """The accepted findings, and the salt of their fingerprints: without it equal words would give equal digits in
    every project."""

    salt: str
    rows: tuple[Row, ...] = ()

    def digest(self, given: Input, finding: Finding) -> str:
        """How this baseline knows a finding: 32 hexadecimal digits."""
        key = f"{finding.rule}\0{given.fingerprint(finding)}"
        return hmac.new(self.salt.encode(), key.encode(), hashlib.sha256).hexdigest()[:32]


class Comparison(NamedTuple):
    """What a run has in common with a baseline."""

    judged: list[tuple[Report, tuple[Suppressed, ...]]]
    """For each reply its report without the findings of the baseline, and those."""
    found: Counter[str]
    """How often each fingerprint of the baseline was found."""


def new_salt() -> str:
    """A salt for a new baseline."""
    return secrets.token_hex(16)


def read_baseline(path: Path) -> Baseline:
    """Read a baseline; Problem when it is not there or is none."""
    if not path.exists():
        raise Problem("there is no baseline yet; `webcare-lint baseline write` makes one", path=path)
    try:
        value = json.loads(read_text(path))
        if isinstance(value, dict) and value.pop("schema", None) == _SCHEMA:
            return Baseline.model_validate(value)
    except (json.JSONDecodeError, RecursionError, ValidationError):
        pass
    raise Problem("a file made by `webcare-lint baseline write` is expected", path=path)


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write a baseline whole, one finding a line; Problem when that can't be done."""
    rows = ",\n".join(f"  {row.model_dump_json()}" for row in baseline.rows)
    text = f'{{"schema": {_SCHEMA}, "salt": {json.dumps(baseline.salt)}, "rows": [\n{rows}\n]}}\n'
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise Problem(f"can't be written: {error.strerror}", path=path) from None


def baseline_of(linted: Iterable[tuple[Input, Report]], salt: str, path: Path) -> Baseline:
    """All findings of a run as a baseline that will stand at `path`; in an order that does not depend on the run."""
    empty = Baseline(salt=salt)
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for given, report in linted:
        file, entry = shown(given, path), given.id if given.name == given.id else ""
        for finding in report.findings:
            counts[file, entry, finding.rule, empty.digest(given, finding)] += 1
    rows = (
        Row(file=file, entry=entry, rule=rule, fingerprint=fingerprint, count=count)
        for (file, entry, rule, fingerprint), count in sorted(counts.items())
    )
    return Baseline(salt=salt, rows=tuple(rows))


def compare(linted: Iterable[tuple[Input, Report]], baseline: Baseline) -> Comparison:
    """Tell the findings of the baseline from new ones; the same words once more in an entry are new."""
    left = Counter[str]()
    for row in baseline.rows:
        left[row.fingerprint] += row.count
    found = Counter[str]()
    judged = []
    for given, report in linted:
        kept: list[Finding] = []
        suppressed: list[Suppressed] = []
        for finding in report.findings:
            digest = baseline.digest(given, finding)
            if found[digest] < left[digest]:
                found[digest] += 1
                suppressed.append(Suppressed(finding, "in the baseline", "external"))
            else:
                kept.append(finding)
        is_same = not suppressed
        judged.append((report if is_same else report.model_copy(update={"findings": tuple(kept)}), tuple(suppressed)))
    return Comparison(judged, found)


def gone(baseline: Baseline, found: Counter[str], linted: Iterable[Input], path: Path) -> Iterator[Row]:
    """What the baseline has and the run has not: of files that were linted, and of files that are no more."""
    files = {shown(given, path) for given in linted}
    left = Counter(found)
    for row in baseline.rows:
        seen = min(left[row.fingerprint], row.count)
        left[row.fingerprint] -= seen
        if seen < row.count and (row.file in files or not (path.parent / row.file).exists()):
            yield row.model_copy(update={"count": row.count - seen})


def without(baseline: Baseline, gone: Iterable[Row]) -> Baseline:
    """The baseline without what is gone."""
    left = Counter[tuple[str, str]]({(row.file, row.fingerprint): row.count for row in gone})
    rows = []
    for row in baseline.rows:
        count = row.count - left.pop((row.file, row.fingerprint), 0)
        if count > 0:
            rows.append(row.model_copy(update={"count": count}))
    return baseline.model_copy(update={"rows": tuple(rows)})


def shown(given: Input, path: Path) -> str:
    """The file of a reply, relative to the folder of the baseline at `path`, with forward slashes."""
    if given.path == STDIN_NAME:
        return "stdin"
    return Path(os.path.relpath(given.path, path.absolute().parent)).as_posix()
