"""A text as it was read: its tokens and sentences, the cues in it; and an exchange, the reply with its thread."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from webcare_lint.phrases import Automaton, Find, Pattern
from webcare_lint.reply import PROFILE_OF_CHANNEL, Message, Profile, Reply
from webcare_lint.tokens import Vocabulary, fold, pieces, quoted_spans, starts_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from webcare_lint.pipeline import TokenMatcher

BEFORE = 3
"""How many tokens before a cue an `unless` may stand to take it away."""


class Cue(NamedTuple):
    """A labelled span: tokens `first`-`last` (both included), code points `start`-`end`."""

    name: str
    first: int
    last: int
    start: int
    end: int
    pattern: Pattern

    @property
    def data(self) -> Mapping[str, str]:
        """What the phrase carries: its `target`, `word`, `fix` …"""
        return self.pattern.data


class Taken(NamedTuple):
    """A cue that an `unless` took away; told when somebody asks how a text was read."""

    cue: Cue
    by: Pattern


class Cues(Mapping[str, list[Cue]]):
    """The cues of a reading by name, as a view."""

    def __init__(self, reading: Reading):
        self._reading = reading

    def __getitem__(self, name: str) -> list[Cue]:
        cues = self._reading.cues_of(name)
        if not cues:
            raise KeyError(name)
        return cues

    def __iter__(self) -> Iterator[str]:
        for name in self._reading.later:
            self._reading.cues_of(name)
        return (name for name in list(self._reading.candidates) if self._reading.cues_of(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Reading:
    """One text, tokenised and matched once.

    Token numbers count from 1: token 0 and the last one stand for the start and the end of the text. A cue is worked
    out when it is first asked for, since most never are.
    """

    def __init__(self, text: str, tokens: list[str], symbols: list[int], pack: Reader):
        self.text, self.tokens, self.symbols = text, tokens, symbols
        self._pack = pack
        self._vocabulary = pack.vocabulary
        self.taken: list[Taken] = []
        self._known: dict[str, list[Cue]] = {}
        self.candidates: dict[str, list[Find]] = {}
        """The names some phrase matched, whether or not a cue is left of it."""
        self._takers: dict[str, list[Find]] = {}
        self._sentence_takers: dict[str, list[Find]] = {}
        self._sentences_with: dict[tuple[str, ...], set[int]] = {}
        self._has_later = bool(pack.later)
        self._match(pack.automaton)
        if pack.by_grammar:
            self._match_grammar(pack.by_grammar)

    def _match(self, automaton: Automaton) -> None:
        """Add what the phrases of one automaton find."""
        automaton.find(self.symbols, (self.candidates, self._takers, self._sentence_takers))

    def _match_grammar(self, matcher: TokenMatcher) -> None:
        """Add what a spaCy pipeline finds, on the tokens here that its spans touch."""
        for pattern, start, end in matcher.find(self.text):
            find = bisect_right(self.starts, start), bisect_left(self.starts, end), pattern
            insort(self.candidates.setdefault(pattern.cue, []), find, key=_first)

    @property
    def later(self) -> frozenset[str]:
        """The cues that are only looked for when somebody asks."""
        return self._pack.later

    @cached_property
    def starts(self) -> list[int]:
        """Code-point offset of each token; `starts[i]` belongs to token i + 1."""
        return starts_of(self.tokens)

    @cached_property
    def quoted(self) -> list[tuple[int, int]]:
        """Code-point spans that quote somebody."""
        return quoted_spans(self.text)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Code-point offsets of the tokens `first` to `last`."""
        starts = self.starts
        return starts[first - 1], starts[last - 1] + len(self.tokens[last - 1].rstrip())

    # --- sentences and words

    @cached_property
    def _sentence_starts(self) -> list[int]:
        """The token each sentence starts with: behind a stop or a newline, and behind an emoji before a capital."""
        symbols, ids = self._vocabulary.symbols, self.symbols
        closers = self._vocabulary.closers
        starts = [1]
        last = len(ids) - 1
        for number in [number for number, symbol in enumerate(ids) if symbol in closers]:
            following = number + 1
            if not 0 < number < last or following >= last or ids[following] in closers:
                continue
            if self._ends_sentence(number) or symbols[ids[following]].capital:
                starts.append(following)
        return starts

    def _ends_sentence(self, number: int) -> bool:
        """The closer at `number`, or one that it is joined to, ends a sentence; an emoji alone does not."""
        symbols, ids = self._vocabulary.symbols, self.symbols
        while ids[number] in self._vocabulary.closers:
            if symbols[ids[number]].ends_sentence:
                return True
            number -= 1
        return False

    def sentence_of(self, token: int) -> int:
        """The number of the sentence a token is in, counted from 0."""
        starts = self._sentence_starts
        return bisect_right(starts, token) - 1 if len(starts) > 1 else 0

    @property
    def sentence_count(self) -> int:
        return len(self._sentence_starts)

    def sentence_tokens(self, sentence: int) -> range:
        """The token numbers of a sentence."""
        starts = self._sentence_starts
        end = starts[sentence + 1] if sentence + 1 < len(starts) else len(self.tokens) + 1
        return range(starts[sentence], end)

    def is_word(self, token: int) -> bool:
        """The token holds a letter or a digit."""
        return self.symbols[token] in self._vocabulary.word_symbols

    def words_in(self, tokens: range) -> int:
        """How many of the tokens hold a letter or a digit."""
        return sum(map(self._vocabulary.word_symbols.__contains__, self.symbols[tokens.start : tokens.stop]))

    @cached_property
    def word_count(self) -> int:
        """How many tokens hold a letter or a digit."""
        return sum(map(self._vocabulary.word_symbols.__contains__, self.symbols))

    # --- cues

    @property
    def cues(self) -> Cues:
        """All cues by name."""
        return Cues(self)

    def cues_of(self, name: str) -> list[Cue]:
        """The cues with this name, in the order of the text; often none."""
        known = self._known.get(name)
        if known is None:
            finds = self.finds_of(name)
            known = self._known[name] = self._resolved(name, finds) if finds else []
        return known

    def has_any(self, names: Iterable[str]) -> bool:
        """One of the cues stands somewhere in the text."""
        candidates, later = self.candidates, self._pack.later
        for name in names:  # noqa: SIM110 - asked thousands of times a second, and `any` with a generator costs twice as much
            if (name in candidates or name in later) and self.cues_of(name):
                return True
        return False

    def first_of(self, names: Iterable[str]) -> Cue | None:
        """The first cue of the first of these names that the text has any of."""
        candidates, later = self.candidates, self._pack.later
        for name in names:
            if (name in candidates or name in later) and (cues := self.cues_of(name)):
                return cues[0]
        return None

    def touched(self, names: frozenset[str]) -> set[int]:
        """The tokens that phrases of these cues match, whether or not a cue is left of them: never fewer than the cues
        have, and told without working them out."""
        tokens: set[int] = set()
        symbols, edges = self.symbols, self._vocabulary.edges
        if self._has_later and not names.isdisjoint(self._pack.later):
            self._look_later()
        for name in names.intersection(self.candidates):
            for first, last, _ in self.candidates[name]:
                tokens.update(range(first + (first < last and symbols[first] in edges), last + 1))
        return tokens

    def finds_of(self, name: str) -> Sequence[Find]:
        """What the phrases of a cue match, in the order of the text, before overlaps and `unless` are settled."""
        if self._has_later and name in self._pack.later:
            self._look_later()
        return self.candidates.get(name, ())

    def _look_later(self) -> None:
        self._has_later = False
        self._match(self._pack.later_automaton)

    def all_of(self, names: Iterable[str]) -> list[Cue]:
        """The cues with these names, in the order of the text."""
        found = [cue for name in names for cue in self.cues_of(name)]
        if len(found) > 1:
            found.sort(key=_order)
        return found

    def _resolved(self, name: str, finds: Sequence[Find]) -> list[Cue]:
        """What is left of the finds of one cue: the longest of those that overlap, without what is taken away."""
        if len(finds) > 1:
            finds = _longest(finds)
        edges, symbols, tokens, starts = self._vocabulary.edges, self.symbols, self.tokens, self.starts
        count = len(tokens)
        cues = []
        for first, last, pattern in finds:
            # The boundaries a phrase asked for are no part of what it found.
            while first < last and symbols[first] in edges:
                first += 1
            while last > first and symbols[last] in edges:
                last -= 1
            if 0 < first <= count:
                end = starts[last - 1] + len(tokens[last - 1].rstrip())
                cues.append(Cue(name, first, last, starts[first - 1], end, pattern))
        if cues and (takers := self._takers.get(name)):
            cues = self._without(cues, takers)
        if cues and (takers := self._sentence_takers.get(name)):
            cues = self._without_sentences(cues, takers)
        if cues and self.quoted and name not in self._pack.kept_in_quotes:
            cues = [cue for cue in cues if not _is_inside(cue, self.quoted)]
        return cues

    def _without(self, cues: list[Cue], takers: list[Find]) -> list[Cue]:
        """The cues that no `unless` takes away; `takers` stand in the order of their first tokens."""
        firsts = [first for first, _, _ in takers]
        longest = max(last - first for first, last, _ in takers) + BEFORE + 1
        left: list[Cue] = []
        for cue in cues:
            # Only those that can reach the cue are looked at, so that long texts stay linear.
            near = takers[bisect_left(firsts, cue.first - longest) : bisect_right(firsts, cue.last)]
            by = next((taker[2] for taker in near if self._takes(cue, taker)), None)
            self._keep(cue, by, left)
        return left

    def _without_sentences(self, cues: list[Cue], takers: list[Find]) -> list[Cue]:
        """The cues in whose sentence no `unless_sentence` stands."""
        of_sentences = {
            sentence: pattern
            for first, last, pattern in takers
            for sentence in range(self.sentence_of(max(first, 1)), self.sentence_of(last) + 1)
        }
        left: list[Cue] = []
        for cue in cues:
            self._keep(cue, of_sentences.get(self.sentence_of(cue.first)), left)
        return left

    def _keep(self, cue: Cue, by: Pattern | None, left: list[Cue]) -> None:
        if by is None:
            left.append(cue)
        else:
            self.taken.append(Taken(cue, by))

    def _takes(self, cue: Cue, taker: Find) -> bool:
        first, last, _ = taker
        if first <= cue.last and last >= cue.first:
            return True
        if not 0 < cue.first - last <= BEFORE + 1:
            return False
        symbols = self._vocabulary.symbols
        between = (symbols[symbol] for symbol in self.symbols[last + 1 : cue.first])
        return not any(symbol.stops_gap or symbol.is_comma for symbol in between)

    def sentences_with(self, names: tuple[str, ...]) -> set[int]:
        """The numbers of the sentences that one of the cues stands in."""
        known = self._sentences_with.get(names)
        if known is None:
            known = self._sentences_with[names] = {
                sentence
                for cue in self.all_of(names)
                for sentence in range(self.sentence_of(cue.first), self.sentence_of(cue.last) + 1)
            }
        return known

    def doc(self) -> Doc:
        """The text as a spaCy `Doc` with the same tokens, and the cues as `doc.spans["cues"]`."""
        import spacy.vocab
        from spacy.tokens import Doc, Span

        # Blanks other than one space become tokens of their own, so that the Doc's text is the reply's text.
        words: list[str] = []
        spaces: list[bool] = []
        for token in self.tokens:
            word = token.rstrip() or token
            blank = token[len(word) :]
            words.append(word)
            spaces.append(blank == " ")
            if blank and blank != " ":
                words.append(blank)
                spaces.append(False)
        doc = Doc(spacy.vocab.Vocab(), words=words, spaces=spaces)
        spans = [doc.char_span(cue.start, cue.end, label=cue.name) for cue in self.all_of(self.cues)]
        doc.spans["cues"] = [span for span in spans if isinstance(span, Span)]
        return doc


class Reader:
    """Reads texts with one pack of phrases; built once, never changes to its user, shared between threads."""

    def __init__(
        self,
        automaton: Automaton,
        vocabulary: Vocabulary,
        kept_in_quotes: frozenset[str],
        later_automaton: Automaton | None = None,
        later: frozenset[str] = frozenset(),
        by_grammar: TokenMatcher | None = None,
    ):
        """`later` are cues that few replies need; they are looked for, all together, when one is first asked for.
        `by_grammar` finds the cues that are described in terms of lemmas and parts of speech."""
        self.by_grammar = by_grammar
        self.automaton, self.vocabulary, self.kept_in_quotes = automaton, vocabulary, kept_in_quotes
        self.later_automaton, self.later = later_automaton or automaton, later

    def read(self, text: str, own_words: tuple[tuple[str, str], ...] = ()) -> Reading:
        """Tokenise `text` and match it; `own_words` are (word, label) pairs known of this reply alone, such as the
        customer's name."""
        tokens = pieces(text)
        return Reading(text, tokens, self.vocabulary.read(tokens, own_words), self)


def _order(cue: Cue) -> tuple[int, int]:
    return cue.first, -cue.last


def _longest(finds: Sequence[Find]) -> Sequence[Find]:
    """Overlapping finds of one cue become one: the longest, then the leftmost."""
    if all(before[1] < after[0] for before, after in pairwise(finds)):
        return finds
    kept: list[Find] = []
    for find in sorted(finds, key=_length):
        at = bisect_left(kept, find[0], key=_first)
        if (at == 0 or kept[at - 1][1] < find[0]) and (at == len(kept) or kept[at][0] > find[1]):
            kept.insert(at, find)
    return kept


def _length(find: Find) -> tuple[int, int]:
    return find[0] - find[1], find[0]


def _first(find: Find) -> int:
    return find[0]


def _is_inside(cue: Cue, spans: list[tuple[int, int]]) -> bool:
    return any(start <= cue.start and cue.end <= end for start, end in spans)


# --- the exchange -----------------------------------------------------------------------------------------------


class Exchange:
    """A reply with its thread, read; what rules look at. Texts are read when a rule first asks for them."""

    def __init__(self, reply: Reply, reading: Reading, read: Callable[[str], Reading], profile: Profile | None):
        self.reply, self.reading = reply, reading
        self._read = read
        self._said: dict[tuple[str, ...], bool] = {}
        self.profile: Profile | None = profile or reply.profile or PROFILE_OF_CHANNEL.get(reply.channel or "")

    def read(self, text: str) -> Reading:
        """Another text of this exchange, read with the same phrases."""
        return self._read(text)

    @cached_property
    def thread(self) -> list[Reading]:
        """The thread's messages, read, in their order."""
        return [self._read(message.text) for message in self.reply.thread]

    @cached_property
    def customer_messages(self) -> list[int]:
        """Indexes into the thread: what the customer wrote since the last agent message."""
        return customer_messages(self.reply)

    @cached_property
    def customer(self) -> list[Reading]:
        """What the customer wrote since the last agent message, read."""
        return [self.thread[index] for index in self.customer_messages]

    def customer_says(self, names: tuple[str, ...]) -> bool:
        """One of the cues stands in what the customer wrote."""
        said = self._said.get(names)
        if said is None:
            said = self._said[names] = any(reading.has_any(names) for reading in self.customer)
        return said

    @cached_property
    def is_first_agent_message(self) -> bool:
        """No agent has written in the thread yet."""
        return all(message.author == "customer" for message in self.reply.thread)

    @cached_property
    def previous_agent_message(self) -> Reading | None:
        for message, reading in zip(reversed(self.reply.thread), reversed(self.thread), strict=True):
            if message.author == "agent":
                return reading
        return None


def customer_messages(reply: Reply) -> list[int]:
    """Indexes of the customer's messages since the last agent message; of `customer_name` when several people write."""
    indexes: list[int] = []
    for index in range(len(reply.thread) - 1, -1, -1):
        if reply.thread[index].author == "agent":
            break
        indexes.append(index)
    indexes.reverse()
    names = {message.name for message in reply.thread if message.author == "customer" and message.name}
    if reply.customer_name and len(names) > 1:
        wanted = fold(reply.customer_name)
        indexes = [index for index in indexes if _is_by(reply.thread[index], wanted)]
    return indexes


def _is_by(message: Message, wanted: str) -> bool:
    return message.name is None or fold(message.name) == wanted
