"""The last answers: who types also undoes, and looks twice."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Final

from webcare_lint.finding import Report
from webcare_lint.frontends.server.wire import LintRequest

MOST: Final = 256
Answer = tuple[Report, bytes]
"""A report, and the report as JSON."""


class Recent:
    """Answers in memory, under a hash of what was asked; they go with the rules that gave them."""

    def __init__(self, most: int = MOST):
        self._most = most
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()

    @staticmethod
    def key(request: LintRequest) -> bytes:
        """What a request is known by."""
        return hashlib.sha256(request.model_dump_json().encode()).digest()

    def get(self, key: bytes) -> Answer | None:
        """The answer that was given, which from now on is the last one again; None when it is not among them."""
        if key in self._answers:
            self._answers.move_to_end(key)
        return self._answers.get(key)

    def keep(self, key: bytes, answer: Answer) -> None:
        """Keep an answer, and let go of the oldest when there are too many."""
        self._answers[key] = answer
        if len(self._answers) > self._most:
            self._answers.popitem(last=False)
