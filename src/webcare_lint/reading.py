"""A text as it was read: its tokens and sentences, the cues in it; and an exchange, the reply with its thread."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from webcare_lint.phrases import Automaton, Pattern
from webcare_lint.reply import PROFILE_OF_CHANNEL, Message, Profile, Reply
from webcare_lint.tokens import Vocabulary, fold, pieces, quoted_spans, starts_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

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
    """A cue that an `unless` took away; kept only when somebody asks how a text was read."""

    cue: Cue
    by: Pattern


class Reading:
    """One text, tokenised and matched once.

    Token numbers count from 1: token 0 and the last one stand for the start and the end of the text.
    """

    def __init__(self, text: str, tokens: list[str], symbols: list[int], vocabulary: Vocabulary):
        self.text, self.tokens, self.symbols = text, tokens, symbols
        self._vocabulary = vocabulary
        self.cues: dict[str, list[Cue]] = {}

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
        last_start = starts[last - 1]
        return starts[first - 1], last_start + len(self.tokens[last - 1].rstrip())

    @cached_property
    def _sentence_starts(self) -> list[int]:
        symbols = self._vocabulary.symbols
        starts = [1]
        after_emoji = ended = False
        for number, symbol_id in enumerate(self.symbols[1:-1], start=1):
            symbol = symbols[symbol_id]
            # A sentence ends at its stop, at a newline, and at an emoji before a capital.
            if (ended and not symbol.ends_sentence and not symbol.is_emoji) or (after_emoji and symbol.capital):
                starts.append(number)
                ended = False
            ended = symbol.ends_sentence or (ended and symbol.is_emoji)
            after_emoji = symbol.is_emoji
        return starts

    def sentence_of(self, token: int) -> int:
        """The number of the sentence a token is in, counted from 0."""
        return bisect_right(self._sentence_starts, token) - 1

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
        return any(map(str.isalnum, self.tokens[token - 1]))

    @cached_property
    def word_count(self) -> int:
        return sum(any(map(str.isalnum, token)) for token in self.tokens)

    def has_any(self, names: Iterable[str]) -> bool:
        """One of the cues stands somewhere in the text."""
        cues = self.cues
        return any(name in cues for name in names)

    def all_of(self, names: Iterable[str]) -> list[Cue]:
        """The cues with these names, in the order of the text."""
        found = [cue for name in names for cue in self.cues.get(name, ())]
        found.sort(key=lambda cue: (cue.first, -cue.last))
        return found

    def doc(self) -> Doc:
        """The text as a spaCy `Doc` with the same tokens, and the cues as `doc.spans["cues"]`."""
        import spacy.vocab
        from spacy.tokens import Doc, Span

        words = [token.rstrip() or token for token in self.tokens]
        # Blanks other than one space become tokens of their own, so that the Doc's text is the reply's text.
        doc_words: list[str] = []
        spaces: list[bool] = []
        for token, word in zip(self.tokens, words, strict=True):
            blank = token[len(word) :]
            doc_words.append(word)
            spaces.append(blank == " ")
            if blank and blank != " ":
                doc_words.append(blank)
                spaces.append(False)
        doc = Doc(spacy.vocab.Vocab(), words=doc_words, spaces=spaces)
        spans = [doc.char_span(cue.start, cue.end, label=cue.name) for cue in self.all_of(self.cues)]
        doc.spans["cues"] = [span for span in spans if isinstance(span, Span)]
        return doc


class Reader:
    """Reads texts with one pack of phrases; built once, never changes to its user, shared between threads."""

    def __init__(self, automaton: Automaton, vocabulary: Vocabulary, kept_in_quotes: frozenset[str]):
        self._automaton, self._vocabulary, self._kept_in_quotes = automaton, vocabulary, kept_in_quotes

    def read(
        self,
        text: str,
        own_words: tuple[tuple[str, str], ...] = (),
        taken: list[Taken] | None = None,
    ) -> Reading:
        """Tokenise `text` and find its cues.

        `own_words` are (word, label) pairs known of this reply alone, such as the customer's name. Cues that
        an `unless` took away are added to `taken` when it is given.
        """
        tokens = pieces(text)
        symbols = self._vocabulary.read(tokens, own_words)
        reading = Reading(text, tokens, symbols, self._vocabulary)
        found = self._automaton.find(symbols)
        if found:
            self._resolve(reading, found, taken)
        return reading

    def _resolve(
        self, reading: Reading, found: list[tuple[tuple[Pattern, ...], int, int]], taken: list[Taken] | None
    ) -> None:
        phrases: dict[str, list[tuple[int, int, Pattern]]] = {}
        takers: dict[str, list[tuple[int, int, Pattern]]] = {}
        for patterns, first, last in found:
            for pattern in patterns:
                side = phrases if pattern.role == "phrase" else takers
                side.setdefault(pattern.cue, []).append((first, last, pattern))
        edges = self._vocabulary.edges
        symbols = reading.symbols
        for name, spans in phrases.items():
            if len(spans) > 1:
                spans = _longest(spans)
            cues = []
            for first, last, pattern in spans:
                # The boundaries a phrase asked for are no part of what it found.
                while first < last and symbols[first] in edges:
                    first += 1
                while last > first and symbols[last] in edges:
                    last -= 1
                if not 0 < first <= len(reading.tokens):
                    continue
                cues.append(Cue(name, first, last, *reading.span(first, last), pattern))
            if name in takers:
                cues = self._left_over(reading, cues, takers[name], taken)
            if cues and name not in self._kept_in_quotes and reading.quoted:
                cues = [cue for cue in cues if not _is_inside(cue, reading.quoted)]
            if cues:
                reading.cues[name] = cues

    def _left_over(
        self,
        reading: Reading,
        cues: list[Cue],
        takers: list[tuple[int, int, Pattern]],
        taken: list[Taken] | None,
    ) -> list[Cue]:
        left = []
        for cue in cues:
            by = next(
                (pattern for first, last, pattern in takers if self._takes(reading, cue, first, last, pattern)), None
            )
            if by is None:
                left.append(cue)
            elif taken is not None:
                taken.append(Taken(cue, by))
        return left

    def _takes(self, reading: Reading, cue: Cue, first: int, last: int, pattern: Pattern) -> bool:
        if pattern.role == "unless_sentence":
            return reading.sentence_of(max(first, 1)) <= reading.sentence_of(cue.first) <= reading.sentence_of(last)
        if first <= cue.last and last >= cue.first:
            return True
        if not 0 < cue.first - last <= BEFORE + 1:
            return False
        symbols = self._vocabulary.symbols
        between = (symbols[symbol] for symbol in reading.symbols[last + 1 : cue.first])
        return not any(symbol.stops_gap or symbol.is_comma for symbol in between)


def _longest(spans: list[tuple[int, int, Pattern]]) -> list[tuple[int, int, Pattern]]:
    """Overlapping finds of one cue become one: the longest, then the leftmost."""
    spans.sort(key=lambda span: (span[0] - span[1], span[0]))
    kept: list[tuple[int, int, Pattern]] = []
    for span in spans:
        if all(span[0] > other[1] or span[1] < other[0] for other in kept):
            kept.append(span)
    kept.sort(key=lambda span: span[0])
    return kept


def _is_inside(cue: Cue, spans: list[tuple[int, int]]) -> bool:
    return any(start <= cue.start and cue.end <= end for start, end in spans)


# --- the exchange -----------------------------------------------------------------------------------------------


class Exchange:
    """A reply with its thread, read; what rules look at. Texts are read when a rule first asks for them."""

    def __init__(self, reply: Reply, reading: Reading, read: Callable[[str], Reading], profile: Profile | None):
        self.reply, self.reading = reply, reading
        self._read = read
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

    @cached_property
    def customer_cues(self) -> set[str]:
        """The names of all cues in what the customer wrote."""
        return {name for reading in self.customer for name in reading.cues}

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
