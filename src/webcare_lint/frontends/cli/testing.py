"""`test`: do the rules find what their examples and sentences say, and is each phrase asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from webcare_lint.frontends.cli.options import FOUND, ConfigFile, Lang, configuration
from webcare_lint.frontends.cli.terminal import emit

if TYPE_CHECKING:
    from webcare_lint.linter import Linter
    from webcare_lint.sentences import Sentence


def test_rules(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Folders or files of house rules, the bundled rules when none is given; and with --coverage names of cues."
        ),
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Also name every phrase that nothing would break without.")
    ] = False,
    missing: Annotated[
        bool, typer.Option("--missing", help="As --coverage, as a list per cue of what still asks for a sentence.")
    ] = False,
    lang: Annotated[Lang | None, typer.Option(help="Language of the rules; both by default.")] = None,
    config: ConfigFile = None,
) -> None:
    """Try every example of every rule and every sentence of every cue.

    `bad` must be found where it is marked, `good` be left alone; a cue must be found in its sentences, not in its near-misses.
    """
    from webcare_lint.linter import Linter
    from webcare_lint.sentences import sentences_of

    coverage = coverage or missing
    cues = [name for name in paths or () if coverage and not Path(name).exists()]
    folders = tuple(Path(path) for path in paths or () if path not in cues)
    linters: list[Linter] = []
    for language in [lang.value] if lang else ["nl", "en"]:
        settings = configuration(None, config, language=language)
        known = {path.resolve() for path in settings.rule_paths}
        more = (folder for folder in folders if folder.resolve() not in known)
        settings = settings.model_copy(update={"rule_paths": (*settings.rule_paths, *more), "preview": True})
        linters.append(Linter(settings))
    sentences = [sentences_of(linter) for linter in linters]
    holds = _try_rules(linters, sentences, folders)
    if coverage:
        holds &= _cover(linters, sentences, folders, cues, listed=missing)
    if not holds:
        raise typer.Exit(FOUND)


def _try_rules(linters: list[Linter], sentences: list[list[Sentence]], folders: tuple[Path, ...]) -> bool:
    """Print which examples and sentences are broken; whether none is."""
    from webcare_lint.examples import broken, cases, problem
    from webcare_lint.sentences import reader_of

    problems = []
    examples = said = 0
    for linter, of_language in zip(linters, sentences, strict=True):
        for case in (case for case in cases(linter) if _is_in(case.rule.path, folders)):
            examples += 1
            if text := broken(linter, case):
                problems.append(problem(case, text, linter.language))
        reader = reader_of(linter.pack)
        for sentence in (sentence for sentence in of_language if _is_in(sentence.path, folders)):
            said += 1
            if wrong := sentence.problem(reader):
                problems.append(wrong)
    for line in problems:
        typer.echo(str(line))
    typer.echo(f"{examples} examples, {f'{said} sentences, ' if said else ''}{len(problems)} broken")
    return not problems


def _cover(
    linters: list[Linter], sentences: list[list[Sentence]], folders: tuple[Path, ...], cues: list[str], *, listed: bool
) -> bool:
    """Print which phrases nothing would break without; whether there is none."""
    from webcare_lint.coverage import listing, shares, uses_of
    from webcare_lint.errors import Problem, nearest

    known = linters[0].pack.all_cue_names
    for name in cues:
        if name not in known:
            raise Problem(f'there is no file, folder or cue "{name}"{nearest(name, known)}')
    holds = True
    for linter, of_language in zip(linters, sentences, strict=True):
        uses = [use for use in uses_of(linter, of_language, cues) if _is_in(Path(use.pattern.path), folders)]
        problems = [problem for use in uses if (problem := use.problem())]
        emit(listing(uses) if listed else "".join(f"{problem}\n" for problem in problems), None)
        if uses:
            typer.echo(f"{linter.language}: {shares(uses)}")
        holds &= not problems
    return holds


def _is_in(path: Path, folders: tuple[Path, ...]) -> bool:
    """The path is one of these or in one of them; anything is when there are none."""
    return not folders or any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)
