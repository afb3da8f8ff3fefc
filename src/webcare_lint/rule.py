"""A rule as it stands in YAML: what to look for, and what to tell the writer."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    SerializeAsAny,
    TypeAdapter,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from webcare_lint.checks import AnyCheck, Check, check_of
from webcare_lint.conditions import CueNames, Data, ReplyCondition, When, fields_of
from webcare_lint.cues import AnyPhrase
from webcare_lint.errors import nearest
from webcare_lint.finding import Severity
from webcare_lint.placeholders import ANY
from webcare_lint.reply import Channel, DialectName, Language, Message, Mode, Profile, Visibility
from webcare_lint.suggestions import Suggestions

LANGUAGES: tuple[Language, ...] = ("nl", "en")
_MARK = re.compile(r"<<(.*?)>>", re.DOTALL)


class Words(Data):
    """The same text in each language."""

    nl: str
    en: str

    def in_(self, language: Language) -> str:
        """The text in one language."""
        return self.nl if language == "nl" else self.en


def _both(value: object) -> object:
    """A text that is given once, without a language, serves for both."""
    return {"nl": value, "en": value} if isinstance(value, str | list | tuple) else value


AnyWords = Annotated[Words, BeforeValidator(_both)]


class Marked(NamedTuple):
    """An example without its `<<marks>>`, and the spans they stood round."""

    text: str
    spans: tuple[tuple[int, int], ...]


def unmarked(text: str) -> Marked:
    """Take the `<<` and `>>` out of an example."""
    spans = []
    plain = ""
    end = 0
    for match in _MARK.finditer(text):
        plain += text[end : match.start()]
        spans.append((len(plain), len(plain) + len(match[1])))
        plain += match[1]
        end = match.end()
    return Marked(plain + text[end:], tuple(spans))


def _thread(value: object) -> object:
    """In an example, a message may be written as `customer: text` or `agent: text`."""
    if not isinstance(value, list):
        return value
    return [
        {"author": author, **({"text": text} if isinstance(text, str) else text)}
        if isinstance(item, dict)
        and len(item) == 1
        and (author := next(iter(item))) in ("customer", "agent")
        and ((text := item[author]) is not None)
        else item
        for item in value
    ]


class OtherEntry(Data):
    """Another entry of the library in which an example stands."""

    title: str = ""
    text: str


class Example(Data):
    """A reply that the rule must flag (`bad`, with `<<marks>>`) or leave alone (`good`), with the context it needs."""

    bad: str | None = None
    good: str | None = None
    near: str | None = Field(default=None, description="Which phrase or unless this near-miss guards.")
    customer: str | None = None
    thread: Annotated[tuple[Message, ...], BeforeValidator(_thread)] = ()
    channel: Channel | None = None
    visibility: Visibility | None = None
    profile: Profile | None = None
    mode: Mode = "draft"
    dialect: DialectName = ANY
    brand: str | None = None
    customer_name: str | None = None
    sent_at: str | None = None
    recent_replies: tuple[str, ...] = ()
    title: str = Field(default="", description="For rules about libraries: the title of the entry.")
    library: tuple[OtherEntry, ...] = Field(
        default=(), description="For rules about libraries: the entries before this one."
    )

    @model_validator(mode="after")
    def _has_one_text(self) -> Example:
        if (self.bad is None) == (self.good is None):
            raise ValueError("an example has either `bad` or `good`")
        if self.good is not None and "<<" in self.good:
            raise ValueError("a `good` example has no <<marks>>")
        return self


class Examples(Data):
    """Examples in each language."""

    nl: tuple[Example, ...] = ()
    en: tuple[Example, ...] = ()

    def in_(self, language: Language) -> tuple[Example, ...]:
        """The examples in one language."""
        return self.nl if language == "nl" else self.en


class SeverityWhen(Data):
    """A severity for replies where `when` holds; without `when`, for all others."""

    when: When = When()
    is_: Severity = Field(alias="is")


def _severities(value: object) -> object:
    return ({"is": value},) if isinstance(value, str) else value


Severities = Annotated[
    tuple[SeverityWhen, ...],
    BeforeValidator(_severities),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": ["error", "warning", "info"]},
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["is"],
                        "properties": {"when": {"type": "object"}, "is": {"enum": ["error", "warning", "info"]}},
                    },
                },
            ]
        }
    ),
]
"""One word, or a list of `{when, is}` of which the first that holds is taken."""


class _ShownAsUnion:
    """In the JSON Schema, a check is one of our own kinds; plug-ins have schemas of their own."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(TypeAdapter(AnyCheck).core_schema)


class Rule(Data):
    """One rule; its file name is its id, its folder its commandment."""

    title: AnyWords
    severity: Severities
    status: Literal["preview", "stable", "deprecated"] = "stable"
    source: str = Field(default="house", description="A key of sources.yaml; `house` for a rule of your own.")
    commandment: str | None = Field(
        default=None, description="1-10, privacy or channel; the folder says it when not given."
    )
    check: Annotated[SerializeAsAny[Check], BeforeValidator(check_of), _ShownAsUnion()]
    message: AnyWords
    in_library: AnyWords | None = Field(
        default=None, description="The message where comparing the entries of a library found it."
    )
    why: AnyWords
    suggest: Annotated[Suggestions, BeforeValidator(_both)] = Suggestions()
    phrases: dict[Language, tuple[AnyPhrase, ...]] = Field(
        default={}, description="A cue of the rule's own, named as the rule, for rules that need just a few phrases."
    )
    unless: dict[Language, tuple[AnyPhrase, ...]] = Field(default={}, description="What takes that cue away.")
    notes: Words | None = Field(default=None, description="Limits and counter-evidence, for the rule's page.")
    conflicts: Words | None = Field(default=None, description="Advice elsewhere that says otherwise.")
    languages: tuple[Language, ...] = LANGUAGES
    examples: Annotated[Examples, BeforeValidator(lambda value: {"nl": value} if isinstance(value, list) else value)]

    @field_validator("examples")
    @classmethod
    def _has_bad_and_good(cls, examples: Examples) -> Examples:
        for language in LANGUAGES:
            given = examples.in_(language)
            if given and (
                all(example.bad is None for example in given) or all(example.good is None for example in given)
            ):
                raise ValueError(f"at least one `bad` and one `good` example in {language} are expected")
        if not examples.nl and not examples.en:
            raise ValueError("at least one `bad` and one `good` example are expected")
        return examples

    @model_validator(mode="after")
    def _message_fields_are_known(self) -> Rule:
        known = {"match", *self.check.fields}
        _has_known_fields("message", self.message, known)
        if self.in_library:
            _has_known_fields("in_library", self.in_library, known | LIBRARY_FIELDS)
        return self


LIBRARY_FIELDS: Final = frozenset({"other", "count", "of", "share"})
"""What the message about a library may use beside the fields of its check: another entry, so many of so many."""


def _has_known_fields(name: str, message: Words, known: Set[str]) -> None:
    for language in LANGUAGES:
        try:
            used = fields_of(message.in_(language))
        except ValueError:
            raise ValueError(f"{name}.{language}: a brace without its partner; write {{{{ for a brace itself") from None
        for field in sorted(used - known):
            raise ValueError(f"{name}.{language}: {{{field}}} is no field of this check{nearest(field, known)}")


class Strength(Data):
    """A good thing a reply can show: any of `cues`, when `when` holds."""

    id: str
    title: Words
    cues: CueNames = ()
    when: Annotated[
        tuple[When, ...], BeforeValidator(lambda value: (value,) if isinstance(value, dict) else value)
    ] = ()
    echoes: int | None = Field(default=None, description="How many content words of the customer the reply takes up.")
    reply: ReplyCondition | None = None


class Source(Data):
    """A document a rule leans on."""

    title: str
    author: str
    date: str
    status: Literal["attested", "supplement", "policy"]
    note: Words
