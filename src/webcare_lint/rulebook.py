"""YAML → rules: reads the bundled packs and a team's own, lays the overlays over them, and says what is wrong where."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from webcare_lint import graphs
from webcare_lint.config import Config
from webcare_lint.cues import CueFile, ListFile, Phrase
from webcare_lint.errors import Problem, Problems, nearest
from webcare_lint.finding import Commandment
from webcare_lint.inflection import Inflections, is_known_word
from webcare_lint.phrases import (
    Automaton,
    Graph,
    Lemma,
    Listed,
    Node,
    Pattern,
    PhraseError,
    Word,
    parse,
    parts_of,
    unknown_list,
)
from webcare_lint.phrases import build as build_graph
from webcare_lint.pipeline import TokenMatcher, TokenPattern, lost_without_pipeline, require_installed
from webcare_lint.reading import Reader
from webcare_lint.reply import Language
from webcare_lint.rule import LANGUAGES, Rule, Source, Strength
from webcare_lint.tokens import Spelling, Vocabulary, fold
from webcare_lint.yamlfile import Location, YamlFile, build, load

_FOLDER = re.compile(r"^(\d+)-")
_NOT_RULES = ("cues", "lists", "inflections", "sentences")
_NO_RULES = ("sources.yaml", "strengths.yaml", "placeholders.yaml")


def bundled_rules() -> Path:
    """The folder of the rules that come with webcare-lint: in the package, or in a checkout beside `src/`."""
    packaged = Path(__file__).parent / "rules"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "rules"


@dataclass(frozen=True)
class LoadedRule:
    """A rule with what its place in the folders says of it."""

    id: str
    commandment: Commandment
    path: Path
    rule: Rule


@dataclass(frozen=True)
class LoadedCue:
    """A cue file of one language, with the lines its phrases stand on."""

    name: str
    path: Path
    cue: CueFile
    lines: Mapping[tuple[str, int], int]


@dataclass(frozen=True)
class Pack:
    """Everything there is for one language: rules, cues, lists, strengths."""

    language: Language
    rules: tuple[LoadedRule, ...]
    cues: Mapping[str, LoadedCue]
    all_cue_names: frozenset[str]
    lists: Mapping[str, tuple[ListFile, YamlFile | None]]
    strengths: tuple[Strength, ...]
    sources: Mapping[str, Source]
    inflections: Inflections
    names: frozenset[str]


class _Collector:
    """Gathers problems, so that one reading names them all."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def attempt(self, action: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return action(*arguments, **named)
        except Problem as problem:
            self.problems.append(problem)
        except Problems as several:
            self.problems.extend(several.problems)
        return None

    def raise_any(self) -> None:
        if self.problems:
            unique = dict.fromkeys(map(str, self.problems))
            by_text = {str(problem): problem for problem in self.problems}
            raise Problems(by_text[text] for text in unique)


# --- rules ------------------------------------------------------------------------------------------------------


def read_rules(root: Path) -> tuple[LoadedRule, ...]:
    """The rules of a folder, ordered by commandment and name; Problems names every mistake in every file."""
    collector = _Collector()
    found = [rule for path in rule_files(root) if (rule := collector.attempt(_read_rule, path))]
    collector.raise_any()
    return tuple(sorted(found, key=lambda rule: (_rank(rule.commandment), rule.id)))


def rule_files(root: Path) -> list[Path]:
    """The YAML files below `root` that hold rules."""
    if root.is_file():
        return [root]
    if not root.is_dir():
        raise Problem("no such folder of rules", path=root)
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in _NOT_RULES]  # the others are not even looked into
        found += [
            Path(folder, name)
            for name in files
            if name.endswith((".yaml", ".yml")) and name not in _NO_RULES and not name.startswith(".")
        ]
    return sorted(found)


def _rank(commandment: Commandment) -> tuple[int, str]:
    return (commandment, "") if isinstance(commandment, int) else (11, commandment)


def _read_rule(path: Path) -> LoadedRule:
    file = load(path)
    if not isinstance(file.value, dict):
        raise Problem("a rule is expected: `title:`, `severity:`, `check:` …", path=path, line=1)
    rule = build(Rule, file)
    return LoadedRule(path.stem, _commandment(rule, file), path, rule)


def _commandment(rule: Rule, file: YamlFile) -> Commandment:
    given = rule.commandment or file.path.parent.name
    if match := _FOLDER.match(f"{given}-"):
        number = int(match[1])
        if 1 <= number <= 10:
            return number
    if given == "privacy":
        return "privacy"
    if given == "channel":
        return "channel"
    raise file.problem(
        "write the commandment it belongs to: `commandment: 7` (1-10, privacy or channel)", ("commandment",)
    )


# --- cues and lists ---------------------------------------------------------------------------------------------


def _read_cue(path: Path) -> LoadedCue:
    file = load(path)
    cue = build(CueFile, file)
    lines = {
        (section, number): file.line((section, number)) or 1
        for section in ("phrases", "unless", "unless_sentence", "tokens")
        for number in range(len(getattr(cue, section)))
    }
    return LoadedCue(path.stem, path, cue, lines)


def _read_list(path: Path) -> tuple[ListFile, YamlFile]:
    file = load(path)
    return build(ListFile, file), file


def _read_inflections(root: Path, language: Language) -> Inflections:
    path = root / "inflections" / f"{language}.yaml"
    shipped = load(path).value if path.is_file() else {}
    return Inflections(language, {lemma: forms.split() for lemma, forms in (shipped or {}).items()})


def _named(root: Path, kind: str, language: Language) -> list[Path]:
    return sorted((root / kind / language).glob("*.yaml"))


# --- a pack -----------------------------------------------------------------------------------------------------


def read_pack(config: Config) -> Pack:
    """The bundled rules and the team's own, for the configured language; Problems names every mistake."""
    collector = _Collector()
    roots = [bundled_rules(), *config.rule_paths]
    rules: dict[str, LoadedRule] = {}
    cues: dict[str, LoadedCue] = {}
    lists: dict[str, tuple[ListFile, YamlFile | None]] = {}
    cue_names: set[str] = set()
    for root in roots:
        for rule in collector.attempt(read_rules, root) or ():
            if rule.id in rules:
                collector.problems.append(
                    Problem(
                        f'the id "{rule.id}" is taken by {rules[rule.id].path}; give this file another name',
                        path=rule.path,
                    )
                )
                continue
            rules[rule.id] = rule
            _add_own_cue(rule, config.language, cues, cue_names)
        folder = root if root.is_dir() else root.parent
        for path in _named(folder, "cues", config.language):
            if loaded := collector.attempt(_read_cue, path):
                cues[loaded.name] = loaded
        for language in LANGUAGES:
            cue_names.update(path.stem for path in _named(folder, "cues", language))
        for path in _named(folder, "lists", config.language):
            if read := collector.attempt(_read_list, path):
                lists[path.stem] = read
    bundled = bundled_rules()
    sources = {key: Source.model_validate(value) for key, value in load(bundled / "sources.yaml").value.items()}
    strengths_file = load(bundled / "strengths.yaml")
    strengths = tuple(
        build(Strength, strengths_file, (number,), item) for number, item in enumerate(strengths_file.value)
    )
    cues = dict(_overlaid_cues(cues, config, collector))
    lists = dict(_overlaid_lists(lists, config, collector))
    names = frozenset(fold(name) for name in lists["first-names"][0].items) if "first-names" in lists else frozenset()
    for rule in rules.values():
        _check_references(rule, cue_names, sources, collector)
    collector.raise_any()
    return Pack(
        language=config.language,
        rules=tuple(sorted(rules.values(), key=lambda rule: (_rank(rule.commandment), rule.id))),
        cues=cues,
        all_cue_names=frozenset(cue_names),
        lists=lists,
        strengths=strengths,
        sources=sources,
        inflections=_read_inflections(bundled, config.language),
        names=names,
    )


def _add_own_cue(rule: LoadedRule, language: Language, cues: dict[str, LoadedCue], cue_names: set[str]) -> None:
    if not rule.rule.phrases:
        return
    cue_names.add(rule.id)
    own = CueFile(
        meaning=rule.rule.title.in_(language),
        phrases=rule.rule.phrases.get(language, ()),
        unless=rule.rule.unless.get(language, ()),
    )
    file = load(rule.path)
    lines = {
        (section, number): file.line((section, language, number)) or 1
        for section in ("phrases", "unless")
        for number in range(len(getattr(own, section)))
    }
    cues[rule.id] = LoadedCue(rule.id, rule.path, own, lines)


def _check_references(
    rule: LoadedRule, cue_names: set[str], sources: Mapping[str, Source], collector: _Collector
) -> None:
    for name in sorted(reply_cues(rule.rule) | thread_cues(rule.rule)):
        if name not in cue_names:
            file = load(rule.path)
            collector.problems.append(file.problem(f'there is no cue "{name}"{nearest(name, cue_names)}', ("check",)))
    if rule.rule.source not in sources:
        file = load(rule.path)
        collector.problems.append(
            file.problem(f'"{rule.rule.source}" is no source{nearest(rule.rule.source, sources)}', ("source",))
        )


def _overlaid_cues(
    cues: Mapping[str, LoadedCue], config: Config, collector: _Collector
) -> Iterator[tuple[str, LoadedCue]]:
    for name in config.cues:
        if name not in cues:
            collector.problems.append(Problem(f'there is no cue "{name}"{nearest(name, cues)}', field="cues"))
    for name, loaded in cues.items():
        overlay = config.cues.get(name)
        if overlay is None:
            yield name, loaded
            continue
        cue, lines = loaded.cue, dict(loaded.lines)
        sections = {"phrases": (overlay.add, overlay.remove), "unless": (overlay.add_unless, overlay.remove_unless)}
        changed: dict[str, tuple[Phrase, ...]] = {}
        for section, (add, remove) in sections.items():
            had: tuple[Phrase, ...] = getattr(cue, section)
            for phrase in remove:
                if all(item.phrase != phrase for item in had):
                    hint = nearest(phrase, [item.phrase for item in had])
                    collector.problems.append(
                        Problem(f'"{phrase}" is not in it{hint}', field=f"cues.{name}.{section}-")
                    )
            kept = [(item, lines[section, number]) for number, item in enumerate(had) if item.phrase not in remove]
            changed[section] = (*(item for item, _ in kept), *add)
            lines.update(
                {(section, number): line for number, line in enumerate([*(line for _, line in kept), *[0] * len(add)])}
            )
        yield name, LoadedCue(name, loaded.path, cue.model_copy(update=changed), lines)


def _overlaid_lists(
    lists: Mapping[str, tuple[ListFile, YamlFile | None]], config: Config, collector: _Collector
) -> Iterator[tuple[str, tuple[ListFile, YamlFile | None]]]:
    for name in config.lists:
        if name not in lists:
            collector.problems.append(Problem(f'there is no list "{name}"{nearest(name, lists)}', field="lists"))
    for name, (items, file) in lists.items():
        overlay = config.lists.get(name)
        if overlay is None:
            yield name, (items, file)
        else:
            kept = tuple(item for item in items.items if item not in overlay.remove)
            yield name, (items.model_copy(update={"items": (*kept, *overlay.add)}), None)


# --- which rules ------------------------------------------------------------------------------------------------


def reply_cues(rule: Rule) -> set[str]:
    """The cues a rule looks for in the reply, its conditions included."""
    severities = (severity.when for severity in rule.severity)
    return set(rule.check.reply_cues()).union(*(when.reply_cues() for when in (*rule.check.when, *severities)))


def thread_cues(rule: Rule) -> set[str]:
    """The cues a rule looks for in the thread's messages, its conditions included."""
    severities = (severity.when for severity in rule.severity)
    return set(rule.check.thread_cues()).union(*(when.customer_cues() for when in (*rule.check.when, *severities)))


def selected_rules(pack: Pack, config: Config) -> tuple[LoadedRule, ...]:
    """The rules that `select` and `ignore` leave; Problems names a selector that fits no rule."""
    selectors = [
        *config.select,
        *config.ignore,
        *(name for profile in config.profiles.values() for name in profile.ignore),
    ]
    known = {rule.id for rule in pack.rules}
    problems = [
        Problem(
            f'"{selector}" is no rule, commandment or severity{nearest(selector, known)}',
            field="select" if selector in config.select else "ignore",
        )
        for selector in selectors
        if selector not in known and not is_group(selector)
    ]
    problems += [
        Problem(f'there is no rule "{name}"{nearest(name, known)}', field="severity")
        for name in (*config.severity, *(name for profile in config.profiles.values() for name in profile.severity))
        if name not in known
    ]
    if problems:
        raise Problems(problems)
    return tuple(rule for rule in pack.rules if _is_selected(rule, config) and config.language in rule.rule.languages)


def is_group(selector: str) -> bool:
    """The selector names a commandment or a severity."""
    return selector in {"privacy", "channel", "error", "warning", "info", *map(str, range(1, 11))}


def fits(rule: LoadedRule, selector: str) -> bool:
    """The selector means this rule: by its id, its commandment or its default severity."""
    return selector in (rule.id, str(rule.commandment), rule.rule.severity[-1].is_.value)


def _is_selected(rule: LoadedRule, config: Config) -> bool:
    if any(fits(rule, selector) for selector in config.ignore):
        return False
    if config.select:
        named = rule.id in config.select
        if not any(fits(rule, selector) for selector in config.select):
            return False
        return named or rule.rule.status == "stable" or config.preview
    return rule.rule.status == "stable" or (rule.rule.status == "preview" and config.preview)


# --- from phrases to readers ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Readers:
    """What reads the reply, and what reads the messages of its thread."""

    reply: Reader
    thread: Reader
    lost: tuple[Problem, ...] = ()
    """One for each `tokens` pattern that is not looked for, and why."""


class Wanted(NamedTuple):
    """The cues that are asked for: of every reply, of few replies, and of the messages of a thread."""

    always: frozenset[str]
    sometimes: frozenset[str]
    thread: frozenset[str]


def make_readers(pack: Pack, wanted: Wanted, cache: Path | None = None, pipeline: str | None = None) -> Readers:
    """Readers for the cues that are asked for; Problems names every phrase that can't be read.

    `pipeline` names the installed spaCy pipeline that `tokens` patterns are matched with. With a `cache` folder, what was built of the same phrases before is taken from there.
    """
    groups = (wanted.always, wanted.sometimes - wanted.always, wanted.thread)
    always, sometimes, thread = automata = [
        Automaton(graph, patterns) for graph, patterns in graphs_of(pack, groups, cache)
    ]
    vocabulary = vocabulary_of(pack, automata)
    kept = kept_in_quotes(pack)
    matchers, lost = _token_matchers(pack, wanted, pipeline)
    return Readers(
        Reader(always, vocabulary, kept, sometimes, groups[1], matchers[0]),
        Reader(thread, vocabulary, kept, by_grammar=matchers[1]),
        lost,
    )


def graphs_of(
    pack: Pack, groups: Sequence[frozenset[str]], cache: Path | None = None
) -> list[tuple[Graph, list[Pattern]]]:
    """For each group of cues their graph and its patterns; `cache` and Problems as for `make_readers`."""
    patterns = [
        [pattern for name in sorted(names) if name in pack.cues for pattern in patterns_of(pack.cues[name])]
        for names in groups
    ]
    key = graphs.key_of(patterns, {name: listed.items for name, (listed, _) in pack.lists.items()}, pack.inflections)
    built = graphs.read(cache, key) if cache else None
    if built is None:
        built = _build_graphs(pack, patterns)
        if cache:
            graphs.write(cache, key, built)
    return list(zip(built, patterns, strict=True))


def vocabulary_of(pack: Pack, automata: Iterable[Automaton]) -> Vocabulary:
    """What words mean to these automata, which are told of it."""
    automata = list(automata)
    groups: dict[str, set[str]] = {}
    for automaton in automata:
        for word, labels in automaton.groups.items():
            groups.setdefault(word, set()).update(labels)
    asked = frozenset[str]().union(*(automaton.labels for automaton in automata))
    vocabulary = Vocabulary(asked, pack.names, groups, _spelling(pack))
    for automaton in automata:
        automaton.attach(vocabulary.symbols)
    return vocabulary


def kept_in_quotes(pack: Pack) -> frozenset[str]:
    """The cues that count inside quotations too."""
    return frozenset(name for name, loaded in pack.cues.items() if loaded.cue.in_quotes == "keep")


def _spelling(pack: Pack) -> Spelling | None:
    """Reads the misspellings of the words in `fuzzy` lists; None when there is no such list."""
    words = [
        part.label
        for listed, _ in pack.lists.values()
        if listed.fuzzy
        for item in listed.items
        for part in parts_of(parsed(item))
        if isinstance(part, Word)
    ]
    return Spelling(words, partial(is_known_word, pack.language)) if words else None


def _token_matchers(
    pack: Pack, wanted: Wanted, pipeline: str | None
) -> tuple[list[TokenMatcher | None], tuple[Problem, ...]]:
    """What finds `tokens` patterns in replies and in messages, and a Problem for each pattern that is lost."""
    if pipeline:
        require_installed(pipeline)
    matchers: list[TokenMatcher | None] = []
    lost: dict[str, Problem] = {}
    for names in (wanted.always | wanted.sometimes, wanted.thread):
        patterns = [found for name in sorted(names) if name in pack.cues for found in _token_patterns(pack.cues[name])]
        matcher = TokenMatcher(pipeline, patterns) if pipeline and patterns else None
        lost.update({str(item): item for item in (matcher.lost if matcher else lost_without_pipeline(patterns))})
        matchers.append(matcher)
    return matchers, tuple(lost.values())


def _token_patterns(loaded: LoadedCue) -> Iterator[TokenPattern]:
    for number, tokens in enumerate(loaded.cue.tokens):
        line = loaded.lines.get(("tokens", number), 1)
        written = " ".join(map(str, tokens))
        yield TokenPattern(Pattern(loaded.name, "phrase", written, {}, str(loaded.path), line), tuple(tokens))


def _build_graphs(pack: Pack, patterns: list[list[Pattern]]) -> list[Graph]:
    collector = _Collector()
    lists = _parsed_lists(pack, collector)
    collector.raise_any()
    built = []
    for of_graph in patterns:
        nodes: list[Node] = []
        for pattern in of_graph:
            try:
                node = parsed(pattern.phrase)
                _check_lists(node, lists)
            except PhraseError as error:
                collector.problems.append(_at(pattern, error))
            else:
                nodes.append(node)
        if len(nodes) == len(of_graph):
            errors: list[tuple[int, PhraseError]] = []

            def note(number: int, error: PhraseError, errors: list[tuple[int, PhraseError]] = errors) -> None:
                errors.append((number, error))

            built.append(build_graph(nodes, lists, pack.inflections, note))
            collector.problems += [_at(of_graph[number], error) for number, error in errors]
    collector.raise_any()
    return built


def _at(pattern: Pattern, error: PhraseError) -> Problem:
    return Problem(
        str(error),
        path=pattern.path or None,
        line=pattern.line or None,
        field=f"{_SECTIONS[pattern.role]} `{pattern.phrase}`",
    )


_SECTIONS = {"phrase": "phrases", "unless": "unless", "unless_sentence": "unless_sentence"}


def patterns_of(loaded: LoadedCue) -> Iterator[Pattern]:
    """The phrases of a cue and what takes it away, in the order of the file."""
    for section, role in (("phrases", "phrase"), ("unless", "unless"), ("unless_sentence", "unless_sentence")):
        for number, phrase in enumerate(getattr(loaded.cue, section)):
            line = loaded.lines.get((section, number), 0)
            yield Pattern(loaded.name, role, phrase.phrase, phrase.data, str(loaded.path) if line else "", line)


@cache
def parsed(phrase: str) -> Node:
    """`parse`, remembered: many packs share their phrases."""
    return parse(phrase)


def _check_lists(node: Node, lists: Mapping[str, tuple[Node, ...]]) -> None:
    for part in parts_of(node):
        if isinstance(part, Listed) and part.name not in lists:
            raise PhraseError(unknown_list(part.name, lists))


def _parsed_lists(pack: Pack, collector: _Collector) -> dict[str, tuple[Node, ...]]:
    items: dict[str, tuple[Node, ...]] = {}
    for name, (listed, file) in pack.lists.items():
        nodes = []
        for number, item in enumerate(listed.items):
            try:
                nodes.append(parsed(item))
            except PhraseError as error:
                location: Location = ("items", number)
                collector.problems.append(
                    file.problem(str(error), location) if file else Problem(str(error), field=f"lists.{name} `{item}`")
                )
        items[name] = tuple(nodes)
    for name in items:
        _check_list(name, items, pack, collector)
    return items


def _check_list(name: str, items: Mapping[str, tuple[Node, ...]], pack: Pack, collector: _Collector) -> None:
    """Lists may use lists, but never themselves."""

    def used(nodes: tuple[Node, ...]) -> set[str]:
        return {part.name for node in nodes for part in parts_of(node) if isinstance(part, Listed)}

    seen: set[str] = set()
    waiting = used(items[name])
    file = pack.lists[name][1]
    while waiting:
        other = waiting.pop()
        if other == name:
            text = f"the list {{{name}}} includes itself; take it out"
            collector.problems.append(file.problem(text, ("items",)) if file else Problem(text, field=f"lists.{name}"))
            return
        if other not in items:
            collector.problems.append(
                file.problem(unknown_list(other, items), ("items",)) if file else Problem(unknown_list(other, items))
            )
            return
        if other not in seen:
            seen.add(other)
            waiting |= used(items[other])


def lemmas_of(pack: Pack) -> set[str]:
    """Every `<lemma>` the pack's phrases and lists use."""
    phrases = [
        phrase.phrase
        for loaded in pack.cues.values()
        for section in ("phrases", "unless", "unless_sentence")
        for phrase in getattr(loaded.cue, section)
    ]
    phrases += [item for listed, _ in pack.lists.values() for item in listed.items]
    return {part.verb for phrase in phrases for part in parts_of(parsed(phrase)) if isinstance(part, Lemma)}
