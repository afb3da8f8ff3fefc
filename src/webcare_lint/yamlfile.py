"""YAML read as text with line numbers: scalars stay what the coach typed, and every error can name its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from webcare_lint.errors import Problem, Problems, nearest

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlFile:
    """The plain values of a YAML document (str, list, dict, None) and the line each of them starts on."""

    def __init__(self, path: Path, value: Any, lines: dict[Location, int]):
        self.path, self.value, self._lines = path, value, lines

    def line(self, location: Location) -> int | None:
        """The line of the value at `location`, or of the nearest thing around it."""
        while location and location not in self._lines:
            location = location[:-1]
        return self._lines.get(location)

    def problem(self, expected: str, location: Location = ()) -> Problem:
        """An error at `location` of this file."""
        return Problem(expected, path=self.path, line=self.line(location), field=".".join(map(str, location)))


def read_text(path: Path) -> str:
    """The text of a UTF-8 file (a BOM is allowed); the error names the byte that is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(
            f"byte {error.start} (0x{error.object[error.start]:02x}) is not UTF-8; save the file as UTF-8", path=path
        ) from None
    except OSError as error:
        raise Problem(f"can't be read: {error.strerror}", path=path) from None


def load(path: Path, text: str | None = None) -> YamlFile:
    """Read a YAML file; Problem names the line of what does not parse."""
    text = read_text(path) if text is None else text
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        if line and (unclosed := _unclosed_quote(text, line)):
            raise Problem(
                'a quote is opened and never closed; put a " at the end of the text', path=path, line=unclosed
            ) from None
        raise Problem(_what_to_type(error, text), path=path, line=line) from None
    except yaml.YAMLError:
        raise Problem(
            "a character that YAML does not allow; retype the line", path=path, line=_bad_line(text)
        ) from None
    lines: dict[Location, int] = {}
    value = _value(node, (), lines, path) if node is not None else None
    return YamlFile(path, value, lines)


def _unclosed_quote(text: str, before: int) -> int | None:
    """The first line, up to where the parser gave up, with an odd number of double quotes in a value."""
    for number, line in enumerate(text.split("\n")[:before], start=1):
        value = line.split(" #")[0].replace('\\"', "")
        if re.match(r"""\s*(?:- |[\w+-]+: )*\s*"[^"]*$""", value):
            return number
    return None


def _bad_line(text: str) -> int | None:
    for number, line in enumerate(text.split("\n"), start=1):
        if any(ord(character) < 32 and character not in "\t\r" for character in line):
            return number
    return None


def _what_to_type(error: yaml.MarkedYAMLError, text: str) -> str:
    """The parser's complaint, said as what to type."""
    mark = error.problem_mark or error.context_mark
    line = text.split("\n")[mark.line] if mark and mark.line < text.count("\n") + 1 else ""
    said = str(error.problem or error.context or "does not parse")
    stripped = line.strip()
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab at the start of the line; use blanks"
    if "found unexpected end of stream" in said or "while scanning a quoted scalar" in str(error.context):
        return "a quote is opened and never closed; close it with the same quote (\" or ')"
    if "mapping values are not allowed" in said:
        return f'a second ": " in one line; quote this line: "{stripped.removeprefix("- ")[:60]}"'
    if "cannot start any token" in said or "found character" in said:
        return "a sign YAML keeps for itself (@ ` % { [ * & !) at the start; put quotes round the text"
    if "could not find expected ':'" in said:
        return f"a key without its colon; write it as `key: value`, or quote the text ({said})"
    if "did not find expected" in said or "block" in said:
        return f"the indentation does not fit the lines above, or a quote stands inside a quoted text; align it or quote the line ({said})"
    return f"not readable as YAML ({said})"


def _value(node: yaml.Node, location: Location, lines: dict[Location, int], path: Path) -> Any:
    line = node.start_mark.line + 1
    if location in lines and location:
        line = lines[location]
    lines.setdefault(location, line)
    if isinstance(node, yaml.ScalarNode):
        return None if node.style is None and node.value in ("", "~", "null") else node.value
    if len(location) > 20:
        raise Problem("nested more than 20 deep", path=path, line=line)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*location, number), lines, path) for number, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, location, lines, path))
    raise Problem("a value of a kind that is not used here", path=path, line=line)


def _pairs(
    node: yaml.MappingNode, location: Location, lines: dict[Location, int], path: Path
) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Problem(
                "a plain word is expected as key; put quotes round the text", path=path, line=key.start_mark.line + 1
            )
        name = str(key.value)
        if name in seen:
            raise Problem(f'the key "{name}" stands here twice', path=path, line=key.start_mark.line + 1)
        seen.add(name)
        lines[(*location, name)] = key.start_mark.line + 1
        yield name, _value(value, (*location, name), lines, path)


def build(model: type[Model], file: YamlFile, location: Location = (), value: Any = ...) -> Model:
    """Make `model` of the file's value (or of `value`, found at `location`); Problems has one line for every mistake."""
    value = file.value if value is ... else value
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Problems(_problems(error, model, file, location)) from None


def _problems(error: ValidationError, model: type[BaseModel], file: YamlFile, location: Location) -> Iterator[Problem]:
    for detail in error.errors(include_url=False, include_input=False):
        steps = _as_typed(detail["loc"])
        place = (*location, *steps)
        expected = _expected(str(detail["type"]), str(detail["msg"]), detail.get("ctx", {}))
        if detail["type"] == "extra_forbidden":
            expected = f'"{steps[-1]}" is no key here{nearest(str(steps[-1]), _keys(model, detail["loc"][:-1]))}'
        yield file.problem(expected, place)


# Tags of the unions of checks: pydantic puts them into locations, the writer of a rule never typed them there.
_TAGS = frozenset(
    {"forbid", "require", "order", "repeat", "agree", "similar", "limit", "deadline", "answered", "library"}
)
_TAGS_OF_ANSWERED = frozenset({"messages", "questions", "reply"})


def _as_typed(location: Location) -> Location:
    """The steps to a place as the writer of a rule knows them."""
    tags = {"check": _TAGS, "answered": _TAGS_OF_ANSWERED}
    return tuple(step for before, step in pairwise(("", *location)) if step not in tags.get(str(before), ()))


def _keys(model: type[BaseModel], location: Location) -> set[str]:
    """The keys that are allowed at a place in a model, for the nearest name."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})

    def properties(part: dict[str, Any]) -> set[str]:
        if "$ref" in part:
            part = definitions[part["$ref"].rsplit("/", 1)[-1]]
        found = set(part.get("properties", {}))
        for option in (*part.get("anyOf", ()), *part.get("oneOf", ())):
            found |= properties(option)
        return found

    names = properties(schema)
    if location:
        for definition in definitions.values():
            names |= set(definition.get("properties", {}))
    return names


def _expected(kind: str, message: str, context: dict[str, Any]) -> str:
    if kind == "missing":
        return "is missing"
    if kind in ("literal_error", "enum"):
        return f"{context.get('expected')} is expected"
    if kind == "union_tag_invalid":
        return f"{context.get('discriminator')}: one of {context.get('expected_tags')} is expected"
    if kind == "union_tag_not_found":
        return f"{context.get('discriminator')} is missing"
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    replaced = {
        "string_type": "a text is expected; quote it",
        "dict_type": "a block of `key: value` lines is expected",
        "model_type": "a block of `key: value` lines is expected",
        "model_attributes_type": "a block of `key: value` lines is expected",
        "list_type": 'a list is expected: lines that start with "- "',
        "tuple_type": 'a list is expected: lines that start with "- "',
        "int_parsing": "a whole number is expected",
        "float_parsing": "a number is expected",
        "bool_parsing": "true or false is expected",
        "too_short": "at least one is expected",
    }
    return replaced.get(kind, message)
