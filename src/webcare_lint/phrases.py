"""The phrase language: parse what a care coach writes, and match all phrases of a pack in one walk.

A phrase becomes a small non-deterministic automaton over token labels; all phrases of a pack share one start. While
texts are read, the automaton is made deterministic one step at a time, and every step is remembered: a text costs one
dictionary look-up a token, however many phrases there are, and nothing has to be expanded or built beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from threading import Lock
from typing import Final, NamedTuple

from webcare_lint.errors import WebcareLintError, nearest
from webcare_lint.tokens import SLOT_CLASSES, Symbol, fold, words

GAP: Final = 6
"""The most tokens `...` may pass over."""
SEPARATION: Final = 8
"""The most tokens between a separable verb and its particle ("bel … terug")."""
MOST_ENDINGS: Final = 2000
"""The most sequences one glued word (`(ge)?bel(t|d)`) may stand for."""
MOST_STATES: Final = 4000
"""The most steps one phrase may have once its lists, lemmas and stars are written out."""


class PhraseError(WebcareLintError):
    """A phrase that can't be read; the text says what to type."""


# --- the parsed phrase ------------------------------------------------------------------------------------------


class Word(NamedTuple):
    """One token: a folded word, an affix (`*formulier`, `klacht*`) or a token class (`{phone}`)."""

    label: str


class Chain(NamedTuple):
    items: tuple[Node, ...]


class Choice(NamedTuple):
    options: tuple[Node, ...]


class Repeat(NamedTuple):
    item: Node
    most: int


class Gap(NamedTuple):
    most: int


class Listed(NamedTuple):
    """A `{list}`; what stands in it is looked up when the automaton is made."""

    name: str


class Lemma(NamedTuple):
    """`<bellen>`, or `<terug+bellen>` with its particle."""

    particle: str
    verb: str


Node = Word | Chain | Choice | Repeat | Gap | Listed | Lemma

_LEXEME = re.compile(r"\s+|\.\.\.|[()|]|[?*](?![^\s()|?*])|<[^<>]*>|\{[^{}]*\}|(?:\\.|[^\s()|<{?])+|.")


class _Parser:
    """Recursive descent over the lexemes of one phrase."""

    def __init__(self, phrase: str):
        self._phrase = phrase
        self._lexemes: list[str] = _LEXEME.findall(phrase)
        self._at = 0

    def parse(self) -> Node:
        node = self._choice()
        if self._peek() == ")":
            raise PhraseError('a ")" without its "("')
        return node

    def _peek(self) -> str:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else ""

    def _next(self) -> str:
        lexeme = self._peek()
        self._at += 1
        return lexeme

    def _choice(self) -> Node:
        options = [self._sequence()]
        while self._peek() == "|":
            self._next()
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Node:
        items: list[Node] = []
        while (lexeme := self._peek()) and lexeme not in "|)":
            if lexeme.isspace():
                self._next()
                continue
            items.extend(self._item())
        if not items:
            raise PhraseError("an empty place; write a word there, or put `?` behind the group to make it optional")
        return items[0] if len(items) == 1 else Chain(tuple(items))

    def _item(self) -> Iterable[Node]:
        """One blank-separated item; groups glued to words are endings, and spell out to whole words."""
        lexeme = self._peek()
        if lexeme == "...":
            self._next()
            return [Gap(GAP)]
        glued: list[tuple[list[str], bool]] = []  # the spellings of each glued part, and whether it is a group
        group: Node | None = None
        while (lexeme := self._peek()) and not lexeme.isspace() and lexeme not in "|)":
            if lexeme == "(":
                group = self._group()
                if not glued and self._ends_item():
                    return [group]
                glued.append((_spellings(group), True))
            elif lexeme in "?*":
                raise PhraseError(
                    f'a bare "{lexeme}": write (word){lexeme} with brackets, or \\{lexeme} for the sign itself'
                )
            elif lexeme[0] in "<{":
                if glued:
                    raise PhraseError(f"{lexeme} can't be glued to a word; put a blank before it")
                self._next()
                slot = self._repeated(_slot(lexeme))
                if not self._ends_item():
                    raise PhraseError(f"put a blank behind {lexeme}")
                return [slot]
            else:
                self._next()
                glued.append(([lexeme], False))
        if len(glued) == 1 and not glued[0][1]:
            return _literal(glued[0][0][0])
        spelled = ["".join(parts) for parts in product(*(spellings for spellings, _ in glued))]
        if len(spelled) > MOST_ENDINGS:
            raise PhraseError(f"one word with {len(spelled)} spellings; at most {MOST_ENDINGS}")
        options = tuple(_sequence_of(_literal(word)) for word in dict.fromkeys(spelled))
        return [options[0] if len(options) == 1 else Choice(options)]

    def _ends_item(self) -> bool:
        lexeme = self._peek()
        return not lexeme or lexeme.isspace() or lexeme in "|)"

    def _group(self) -> Node:
        self._next()
        inner = self._choice()
        if self._next() != ")":
            raise PhraseError('a "(" without its ")"')
        return self._repeated(inner)

    def _repeated(self, node: Node) -> Node:
        """The node with the `?` or `*` behind it, if there is one."""
        if self._peek() not in ("?", "*"):
            return node
        return Repeat(node, 1 if self._next() == "?" else 3)


def _sequence_of(items: Iterable[Node]) -> Node:
    items = tuple(items)
    return items[0] if len(items) == 1 else Chain(items)


def _slot(lexeme: str) -> Node:
    inner = lexeme[1:-1].strip()
    if lexeme[-1] not in ">}" or not inner:
        raise PhraseError(f'"{lexeme}": write <verb> or {{list}}; \\{lexeme[0]} for the sign itself')
    if lexeme[0] == "<":
        particle, plus, verb = inner.partition("+")
        lemma = Lemma(fold(particle), fold(verb)) if plus else Lemma("", fold(inner))
        if not re.fullmatch(r"[\w'-]*", lemma.particle) or not re.fullmatch(r"[\w'-]+", lemma.verb):
            raise PhraseError(f"{lexeme}: one word is expected, or particle+verb as in <terug+bellen>")
        return lemma
    return Word(f"{{{inner}}}") if f"{{{inner}}}" in SLOT_CLASSES else Listed(inner)


@cache
def _literal(lexeme: str) -> tuple[Node, ...]:
    """The tokens of a plain word; `*formulier` and `klacht*` keep their star."""
    plain = re.sub(r"\\(.)", r"\1", lexeme)
    if re.fullmatch(r"\*[\w'@.+-]+", lexeme):
        return (Word("*" + fold(lexeme[1:])),)
    if re.fullmatch(r"[\w'@.+-]+\*", lexeme):
        return (Word(fold(lexeme[:-1]) + "*"),)
    if re.search(r"(?<!\\)\*", lexeme):
        raise PhraseError(
            f'a bare "*" in {lexeme}: write (word)* with brackets, *word or word* for parts of words, or \\*'
        )
    tokens = words(plain)
    if not tokens:
        raise PhraseError(f'"{lexeme}" is no word')
    return tuple(Word(token) for token in tokens)


def _spellings(node: Node) -> list[str]:
    """The spellings of a group that is glued to a word; only plain words can be."""
    match node:
        case Word(label):
            return [label]
        case Choice(options):
            return [spelling for option in options for spelling in _spellings(option)]
        case Repeat(item, 1):
            return ["", *_spellings(item)]
        case _:
            raise PhraseError(
                "a group glued to a word can hold only word endings, as in hoef(t)?; else put a blank before it"
            )


def parse(phrase: str) -> Node:
    """Read one phrase; PhraseError says what to type instead."""
    if not phrase.strip():
        raise PhraseError("an empty phrase")
    return _Parser(phrase).parse()


def parts_of(node: Node) -> Iterator[Node]:
    """The node and all nodes in it."""
    yield node
    match node:
        case Chain(inner) | Choice(inner):
            for item in inner:
                yield from parts_of(item)
        case Repeat(item, _):
            yield from parts_of(item)


# --- the automaton ----------------------------------------------------------------------------------------------


class Pattern(NamedTuple):
    """One phrase of a cue (or of what takes the cue away), with where it was written and the data it carries."""

    cue: str
    role: str  # one of ROLES
    phrase: str
    data: Mapping[str, str]
    path: str
    line: int


ROLES = ("phrase", "unless", "unless_sentence")

Accept = tuple[int, str, Pattern]
"""What a walk can end in: the number of its role, the cue's name, and the pattern."""

Find = tuple[int, int, Pattern]
"""A phrase that matched from one token to another; not a cue yet: it may overlap another, or be taken away."""

Finds = tuple[dict[str, list[Find]], dict[str, list[Find]], dict[str, list[Find]]]
"""For each of the roles, the finds of each cue in the order of the text."""


class _State(dict[int, "_State | None"]):
    """A deterministic state: symbol → next state, filled in as texts ask for it."""

    __slots__ = ("accepts", "automaton", "by_label", "nodes", "passing")

    def __init__(self, automaton: Automaton, nodes: frozenset[int], accepts: tuple[Accept, ...], *, passing: bool):
        self.automaton, self.nodes, self.accepts, self.passing = automaton, nodes, accepts, passing
        self.by_label: dict[str, list[int]] | None = None

    def __missing__(self, symbol: int) -> _State | None:
        return self.automaton._step(self, symbol)


_ANY = "any"  # the label every token inside a clause answers to; `any` is no slot and no folded word with braces
_ANY_LABEL = "{" + _ANY + "}"


class Graph(NamedTuple):
    """All phrases of a pack as one non-deterministic automaton: plain values, so that it can be kept on disk."""

    edges: list[dict[str, list[int]]]
    """For each node, the nodes that a label leads to."""
    empty: list[list[int]]
    """For each node, the nodes that are reached without a token."""
    accepts: dict[int, list[int]]
    """For the nodes where phrases end, the numbers of their patterns."""
    groups: dict[str, list[str]]
    """Words, and the labels of lists and lemmas they answer to."""
    labels: list[str]
    """Every label some phrase asks for."""


class _Builder:
    """Writes phrases out as a graph; nothing in it ever leads back."""

    def __init__(self, lists: Mapping[str, Sequence[Node]], forms: Callable[[str], Iterable[str]]):
        self._edges: list[dict[str, list[int]]] = [{}]
        self._empty: list[list[int]] = [[]]
        self._shared: dict[tuple[int, str], int] = {}
        self._phrases_of: dict[str, tuple[Node, ...]] = {}
        self._lists, self._forms = lists, forms
        self.groups: dict[str, set[str]] = {}

    def add(self, node: Node) -> int:
        """Add a phrase; the number of the node where it ends. PhraseError when it grows without bound."""
        return self._add(node, 0, len(self._edges))

    def graph(self, accepts: dict[int, list[int]]) -> Graph:
        """What has been built."""
        groups = {word: sorted(labels) for word, labels in self.groups.items()}
        return Graph(
            self._edges, self._empty, accepts, groups, sorted({label for edges in self._edges for label in edges})
        )

    def _node(self) -> int:
        self._edges.append({})
        self._empty.append([])
        return len(self._edges) - 1

    def _edge(self, label: str, source: int) -> int:
        """A step by `label`; steps that phrases begin with alike are shared, since nothing ever leads back."""
        target = self._shared.get((source, label))
        if target is None:
            target = self._shared[source, label] = self._node()
            self._edges[source].setdefault(label, []).append(target)
        return target

    def _link(self, source: int, target: int) -> None:
        self._empty[source].append(target)

    def _add(self, node: Node, source: int, before: int) -> int:
        """Append `node` behind `source`; the node number where it ends."""
        if len(self._edges) - before > MOST_STATES:
            raise PhraseError(f"a phrase of more than {MOST_STATES} steps; use fewer stars or split it")
        match node:
            case Word(label):
                return self._edge(label, source)
            case Chain(items):
                for item in items:
                    source = self._add(item, source, before)
                return source
            case Choice(options):
                return self._join(source, options, before)
            case Repeat(item, most):
                end = self._node()
                self._link(source, end)
                for _ in range(most):
                    source = self._add(item, source, before)
                    self._link(source, end)
                return end
            case Gap(most):
                return self._gap(source, most)
            case Listed(name):
                return self._add_list(name, source, before)
            case Lemma(particle, verb):
                return self._add_lemma(particle, verb, source, before)

    def _join(self, source: int, options: Iterable[Node], before: int) -> int:
        end = self._node()
        for option in options:
            if isinstance(option, Word):  # all plain words of a choice share their end
                self._edges[source].setdefault(option.label, []).append(end)
                continue
            self._link(self._add(option, source, before), end)
        return end

    def _add_list(self, name: str, source: int, before: int) -> int:
        """The single words of a list are one label that they all answer to; only its phrases are written out."""
        phrases = self._phrases_of.get(name)
        if phrases is None:
            phrases = self._phrases_of[name] = tuple(self._grouped_list(name))
        return self._join(source, (Word(f"{{{name}}}"), *phrases), before)

    def _grouped_list(self, name: str) -> Iterator[Node]:
        """Give the words of a list its label; what is left are its phrases."""
        label = f"{{{name}}}"
        for item in self._flat(self._lists[name]):
            if isinstance(item, Word):
                self.groups.setdefault(item.label, set()).add(label)
            elif isinstance(item, Lemma) and not item.particle:
                for form in self._forms(item.verb):
                    self.groups.setdefault(form, set()).add(label)
            else:
                yield item

    def _flat(self, options: Iterable[Node]) -> Iterator[Node]:
        """The options, with choices and lists inside them opened."""
        for option in options:
            match option:
                case Choice(inner):
                    yield from self._flat(inner)
                case Listed(name):
                    yield from self._flat(self._lists[name])
                case _:
                    yield option

    def _add_lemma(self, particle: str, verb: str, source: int, before: int) -> int:
        """The forms of a verb are one label that they all answer to; so are those with its particle in front."""
        forms = list(self._forms(verb))
        for form in forms:
            self.groups.setdefault(form, set()).add(f"<{verb}>")
        if not particle:
            return self._edge(f"<{verb}>", source)
        joined = f"<{particle}+{verb}>"
        for form in forms:
            self.groups.setdefault(particle + form, set()).add(joined)
        behind = Chain((Word(f"<{verb}>"), Gap(SEPARATION), Word(particle)))
        apart = Chain((Word(particle), Repeat(Word("te"), 1), Word(f"<{verb}>")))
        return self._join(source, (Word(joined), behind, apart), before)

    def _gap(self, source: int, most: int) -> int:
        end = self._node()
        self._link(source, end)
        for _ in range(most):
            source = self._edge(_ANY_LABEL, source)
            self._link(source, end)
        return end


def build(
    nodes: Sequence[Node],
    lists: Mapping[str, Sequence[Node]],
    forms: Callable[[str], Iterable[str]],
    on_error: Callable[[int, PhraseError], None],
) -> Graph:
    """The graph of all phrases; `on_error` gets the number of each one that can't be built."""
    builder = _Builder(lists, forms)
    accepts: dict[int, list[int]] = {}
    for number, node in enumerate(nodes):
        try:
            accepts.setdefault(builder.add(node), []).append(number)
        except PhraseError as error:
            on_error(number, error)
    return builder.graph(accepts)


_MANY_NODES = 60
"""A state of more nodes keeps where its labels lead: common words reach it, and many words follow them."""


class Automaton:
    """A graph, made deterministic one step at a time while texts are read.

    Thread-safe: what is filled in lazily is the same whoever fills it in.
    """

    _MOST_STATES = 50_000

    def __init__(self, graph: Graph, patterns: Sequence[Pattern]):
        """`patterns` are the phrases the graph was built of, in the same order."""
        self.groups = graph.groups
        self.labels = frozenset(graph.labels)
        """Every label some phrase asks for."""
        self._edges, self._empty = graph.edges, graph.empty
        self._accept: dict[int, tuple[Accept, ...]] = {
            node: tuple(
                (ROLES.index(patterns[number].role), patterns[number].cue, patterns[number]) for number in numbers
            )
            for node, numbers in graph.accepts.items()
        }
        self._symbols: list[Symbol] = []
        self._states: dict[tuple[frozenset[int], bool], _State] = {}
        self._lock = Lock()
        self._by_label = self._by_label_of(self._closure([0]))
        self._root = _State(self, frozenset(), (), passing=False)

    def attach(self, symbols: list[Symbol]) -> None:
        """Say what the symbols mean that texts will be made of; the list may grow."""
        self._symbols = symbols

    def find(self, symbols: list[int], finds: Finds) -> None:
        """Add every match to `finds`; of matches of one cue that begin together, the longest. `symbols` ends with the
        end-of-text symbol."""
        root = self._root
        for first, symbol in enumerate(symbols):
            state = root[symbol]
            last = first
            while state is not None:
                if state.accepts:
                    for role, name, pattern in state.accepts:
                        of_cue = finds[role].get(name)
                        if of_cue is None:
                            finds[role][name] = [(first, last, pattern)]
                        elif of_cue[-1][0] == first:
                            of_cue[-1] = (first, last, pattern)
                        else:
                            of_cue.append((first, last, pattern))
                last += 1
                try:
                    state = state[symbols[last]]
                except IndexError:
                    break

    def _by_label_of(self, nodes: Iterable[int]) -> dict[str, list[int]]:
        """Where each label leads to from some nodes."""
        by_label: dict[str, list[int]] = {}
        for node in nodes:
            for label, targets in self._edges[node].items():
                by_label.setdefault(label, []).extend(targets)
        return by_label

    # --- determinising, one step at a time

    def _closure(self, nodes: Iterable[int]) -> frozenset[int]:
        seen = set(nodes)
        stack = list(seen)
        while stack:
            for target in self._empty[stack.pop()]:
                if target not in seen:
                    seen.add(target)
                    stack.append(target)
        return frozenset(seen)

    def _step(self, state: _State, number: int) -> _State | None:
        with self._lock:
            symbol = self._symbols[number]
            if state is self._root:
                targets = {target for label in symbol.labels for target in self._by_label.get(label, ())}
            else:
                targets = self._targets(state, symbol)
            if targets:
                following = self._state(self._closure(targets), passing=False)
            elif (symbol.is_comma or symbol.is_blank) and state is not self._root and not state.passing:
                # A comma that no phrase asks for is passed over, once: "nee, dat kan niet" is "nee dat kan niet".
                following = self._state(state.nodes, passing=True)
            else:
                following = None
            if len(self._states) > self._MOST_STATES:
                # Texts of a kind nobody foresaw: forget the steps rather than grow for ever.
                self._states.clear()
                self._root.clear()
            state[number] = following
            return following

    def _targets(self, state: _State, symbol: Symbol) -> set[int]:
        is_any = not (symbol.stops_gap or symbol.is_comma)
        labels = frozenset((*symbol.labels, _ANY_LABEL) if is_any else symbol.labels)
        targets: set[int] = set()
        if len(state.nodes) > _MANY_NODES:
            by_label = state.by_label = state.by_label or self._by_label_of(state.nodes)
            targets.update(*(by_label[label] for label in labels if label in by_label))
        else:
            for node in state.nodes:
                edges = self._edges[node]
                # A common word has dozens of labels, most nodes an edge or two.
                fewer, more = (edges, labels) if len(edges) < len(labels) else (labels, edges)
                for label in fewer:
                    if label in more:
                        targets.update(edges[label])
        if targets and symbol.is_comma:
            targets |= state.nodes
        return targets

    def _state(self, nodes: frozenset[int], *, passing: bool) -> _State:
        state = self._states.get((nodes, passing))
        if state is None:
            accepts = () if passing else self._accepts_at(nodes)
            state = self._states[nodes, passing] = _State(self, nodes, accepts, passing=passing)
        return state

    def _accepts_at(self, nodes: frozenset[int]) -> tuple[Accept, ...]:
        """What ends at these nodes; one phrase of each cue is enough."""
        accepts: dict[tuple[int, str], Accept] = {}
        for node in sorted(nodes):
            for accept in self._accept.get(node, ()):
                accepts.setdefault(accept[:2], accept)
        return tuple(accepts.values())


def unknown_list(name: str, known: Iterable[str]) -> str:
    """What to say of a `{name}` that is neither a list nor a token class."""
    known = [*known, *(label[1:-1] for label in SLOT_CLASSES)]
    return f"{{{name}}} is no list and no token class{nearest(name, known)}"
