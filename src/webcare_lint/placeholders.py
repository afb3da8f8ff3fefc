"""Placeholders by dialect: what stands between the braces, whether the tool knows it, and what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz, process

from webcare_lint import liquid
from webcare_lint.yamlfile import YamlFile, build, load

PlaceholderType = Literal["name", "date", "number", "text"]
Status = Literal["known", "unknown", "broken"]
ANY: Final = "any"
"""The dialect of a text whose tool is not known."""
Syntax = Literal["{{}}", "{{{}}}", "#{}", "%{}", "{%%}", "{!}", "{}", "${}"]

_OPENING: Final = re.compile(r"\{\{\{|\{\{|\{%|\{!|[#%$]\{|%%7B|\{(?=[A-Za-z_])")
_FORMS: Final[dict[str, tuple[Syntax, re.Pattern[str]]]] = {
    "{{{": ("{{{}}}", re.compile(r"\{\{\{(?P<body>[^{}\n]{0,200})\}\}\}")),
    "{{": ("{{}}", re.compile(r"\{\{(?P<body>[^{}\n]{0,200})\}\}")),
    "{%": ("{%%}", re.compile(r"\{%(?P<body>(?:[^%{}\n]|%(?!\})){0,200}+)%\}")),
    "{!": ("{!}", re.compile(r"\{!(?P<body>[^{}\n]{1,200})\}")),
    "#{": ("#{}", re.compile(r"#\{(?P<body>[^{}\n]{1,120})\}")),
    "%{": ("%{}", re.compile(r"%\{(?P<body>[^{}\n]{1,120})\}")),
    "${": ("${}", re.compile(r"\$\{(?P<body>[^{}\n]{1,120})\}")),
    "%%7B": ("%{}", re.compile(r"%%7B(?P<body>[\w.]{1,120})%7D")),
    "{": ("{}", re.compile(r"\{(?P<body>[A-Za-z_](?:[\w.-]{0,60}|\w{0,60}__[^{}\n]{0,120}|[\w -]{0,40}))\}(?!\})")),
}
# How far a broken one goes is a choice: to a single closing brace in the same line, else to the end of the name.
_BROKEN: Final = re.compile(r"(?:\{\{\{?|\{%|\{!|[#%$]\{|\{)(?:[^{}\n]{0,80}\}+|[ ]?\w{0,40}(?:\.\w{1,40}){0,6})")
_one_brace_short = re.compile(r"\{[A-Za-z_][\w.]{0,60}\}\}")
_default = re.compile(r"""\b(?:default|fallback)\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)')|\|\|\s*['"]([^'"]*)['"]""")
_assigned = re.compile(r"([A-Za-z_]\w*)")
_literal = re.compile(r"""["'].*|-?\d[\d.]*|true|false|nil|blank|empty""", re.DOTALL)

_MEANS: Final[tuple[tuple[PlaceholderType, re.Pattern[str]], ...]] = (
    ("date", re.compile(r"date|datum|time|_at$|created|updated|geboorte", re.IGNORECASE)),
    ("number", re.compile(r"(?:\b|_)id$|number|nummer|code|amount|bedrag|price|prijs|phone|telefoon", re.IGNORECASE)),
    ("name", re.compile(r"name|naam|nick|operator|first|last|signature", re.IGNORECASE)),
)


class Placeholder(NamedTuple):
    """A placeholder at `text[start:end]`: what it is called, what it becomes, and whether the tool knows it."""

    start: int
    end: int
    name: str
    type: PlaceholderType
    status: Status
    nearest: str | None = None
    """The known name that was probably meant."""
    default: str | None = None
    """What the customer reads when there is nothing to fill in."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class DialectFile(_Data):
    """A dialect as it stands in placeholders.yaml. `(a|b).c` stands for both names, `a.*` for all that begin so."""

    syntax: tuple[Syntax, ...]
    name: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    """Where accounts add names of their own: unknown only when it is a misspelling of a known one."""


class Dialect:
    """The placeholders one tool knows."""

    def __init__(self, name: str, file: DialectFile, translations: dict[str, tuple[str, ...]]):
        self.name, self.syntaxes = name, frozenset(file.syntax)
        self._types: dict[str, PlaceholderType] = {}
        self._prefixes: list[tuple[str, PlaceholderType]] = []
        self._translations = translations
        kinds: tuple[tuple[PlaceholderType, tuple[str, ...]], ...] = (
            ("name", file.name), ("date", file.date), ("number", file.number), ("text", file.text),
        )  # fmt: skip
        for kind, patterns in kinds:
            for known in _spelled_out(patterns):
                if known.endswith("*"):
                    self._prefixes.append((known[:-1], kind))
                else:
                    self._types[known] = kind
        self._names = tuple(self._types)
        self._open = tuple(pattern.rstrip("*") for pattern in _spelled_out(file.open))

    def type_of(self, name: str) -> PlaceholderType | None:
        """What a known name becomes; None for a name the tool does not know."""
        if name in self._types:
            return self._types[name]
        for prefix, kind in self._prefixes:
            if name.startswith(prefix) and len(name) > len(prefix):
                return guess(name) if kind == "text" else kind
        if self.name == "salesforce" and re.search(r"__[cr]\b|\(", name):
            return guess(name)  # fields and relations of one's own, and formulas
        if name.startswith(self._open) and self._open and self._nearest(name, 85) is None:
            return guess(name)
        return None

    def nearest(self, name: str) -> str | None:
        """The known name that was probably meant, by translation or by likeness."""
        return self._nearest(name, 70)

    def _nearest(self, name: str, cutoff: int) -> str | None:
        parts = [(part, *self._translations.get(part.casefold(), ())) for part in name.split(".")]
        wordings = _combined(parts)
        for wording in wordings:
            if wording in self._types:
                return wording
        likest = [
            process.extractOne(wording, self._names, scorer=fuzz.ratio, score_cutoff=cutoff)
            for wording in wordings[:12]
        ]
        name_and_score = max((found for found in likest if found), key=lambda found: found[1], default=None)
        return str(name_and_score[0]) if name_and_score else None


def _combined(parts: list[tuple[str, ...]]) -> list[str]:
    wordings = [""]
    for part in parts:
        wordings = [f"{wording}.{word}" if wording else word for wording in wordings for word in part][:64]
    return wordings


def _spelled_out(patterns: Iterable[str]) -> Iterator[str]:
    """`(a|b).(c|d)` as a.c, a.d, b.c, b.d."""
    for pattern in patterns:
        group = re.search(r"\(([^()]*)\)", pattern)
        if group is None:
            yield pattern
        else:
            before, after = pattern[: group.start()], pattern[group.end() :]
            yield from _spelled_out(before + option + after for option in group[1].split("|"))


def _path() -> Path:
    # In a wheel the rules stand beside the code, in a checkout at the top; not asked of the rulebook, which leans on us.
    packaged = Path(__file__).parent / "rules"
    return (packaged if packaged.is_dir() else Path(__file__).parents[2] / "rules") / "placeholders.yaml"


@cache
def dialects() -> dict[str, Dialect]:
    """The dialects of placeholders.yaml by name; Problem when the file is wrong."""
    file = load(_path())
    values = dict(file.value)
    translations = {word: tuple(meant) for word, meant in values.pop("translations").items()}
    return {name: _dialect(name, file, value, translations) for name, value in values.items()}


def _dialect(name: str, file: YamlFile, value: object, translations: dict[str, tuple[str, ...]]) -> Dialect:
    return Dialect(name, build(DialectFile, file, (name,), value), translations)


def guess(name: str) -> PlaceholderType:
    """What a name that no list knows becomes, by the words in it."""
    last = name.rsplit(".", 1)[-1]
    return next((kind for kind, pattern in _MEANS if pattern.search(last)), "text")


def mended(text: str, place: Placeholder) -> str | None:
    """What was probably meant to stand at `place`, braces and all; None when nothing is near."""
    written = text[place.start : place.end]
    if place.nearest is None:
        return None
    if place.status == "broken":
        return f"{{{{{place.nearest}}}}}" if written.startswith("{{") else None
    return written.replace(place.name, place.nearest, 1)


def find(text: str, dialect: str = ANY) -> list[Placeholder]:
    """The placeholders of a text, in order; a name of another tool than the dialect's is unknown. `any` knows all."""
    if "{" not in text and "%%7B" not in text:
        return []
    known = dialects().get(dialect)
    local = _local_names(text) if dialect in liquid.DIALECTS else frozenset()
    found = list(_found(text, known, dialect, local))
    if dialect in liquid.DIALECTS:
        found += [Placeholder(tag.start, tag.end, tag.name, "text", "broken") for tag in liquid.unbalanced(text)]
    return sorted(found)


def _found(text: str, known: Dialect | None, dialect: str, local: frozenset[str]) -> Iterator[Placeholder]:
    position = 0
    while opening := _OPENING.search(text, position):
        start = opening.start()
        syntax, form = _FORMS[opening[0]]
        match = form.match(text, start)
        if match is not None:
            position = match.end()
            if syntax == "{%%}" and dialect in liquid.DIALECTS and liquid.is_tag(text, start):
                continue
            yield _judged(start, position, match["body"].strip(" -~"), syntax, known, local)
            continue
        broken = _broken(text, start, syntax, known)
        position = broken or opening.end()
        if broken:
            name = re.sub(r"^[{}#%!$\s-]+|[\s}|,].*$", "", text[start:broken], flags=re.DOTALL)
            kind = (known.type_of(name) if known else None) or guess(name)
            yield Placeholder(start, broken, name, kind, "broken", known.nearest(name) if known and name else None)


def _broken(text: str, start: int, syntax: Syntax, known: Dialect | None) -> int | None:
    """The end of a placeholder that is not closed as it should be; None when braces are just braces."""
    if syntax == "{}":
        short = _one_brace_short.match(text, start)
        if short is not None and (known is None or "{{}}" in known.syntaxes):
            return short.end()
        if known is None or "{}" not in known.syntaxes:
            return None
    if syntax == "${}" or (syntax == "#{}" and known is not None and "#{}" not in known.syntaxes):
        return None
    match = _BROKEN.match(text, start)
    return match.end() if match and match.end() - start > 3 else None


def _judged(
    start: int, end: int, body: str, syntax: Syntax, known: Dialect | None, local: frozenset[str]
) -> Placeholder:
    name, default = _parts(body, syntax)
    if known is None or _literal.fullmatch(name) or name.split(".")[0] in local:
        kind = "date" if "date" in body[len(name) :] else guess(name)
        return Placeholder(start, end, name, kind, "known", None, default)
    kind_or_none = known.type_of(name) if syntax in known.syntaxes else None
    if kind_or_none is not None:
        is_date = re.search(r"\|\s*date", body) is not None
        return Placeholder(start, end, name, "date" if is_date else kind_or_none, "known", None, default)
    if syntax == "{}" and default is not None and "{}" in known.syntaxes:
        return Placeholder(start, end, name, guess(name), "known", None, default)  # it is never empty
    return Placeholder(start, end, name, guess(name), "unknown", known.nearest(name), default)


def _parts(body: str, syntax: Syntax) -> tuple[str, str | None]:
    """The name and the default, as the tool of that syntax writes them."""
    if syntax == "{%%}":
        name, comma, default = body.partition(",")
        return name.strip(), default.partition("=")[2] if comma else None
    if syntax == "{}":
        name, underscores, default = body.partition("__")
        return name, default if underscores else None
    if syntax in ("{{}}", "{{{}}}"):
        match = _default.search(body)
        default_text = next((group for group in match.groups() if group is not None), None) if match else None
        return body.split("|", 1)[0].strip(), default_text and re.sub(r"\\(.)", r"\1", default_text)
    return body.strip(), None


def _local_names(text: str) -> frozenset[str]:
    """The names that a template gives itself, with assign, capture and for."""
    names = {"forloop"}
    for tag in liquid.tags(text):
        if tag.name in ("assign", "capture", "for", "tablerow") and (match := _assigned.match(tag.body)):
            names.add(match[1])
    return frozenset(names)
