"""What goes over the wire: a reply with its context in, a report with offsets in both units out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from webcare_lint.finding import Finding, FoundCue, NotApplicable, Report, Severity, Strength, Suggestion
from webcare_lint.fixes import Edit, safe_edits, with_edits
from webcare_lint.frontends.server.problems import FieldProblem, RequestProblem, problem_of
from webcare_lint.frontends.server.settings import Limits
from webcare_lint.frontends.utf16 import utf16_offsets
from webcare_lint.reply import Language, Reply, Text

COMMANDMENTS = 10

# --- in


class LintRequest(Reply):
    """A reply with its context, and in which languages to read it and to answer."""

    text: Text = Field(
        validation_alias=AliasChoices("text", "reply"), description="The reply, as the customer would get it."
    )
    language: Language | None = Field(
        default=None,
        validation_alias=AliasChoices("language", "lang"),
        description="Language of the reply; the configured one by default.",
    )
    messages: Language | None = Field(default=None, description="Language of the answer; that of the reply by default.")  # fmt: skip


_REQUEST: TypeAdapter[LintRequest] = TypeAdapter(LintRequest)
_BOM = b"\xef\xbb\xbf"
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[dD][89a-fA-F][\da-fA-F]{2}|.)", re.DOTALL
)
NAMES = ("brand", "customer_name", "agent", "id")
"""Fields of a request that hold a name; no list of ours says which."""
_LONE_SURROGATE = 6  # the length of one `\\ud83d`: a pair is twice as long


def parse_request(body: bytes | bytearray, limits: Limits) -> LintRequest:
    """The request in a body; RequestProblem names the fields that are wrong."""
    raw = bytes(body).removeprefix(_BOM)
    try:
        request = _REQUEST.validate_json(raw, strict=True)
    except ValidationError as error:
        request = _second_try(raw, error)
    _check_lengths(request, limits)
    return request


def _second_try(raw: bytes, error: ValidationError) -> LintRequest:
    """A browser may send half an emoji as an escape; it is read as U+FFFD. Anything else is the caller's mistake."""
    if error.errors(include_input=False, include_url=False)[0]["type"] != "json_invalid":
        raise problem_of(error, LintRequest) from None
    try:
        raw.decode()
    except UnicodeDecodeError as wrong:
        raise RequestProblem(400, "bad-utf8", f"byte {wrong.start} of the body is not UTF-8") from None
    mended = _ESCAPE.sub(_without_lone_surrogate, raw)
    try:
        return _REQUEST.validate_json(mended, strict=True)
    except ValidationError as still:
        raise problem_of(still, LintRequest) from None


def _without_lone_surrogate(match: re.Match[bytes]) -> bytes:
    escape = match[0]
    is_lone = len(escape) == _LONE_SURROGATE and escape[2:3] in b"dD"
    return b"\\ufffd" if is_lone else escape


def _check_lengths(request: LintRequest, limits: Limits) -> None:
    lists = (("thread", request.thread), ("recent_replies", request.recent_replies))
    errors = [
        FieldProblem(field=field, expected=f"at most {limits.messages:,} messages are expected, not {len(items):,}")
        for field, items in lists
        if len(items) > limits.messages
    ]
    errors += [
        FieldProblem(field=field, expected=f"at most {limits.characters:,} characters are expected, not {len(text):,}")
        for field, text in _texts(request)
        if len(text) > limits.characters
    ]
    if errors:
        raise RequestProblem(422, "text-too-long", f"{errors[0].field}: {errors[0].expected}", errors=errors[:20])


def _texts(request: LintRequest) -> Iterator[tuple[str, str]]:
    """Everything in a request that can be of any length, by its field."""
    yield "text", request.text
    for name in NAMES:
        yield name, getattr(request, name) or ""
    for number, message in enumerate(request.thread):
        yield f"thread.{number}.text", message.text
        yield f"thread.{number}.name", message.name or ""
    for number, text in enumerate(request.recent_replies):
        yield f"recent_replies.{number}", text


def size(request: LintRequest) -> int:
    """How many characters there are to read: what linting costs grows with it."""
    return sum(len(text) for _, text in _texts(request))


# --- out

_UTF16 = "The same place in UTF-16 code units, as JavaScript counts."
Offset = Annotated[int | None, Field(description=_UTF16)]


class PlacedSuggestion(Suggestion):
    """A suggestion with its place in both units."""

    start_utf16: Offset
    end_utf16: Offset


class PlacedCue(FoundCue):
    """A cue with its place in both units."""

    start_utf16: int
    end_utf16: int


class PlacedFinding(Finding):
    """A finding with its place in code points and in UTF-16 code units."""

    start_utf16: Offset
    end_utf16: Offset
    suggestions: tuple[PlacedSuggestion, ...] = ()
    cues: tuple[PlacedCue, ...] = ()


class PlacedStrength(Strength):
    """A strength with its place in both units."""

    start_utf16: Offset
    end_utf16: Offset


class Standing(BaseModel):
    """How a reply stands with one commandment: its worst finding, kept, or unknown when no rule could tell."""

    model_config = ConfigDict(extra="forbid")

    commandment: int = Field(ge=1, le=COMMANDMENTS)
    state: Literal["error", "warning", "info", "kept", "unknown"]


class Counts(BaseModel):
    """How many findings of each severity."""

    model_config = ConfigDict(extra="forbid")

    error: int
    warning: int
    info: int


class LintReport(BaseModel):
    """What the linter says of one reply."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = Field(description="The id that came with the reply.")
    language: Language = Field(description="The language it was read in.")
    rules_version: str = Field(description="Changes when the rules do.")
    summary: Counts
    commandments: list[Standing]
    findings: list[PlacedFinding]
    strengths: list[PlacedStrength]
    not_applicable: list[NotApplicable]


class AppliedFix(BaseModel):
    """One change: `text` took the place of `start`-`end` of the text that was sent."""

    model_config = ConfigDict(extra="forbid")

    rule: str
    start: int
    end: int
    start_utf16: int
    end_utf16: int
    text: str


class FixReport(BaseModel):
    """The text with the safe suggestions put in, what changed, and what is left to say of it."""

    model_config = ConfigDict(extra="forbid")

    text: str
    applied: list[AppliedFix]
    report: LintReport


class Encoder:
    """Writes reports as JSON; what is the same for many replies is written once.

    `commandment_of` has the rules that are on, by id.
    """

    def __init__(self, language: Language, version: str, commandment_of: dict[str, int]):
        self._language, self._version = language, version
        self._commandment_of, self._rules_of = commandment_of, Counter(commandment_of.values())
        self._shared: dict[int, tuple[tuple[NotApplicable, ...], bytes, Counter[int]]] = {}

    def report(self, request: LintRequest, report: Report, line: int | None = None) -> bytes:
        """One report as a JSON object, with its line number when it is part of a batch."""
        place = utf16_offsets(request.text)
        lacking, lost = self._lacking(report.not_applicable)
        head: dict[str, Any] = {} if line is None else {"line": line}
        severities = [finding.severity for finding in report.findings]
        head |= {
            "id": request.id,
            "language": self._language,
            "rules_version": self._version,
            "summary": {severity.value: severities.count(severity) for severity in Severity},
            "commandments": self._standings(report, lost),
            "findings": [_placed_finding(finding, place) for finding in report.findings],
            "strengths": [_placed(strength.model_dump(), place) for strength in report.strengths],
        }
        return to_json(head)[:-1] + b',"not_applicable":' + lacking + b"}"

    def _lacking(self, items: tuple[NotApplicable, ...]) -> tuple[bytes, Counter[int]]:
        """The rules that do not apply: a plan's own tuple, shared by all replies of which as much is known."""
        known = self._shared.get(id(items))
        if known is None or known[0] is not items:
            numbers = self._commandment_of
            lost = Counter(numbers[item.rule] for item in items if item.rule in numbers)
            known = (items, to_json([item.model_dump() for item in items]), lost)
            if len(self._shared) < 1000:
                self._shared[id(items)] = known
        return known[1], known[2]

    def _standings(self, report: Report, lost: Counter[int]) -> list[dict[str, Any]]:
        worst: dict[Any, Severity] = {}
        for finding in report.findings:
            had = worst.get(finding.commandment)
            if had is None or finding.severity.rank < had.rank:
                worst[finding.commandment] = finding.severity
        rules = self._rules_of
        return [
            {
                "commandment": number,
                "state": worst[number].value
                if number in worst
                else "kept"
                if rules[number] > lost[number]
                else "unknown",
            }
            for number in range(1, COMMANDMENTS + 1)
        ]


def _placed_finding(finding: Finding, place: Any) -> dict[str, Any]:
    value = _placed(finding.model_dump(), place)
    value["suggestions"] = [_placed(item, place) for item in value["suggestions"]]
    value["cues"] = [_placed(item, place) for item in value["cues"]]
    return value


def _placed(value: dict[str, Any], place: Any) -> dict[str, Any]:
    start, end = value["start"], value["end"]
    value["start_utf16"] = None if start is None else place(start)
    value["end_utf16"] = None if end is None else place(end)
    return value


def fixed(request: LintRequest, report: Report) -> tuple[LintRequest, list[dict[str, Any]]]:
    """The request with the safe suggestions put in, and what changed."""
    edits = safe_edits(report.findings)
    place = utf16_offsets(request.text)
    changed = request.model_copy(update={"text": with_edits(request.text, edits)})
    return changed, [_placed(_applied(edit), place) for edit in edits]


def _applied(edit: Edit) -> dict[str, Any]:
    return {"rule": edit.rule, "start": edit.start, "end": edit.end, "text": edit.text}
