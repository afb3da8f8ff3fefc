"""answered, `what: questions`: of two or more questions in one message the reply takes up one and leaves another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal, NamedTuple

from pydantic import Field

from webcare_lint.checks.base import Check, Hit
from webcare_lint.checks.content import clauses_of, content_by_token, shared, tokens_of
from webcare_lint.conditions import CueNames, Known
from webcare_lint.reading import Exchange, Reading
from webcare_lint.settings import Settings
from webcare_lint.tokens import fold


class AnsweredQuestions(Check):
    """Of two or more questions in one message the reply takes up one and leaves another.

    `kinds` says which cue starts a question, and which cues in a reply answer that kind (a price asks for an amount);
    without such cues only the question's own words do, or a clause of the reply that is about no other question.
    `granted` says which cues show that a question of some kind was answered at all ("yes").
    A reply with one of the cues `moot` leaves it open what was answered: a link, "both", a question back. With one of
    the cues `no` only a question of its own that asks for an answer of some kind is missed ("and what is a day ticket?").
    Clauses with a `smalltalk` cue answer nothing, nor do those of no more than `slack` words; `joints` part clauses.
    Words in a `common` cue say nothing of what a text is about.
    """

    kind: Literal["answered"]
    what: Literal["questions"]
    fields: ClassVar[frozenset[str]] = frozenset({"question"})
    kinds: dict[str, CueNames]
    granted: dict[str, CueNames] = Field(default_factory=dict)
    moot: CueNames = ()
    no: CueNames = ()
    smalltalk: CueNames = ()
    joints: CueNames = ()
    common: CueNames = ()
    slack: int = 3

    def hits(self, exchange: Exchange, settings: Settings) -> Iterator[Hit]:
        """At most one: the first question that is left open."""
        reply = exchange.reading
        for message in exchange.customer:
            if not self._may_ask_twice(message):
                continue
            questions = self._asked(message)
            if len(questions) < 2:
                continue
            if reply.has_any(self.moot):
                return
            left = self._left(questions, self._clauses(reply), reply)
            left = [question for question in left if self._stands(question, after_no=reply.has_any(self.no))]
            if left and len(left) < len(questions):
                yield Hit(fields={"question": left[0].text})
                return

    def _may_ask_twice(self, message: Reading) -> bool:
        """Told before any cue is worked out."""
        if message.text.count("?") >= 2:
            return True
        return len({first for kind in self.kinds for first, _, _ in message.finds_of(kind)}) >= 2

    def _stands(self, question: _Question, *, after_no: bool) -> bool:
        """The question asks something by itself: it is no sigh ("why does this take so long?"), nor gone with a no."""
        if not after_no:
            return bool(question.kind) or not question.points
        return bool(self.kinds.get(question.kind)) and not question.points

    def _left(self, questions: list[_Question], clauses: list[_Clause], reply: Reading) -> list[_Question]:
        """The questions that no clause takes up; all of them when it is not clear which."""
        subjects = [_subject(question, questions) for question in questions]
        # What a question is about, or else the kind of its answer ("and how long does it take?"), must tell its answer.
        if not all(subject or self.kinds.get(q.kind) for q, subject in zip(questions, subjects, strict=True)):
            return []
        owned = [any(shared(subject, clause.words) for subject in subjects) for clause in clauses]
        spare = [clause for clause, is_owned in zip(clauses, owned, strict=True) if not is_owned]
        granted = next((q for q in questions if reply.has_any(self.granted.get(q.kind, ()))), None)
        left: list[_Question] = []
        clear = 0
        for question, subject in zip(questions, subjects, strict=True):
            if question is granted or any(shared(subject, clause.words) for clause in clauses):
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
            for sentence, tokens in enumerate(map(message.sentence_tokens, range(message.sentence_count)))
            if sentence not in cued and "?" in message.tokens[tokens.stop - 2]
        ]
        starts.sort()
        content = content_by_token(message, self.common)
        questions: list[_Question] = []
        for number, (first, kind) in enumerate(starts):
            if number and starts[number - 1][0] == first:
                continue
            end = message.sentence_tokens(message.sentence_of(first)).stop
            tokens = range(first, next((other for other, _ in starts if first < other < end), end))
            words = frozenset(content[token] for token in tokens if token in content)
            if words or self.kinds.get(kind):
                start, stop = message.span(tokens.start, tokens.stop - 1)
                points = not _POINTING.isdisjoint(fold(message.tokens[token - 1].strip()) for token in tokens)
                questions.append(_Question(kind, words, message.text[start:stop].strip(), points))
        return questions

    def _clauses(self, reading: Reading) -> list[_Clause]:
        """The reply's sentences, cut at commas, colons and the words that join clauses; a short piece stays where it is."""
        joints = {cue.first for cue in reading.all_of(self.joints)}
        small = tokens_of(reading, self.smalltalk)
        pieces: list[range] = []
        for sentence in range(reading.sentence_count):
            whole: list[range] = []
            for tokens in clauses_of(reading, reading.sentence_tokens(sentence), joints):
                if whole and small.isdisjoint(whole[-1]) and self._trails(reading, tokens, whole[-1], joints):
                    whole[-1] = range(whole[-1].start, tokens.stop)
                else:
                    whole.append(tokens)
            pieces += whole
        content = content_by_token(reading, self.common)
        answering = [
            (cue.first, kind)
            for kind, answers in self.kinds.items()
            for cue in reading.all_of(answers)
            if small.isdisjoint(range(cue.first, cue.last + 1))
        ]
        return [
            _Clause(
                words=frozenset(content[token] for token in tokens if token in content),
                says_something=reading.words_in(tokens) > self.slack and small.isdisjoint(tokens),
                kinds=frozenset(kind for first, kind in answering if first in tokens),
            )
            for tokens in pieces
        ]

    def _trails(self, reading: Reading, tokens: range, before: range, joints: set[int]) -> bool:
        """A few words that only add to the clause before them ("you can check in from noon, online with your code")."""
        adds = tokens.start not in joints and reading.words_in(before) > self.slack
        return reading.words_in(tokens) <= self.slack + adds

    def lacking(self, known: Known) -> str | None:
        return None if known.has_customer else "customer"

    def reply_cues(self) -> Iterable[str]:
        answers = (name for group in (self.kinds, self.granted) for names in group.values() for name in names)
        return (*answers, *self.moot, *self.no, *self.smalltalk, *self.joints, *self.common)

    def thread_cues(self) -> Iterable[str]:
        return (*self.kinds, *self.common)


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


def _subject(question: _Question, questions: list[_Question]) -> frozenset[str]:
    """The words of a question that no other question has."""
    others = [other.words for other in questions if other is not question]
    return frozenset(word for word in question.words if not any(shared((word,), words) for words in others))
