"""answered: messages and questions of customers that nobody took up, and replies that answer nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import ClassVar, Literal, NamedTuple

from pydantic import Field

from webcare_lint.checks.base import Check, Hit
from webcare_lint.conditions import CueNames, Known
from webcare_lint.reading import Exchange, Reading
from webcare_lint.settings import Settings
from webcare_lint.tokens import fold, pieces


class Answered(Check):
    """What was asked and not taken up; one of three ways of looking.

    `what: messages`: a customer's message with one of the cues `open`, and none of `exempt`, that nobody takes up; or
    with one of the weaker cues `likely` and none of `unlikely`. In a thread of several customers an answer names its
    customer, or `everyone`, or takes up their words. In a conversation with one, a `question` is passed over when all
    that follows is visibly about something else, or `automatic`, or follows the customer's `closing`.

    `what: questions`: of two or more questions in one message the reply takes up one and leaves another. `kinds` says
    which cue starts a question, and which cues in a reply answer that kind (a price asks for an amount); without
    such cues only the question's own words do, or a clause of the reply that is about no other question. `granted` says
    which cues show that a question of some kind was answered at all ("yes").
    A reply with one of the cues `moot` leaves it open what was answered: a link, "both", a question back. With one of
    the cues `no` only a question of its own that asks for an answer of some kind is missed ("and what is a day ticket?").
    Clauses with a `smalltalk` cue answer nothing; `joints` part clauses.

    `what: reply`: the reply is `smalltalk` only. Every sentence has one of those cues, or no more than `slack` words
    outside an `aside` (a greeting, a signature); in a sentence that has one, a clause without answers when it has more
    than `clause_slack` words ("Wat vervelend, over tien minuten rijdt hij weer"). One of the cues `answers` is enough,
    but not inside the words of a `smalltalk` cue ("zoiets mag bij ons niet voorkomen" refuses nothing), nor, for the
    cues `weak`, in a sentence with a `hollow` cue ("je pakket is zeker op vakantie 😂" states no fact), nor any in a
    sentence that is `automatic`.

    Words in a `common` cue say nothing of what a text is about.
    """

    kind: Literal["answered"]
    fields: ClassVar[frozenset[str]] = frozenset({"name", "question"})
    what: Literal["messages", "questions", "reply"]
    open: CueNames = ()
    exempt: CueNames = ()
    likely: CueNames = ()
    unlikely: CueNames = ()
    automatic: CueNames = ()
    everyone: CueNames = ()
    closing: CueNames = ()
    question: CueNames = ()
    kinds: dict[str, CueNames] = Field(default_factory=dict)
    granted: dict[str, CueNames] = Field(default_factory=dict)
    moot: CueNames = ()
    no: CueNames = ()
    common: CueNames = ()
    smalltalk: CueNames = ()
    aside: CueNames = ()
    answers: CueNames = ()
    weak: CueNames = ()
    hollow: CueNames = ()
    joints: CueNames = ()
    slack: int = 3
    clause_slack: int = 6

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        if self.what == "messages":
            yield from self._messages(exchange)
        elif self.what == "questions":
            yield from self._questions(exchange)
        elif self._is_smalltalk(exchange.reading):
            yield Hit()

    # --- messages

    def _messages(self, exchange: Exchange) -> Iterator[Hit]:
        """At most one hit: the first message that is left open."""
        thread = exchange.reply.thread
        if len(thread) == 1 and exchange.reading.word_count:
            return  # the reply answers it
        writers = {fold(message.name) for message in thread if message.author == "customer" and message.name}
        own = fold(exchange.reply.customer_name or "")
        for index, message in enumerate(thread):
            if message.author != "customer" or not self._is_open(exchange.thread[index]):
                continue
            name = fold(message.name or "")
            if len(writers) > 1 and name and name != own:
                is_left = not self._is_answered_in_public(exchange, index, name, writers)
            else:
                is_left = self._is_passed_over(exchange, index, name)
            if is_left:
                yield Hit(message_index=index, fields={"name": message.name or "", "question": message.text})
                return

    def _is_open(self, reading: Reading) -> bool:
        if reading.has_any(self.exempt):
            return False
        return reading.has_any(self.open) or (reading.has_any(self.likely) and not reading.has_any(self.unlikely))

    def _answers_after(self, exchange: Exchange, index: int) -> Iterator[tuple[int, Reading]]:
        """Agent messages behind a message, and the reply under the number behind the thread's last."""
        thread = exchange.reply.thread
        for later in range(index + 1, len(thread)):
            if thread[later].author == "agent" and self._says_something(exchange.thread[later]):
                yield later, exchange.thread[later]
        if exchange.reading.word_count:
            yield len(thread), exchange.reading

    def _says_something(self, reading: Reading) -> bool:
        return reading.word_count > 0 and not reading.has_any(self.automatic)

    def _is_answered_in_public(self, exchange: Exchange, index: int, name: str, writers: set[str]) -> bool:
        """A later agent message names this customer, or nobody and stands right behind them, or takes up their words."""
        asked = self._content(exchange.thread[index])
        for later, reading in self._answers_after(exchange, index):
            if reading.has_any(self.everyone) or _names(reading, name):
                return True
            names_another = any(_names(reading, writer) for writer in writers - {name})
            is_reply = later == len(exchange.reply.thread)
            if not names_another and not (is_reply and exchange.reply.customer_name):
                between = exchange.reply.thread[index + 1 : later]
                if all(message.author == "customer" for message in between):
                    return True
            if _shared(asked, self._content(reading)) >= 2:
                return True
        return False

    def _is_passed_over(self, exchange: Exchange, index: int, name: str) -> bool:
        """A question with a subject of its own, before the customer's last message, that no agent message is about."""
        thread, reading = exchange.reply.thread, exchange.thread[index]
        if index and thread[index - 1].author == "agent" and "?" in thread[index - 1].text and "?" not in reading.text:
            return False  # it answers what the agent asked
        own = [
            i for i, message in enumerate(thread) if message.author == "customer" and fold(message.name or "") == name
        ]
        if not own:
            return False
        is_last = index == own[-1]
        if is_last:
            if not any(True for _ in self._answers_after(exchange, index)):
                return True
            if len(own) < 2 or any(message.author == "agent" for message in thread[own[-2] : index]):
                return False  # the last message is what the reply answers
            asks = reading.has_any(self.question)
        else:
            following = own[own.index(index) + 1]
            took_it_back = exchange.thread[following].has_any(self.closing)
            if took_it_back and all(message.author == "customer" for message in thread[index:following]):
                return False
            asks = reading.has_any(self.question) or self._had_only_a_machine(exchange, index, following)
        if not asks:
            return False
        before = set().union(*(self._content(exchange.thread[i]) for i in range(index)))
        asked = {word for word in self._content(reading) if not _shared({word}, before)}
        if len(asked) < 2 and not any(len(word) >= _TELLING for word in asked):
            return False
        for later, answer in self._answers_after(exchange, index):
            said = self._content(answer)
            if _shared(asked, said):
                return False
            earlier = [i for i in own if i < later]
            is_about_another = any(_shared(self._content(exchange.thread[i]), said) for i in earlier if i != index)
            if not is_about_another and not (
                not is_last and earlier[-1] != index and exchange.thread[earlier[-1]].has_any(self.closing)
            ):
                return False
        return True

    def _had_only_a_machine(self, exchange: Exchange, index: int, following: int) -> bool:
        """What came between this message and the customer's next one was automatic."""
        between = [i for i in range(index + 1, following) if exchange.reply.thread[i].author == "agent"]
        return bool(between) and not any(self._says_something(exchange.thread[i]) for i in between)

    # --- questions

    def _questions(self, exchange: Exchange) -> Iterator[Hit]:
        """At most one hit: the first question that is left open."""
        reply = exchange.reading
        for message in exchange.customer:
            if (
                message.text.count("?") < 2
                and len({first for kind in self.kinds for first, _, _ in message.finds_of(kind)}) < 2
            ):
                continue
            questions = self._asked(message)
            if len(questions) < 2:
                continue
            if reply.has_any(self.moot):
                return
            left = self._left(questions, self._clauses(reply), reply)
            left = [question for question in left if self._stands(question, after_no=reply.has_any(self.no))]
            if left and len(left) < len(questions):
                yield Hit(fields={"question": left[0].text, "name": ""})
                return

    def _stands(self, question: _Question, *, after_no: bool) -> bool:
        """The question asks something by itself: it is no sigh ("why does this take so long?"), nor gone with a no."""
        if not after_no:
            return bool(question.kind) or not question.points
        return bool(self.kinds.get(question.kind)) and not question.points

    def _left(self, questions: list[_Question], clauses: list[_Clause], reply: Reading) -> list[_Question]:
        """The questions that no clause takes up; all of them when it is not clear which."""
        subjects = [
            question.words
            - {
                word
                for other in questions
                if other is not question
                for word in question.words
                if _shared({word}, other.words)
            }
            for question in questions
        ]
        if not all(subjects):
            return []
        owned = [any(_shared(subject, clause.words) for subject in subjects) for clause in clauses]
        spare = [clause for clause, is_owned in zip(clauses, owned, strict=True) if not is_owned]
        granted = next((q for q in questions if reply.has_any(self.granted.get(q.kind, ()))), None)
        left: list[_Question] = []
        clear = 0
        for question, subject in zip(questions, subjects, strict=True):
            if question is granted or any(_shared(subject, clause.words) for clause in clauses):
                clear += 1
            elif self.kinds.get(question.kind):
                if not any(question.kind in clause.kinds for clause in clauses):
                    left.append(question)
                    continue
                answering = [clause for clause in spare if question.kind in clause.kinds]
                if len(answering) == 1 and not clear:
                    # The one clause that shares no words is this answer ("when do you close?", "open until nine").
                    spare.remove(answering[0])
                    clear += 1
            elif any(clause.says_something for clause in spare):
                spare.remove(next(clause for clause in spare if clause.says_something))
            else:
                left.append(question)
        return left if clear else []

    def _asked(self, message: Reading) -> list[_Question]:
        """The questions of a message, each from its own first word to the next one's, or to its sentence's end."""
        starts = sorted({(cue.first, cue.name) for cue in message.all_of(self.kinds)})
        cued = {message.sentence_of(first) for first, _ in starts}
        starts += [
            (tokens.start, "")
            for tokens in map(message.sentence_tokens, range(message.sentence_count))
            if message.sentence_of(tokens.start) not in cued and "?" in message.tokens[tokens.stop - 2]
        ]
        starts.sort()
        questions: list[_Question] = []
        for number, (first, kind) in enumerate(starts):
            if number and starts[number - 1][0] == first:
                continue
            end = message.sentence_tokens(message.sentence_of(first)).stop
            following = [other for other, _ in starts if first < other < end]
            tokens = range(first, following[0] if following else end)
            words = self._content(message, tokens)
            if words:
                start, stop = message.span(tokens.start, tokens.stop - 1)
                points = not _POINTING.isdisjoint(fold(message.tokens[token - 1].strip()) for token in tokens)
                questions.append(_Question(kind, frozenset(words), message.text[start:stop].strip(), points))
        return questions

    def _clauses(self, reading: Reading) -> list[_Clause]:
        """The reply's sentences, cut at commas, colons and the words that join clauses; a short piece stays where it is."""
        joints = {cue.first for cue in reading.all_of(self.joints)}
        small = self._small_tokens(reading)
        clauses: list[_Clause] = []
        for sentence in range(reading.sentence_count):
            whole: list[range] = []
            for tokens in self._clauses_of(reading, reading.sentence_tokens(sentence), joints):
                if whole and small.isdisjoint(whole[-1]) and self._trails(reading, tokens, whole[-1], joints):
                    whole[-1] = range(whole[-1].start, tokens.stop)
                else:
                    whole.append(tokens)
            clauses += [self._clause(reading, tokens, small) for tokens in whole]
        return clauses

    def _trails(self, reading: Reading, tokens: range, before: range, joints: Collection[int]) -> bool:
        """A few words that only add to the clause before them ("you can check in from noon, online with your code")."""
        adds = tokens.start not in joints and reading.words_in(before) > self.slack
        return reading.words_in(tokens) <= self.slack + adds

    def _clause(self, reading: Reading, tokens: range, small: set[int]) -> _Clause:
        kinds = {
            kind
            for kind, answers in self.kinds.items()
            for cue in reading.all_of(answers)
            if cue.first in tokens and small.isdisjoint(range(cue.first, cue.last + 1))
        }
        says_something = reading.words_in(tokens) > self.slack and small.isdisjoint(tokens)
        return _Clause(frozenset(self._content(reading, tokens)), says_something, frozenset(kinds))

    def _small_tokens(self, reading: Reading) -> set[int]:
        return {token for cue in reading.all_of(self.smalltalk) for token in range(cue.first, cue.last + 1)}

    def _clauses_of(self, reading: Reading, sentence: range, joints: Collection[int]) -> Iterator[range]:
        """A sentence cut before each joint and each comma, colon and semicolon."""
        first = sentence.start
        for token in sentence:
            if token > first and (token in joints or reading.tokens[token - 1].strip() in _CLAUSE_ENDS):
                yield range(first, token)
                first = token
        yield range(first, sentence.stop)

    def _content(self, reading: Reading, tokens: Iterable[int] | None = None) -> set[str]:
        """The folded words of four letters and more that say what a text is about."""
        common = {token for cue in reading.all_of(self.common) for token in range(cue.first, cue.last + 1)}
        wanted = range(1, len(reading.tokens) + 1) if tokens is None else tokens
        words = {fold(reading.tokens[token - 1].strip()) for token in wanted if token not in common}
        return {word for word in words if len(word) >= _SHORTEST and _MARKS.sub("", word).isalpha()}

    # --- the whole reply

    def _answers(self, reading: Reading) -> bool:
        """One of the cues `answers` stands on its own: outside small talk, a joke, an automatic sentence."""
        talk = [(cue.first, cue.last) for cue in reading.all_of(self.smalltalk)]
        automatic = reading.sentences_with(self.automatic)
        hollow = reading.sentences_with(self.hollow)
        for cue in reading.all_of(self.answers):
            sentence = reading.sentence_of(cue.first)
            if sentence in automatic or (cue.name in self.weak and sentence in hollow):
                continue
            if not any(first <= cue.first and cue.last <= last for first, last in talk):
                return True
        return False

    def _is_smalltalk(self, reading: Reading) -> bool:
        # The ordinary reply helps, and that can be told before any cue is worked out: finds cover all that cues do.
        if self._has_substance(reading, reading.touched(self._small_names), reading.touched(self._aside_names)):
            return False
        if not reading.has_any(self.smalltalk) or self._answers(reading):
            return False
        small = self._small_tokens(reading)
        aside = {token for cue in reading.all_of(self.aside) for token in range(cue.first, cue.last + 1)}
        return not self._has_substance(reading, small, aside)

    @cached_property
    def _small_names(self) -> frozenset[str]:
        return frozenset(self.smalltalk)

    @cached_property
    def _aside_names(self) -> frozenset[str]:
        return frozenset(self.aside)

    def _has_substance(self, reading: Reading, small: set[int], aside: set[int]) -> bool:
        """Some clause without small talk has more words than the slack, asides not counted."""
        for sentence in range(reading.sentence_count):
            tokens = reading.sentence_tokens(sentence)
            slack = self.slack if small.isdisjoint(tokens) else self.clause_slack
            if reading.words_in(tokens) <= slack:
                continue
            for clause in self._clauses_of(reading, tokens, frozenset()):
                if small.isdisjoint(clause) and reading.words_in(clause) > slack:
                    words = sum(reading.is_word(token) for token in clause if token not in aside)
                    if words > slack:
                        return True
        return False

    # --- what it needs

    def lacking(self, known: Known) -> str | None:
        if self.what == "messages":
            return None if known.has_thread else "thread"
        return None if known.has_customer else "customer"

    def at_once(self) -> Iterable[str]:
        return (*self.smalltalk, *self.aside) if self.what == "reply" else ()

    def reply_cues(self) -> Iterable[str]:
        answers = [name for names in self.kinds.values() for name in names]
        return (
            *answers,
            *self.answers,
            *self.hollow,
            *self.aside,
            *self.automatic,
            *self.everyone,
            *self.moot,
            *self.no,
            *(name for names in self.granted.values() for name in names),
            *self.common,
            *self.smalltalk,
            *self.joints,
        )

    def thread_cues(self) -> Iterable[str]:
        return (
            *self.open, *self.exempt, *self.likely, *self.unlikely, *self.automatic, *self.everyone, *self.closing, *self.question, *self.kinds, *self.common,
        )  # fmt: skip


_POINTING = frozenset(
    {
        *("dat", "het", "dit", "die", "deze", "dan", "hij", "hem", "ze", "er", "daar"),
        *("it", "that", "this", "then", "they", "them", "those", "there"),
    }
)


class _Question(NamedTuple):
    kind: str
    words: frozenset[str]
    text: str
    points: bool
    """It points at something said before ("en wat kost dat?"), and may have gone with it."""


class _Clause(NamedTuple):
    words: frozenset[str]
    says_something: bool
    kinds: frozenset[str]
    """The kinds of question it may answer."""


_SHORTEST = 4
_TELLING = 8  # a word this long says by itself what a question is about
_LONG = 5
_MARKS = re.compile(r"[-']")
_PARTICIPLE = re.compile("^(aan|af|door|in|mee|na|om|op|terug|uit)?ge(?=.{5})")  # gewijzigd, omgeruild
_CLAUSE_ENDS = frozenset(",;:")


def content_words(text: str) -> set[str]:
    """The folded words of five letters and more."""
    return {word for word in (fold(piece.strip()) for piece in pieces(text)) if len(word) >= _LONG and word.isalpha()}


def _is_alike(word: str, other: str) -> bool:
    """The same word in another form (hond, honden), or a compound with it (termijnbedrag, bedrag)."""
    short, long = sorted((_PARTICIPLE.sub(r"\1", word), _PARTICIPLE.sub(r"\1", other)), key=len)
    if len(short) >= _LONG and (long.startswith(short) or long.endswith(short)):
        return True
    shared = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return shared >= max(_SHORTEST, min(len(short) - 2, _LONG))


def _shared(words: Iterable[str], others: Iterable[str]) -> int:
    """How many of `words` stand in `others` in some form."""
    others = tuple(others)
    return sum(any(_is_alike(word, other) for other in others) for word in words)


_NO_NAME = frozenset(
    {
        *("de", "den", "der", "van", "het", "ter", "ten", "te", "el", "al", "en", "of", "the"),
        *("mevrouw", "meneer", "mijnheer", "heer", "mw", "dhr", "familie", "fam", "mr", "mrs", "ms"),
    }
)


def _names(reading: Reading, name: str) -> bool:
    """The text has one of the words of a name ("Familie Kok": Kok)."""
    said = {fold(piece.strip()).lstrip("@") for piece in reading.tokens}
    return name in said or any(
        fold(word.strip()).lstrip("@") in said
        for word in pieces(name)
        if fold(word.strip()) not in _NO_NAME and len(word.strip()) > 1
    )
