"""Files with their safe fixes put in, or shown as a diff first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from webcare_lint.finding import Finding
from webcare_lint.fixes import safe_edits, with_edits
from webcare_lint.inputs import Input
from webcare_lint.library import Edit, apply_edits, edited
from webcare_lint.yamlfile import read_text


class Fixed(NamedTuple):
    """A file before and after its safe fixes."""

    path: Path
    before: str
    after: str

    def diff(self) -> str:
        """The change as a unified diff; empty when nothing changes."""
        lines = unified_diff(
            self.before.splitlines(keepends=True), self.after.splitlines(keepends=True), str(self.path), str(self.path)
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def fixed_files(linted: Iterable[tuple[Input, Iterable[Finding]]], *, write: bool) -> list[Fixed]:
    """What the files become with the safe fixes of their findings; written in place, whole, when asked.

    Text files and libraries can be fixed; standard input and JSON Lines are left as they are. Problem when a file has
    changed since it was read.
    """
    edits: dict[Path, list[Edit]] = defaultdict(list)
    texts: dict[Path, str] = {}
    for source, findings in linted:
        replacements = safe_edits(findings)
        if source.entry is not None:
            made = (
                source.entry.edit(replacement.start, replacement.end, replacement.text) for replacement in replacements
            )
            edits[source.entry.path] += [edit for edit in made if edit is not None]
        elif replacements and source.path.endswith(".txt"):
            texts[Path(source.path)] = with_edits(source.reply.text, replacements)
    fixed = [_fixed_text(path, text, write=write) for path, text in texts.items()]
    for path, wanted in edits.items():
        if wanted:
            result = (apply_edits if write else edited)(path, wanted)
            fixed.append(Fixed(path, result.before, result.after))
    return [file for file in fixed if file.before != file.after]


def _fixed_text(path: Path, text: str, *, write: bool) -> Fixed:
    before = read_text(path)
    if write:
        bom = b"\xef\xbb\xbf" if path.read_bytes().startswith(b"\xef\xbb\xbf") else b""
        temporary = path.with_name(f".{path.name}.tmp")
        temporary.write_bytes(bom + text.encode())
        temporary.replace(path)
    return Fixed(path, before, text)
