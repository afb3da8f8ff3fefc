"""Model sentences: what to write instead, for the channel and the form of address of a reply."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from webcare_lint.conditions import Data, listed
from webcare_lint.reply import Channel, Language


class ModelSentence(Data):
    """What to write instead; `u` is the sentence for whom we call u."""

    text: str
    u: str | None = None
    channel: Annotated[tuple[Channel, ...], BeforeValidator(listed)] = Field(
        default=(), description="Where it can be said; everywhere, when not given."
    )

    def said(self, *, formal: bool) -> str:
        """The sentence, to somebody we call u or je."""
        return self.u if formal and self.u else self.text


def _sentence(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


Sentences = tuple[Annotated[ModelSentence, BeforeValidator(_sentence)], ...]


class Suggestions(Data):
    """Model sentences in each language."""

    nl: Sentences = ()
    en: Sentences = ()

    def fitting(self, language: Language, channel: Channel | None) -> Sentences:
        """Those that can be said on a channel, or everywhere when it is not known; all of them when none can."""
        sentences = self.nl if language == "nl" else self.en
        return tuple(s for s in sentences if not s.channel or channel in s.channel) or sentences

    def texts(self, language: Language) -> tuple[str, ...]:
        """All of them, as they are said to somebody we call je."""
        return tuple(sentence.text for sentence in (self.nl if language == "nl" else self.en))
