"""HTML as the reader sees it: tags dropped, blocks on lines of their own, entities decoded, all with positions."""

from __future__ import annotations

import re
from html import escape as escape_html
from html import unescape
from typing import Final, NamedTuple

from webcare_lint.library.document import Fault
from webcare_lint.library.sourcemap import Layer, MapBuilder, SourceMap

_TOKEN: Final = re.compile(
    r"""(?P<text>[^<&\s]+(?:[ ][^<&\s]+)*+)
      | (?P<comment><!--.*?-->|<[!?][^>]*>)
      | (?P<tag></?(?P<name>[A-Za-z][^\s/<>"']*)(?P<attributes>[^<>"']*+(?:(?:"[^"]*+"|'[^']*+')[^<>"']*+){0,99}+)>)
      | (?P<unclosed><!--|</?[A-Za-z][^\s/<>"']*)
      | (?P<entity>&(?:\#\d{1,7};?|\#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};?))
      | (?P<blank>[ \t\n\r\f]+)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE: Final = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")

_PARAGRAPHS: Final = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr"]
)
_LINES: Final = frozenset(
    [
        "div",
        "li",
        "tr",
        "dt",
        "dd",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "address",
        "center",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "form",
        "fieldset",
        "figure",
        "figcaption",
        "body",
        "html",
        "legend",
        "option",
    ]
)
_INLINE: Final = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "area",
        "audio",
        "b",
        "base",
        "bdi",
        "bdo",
        "big",
        "br",
        "button",
        "canvas",
        "cite",
        "code",
        "col",
        "colgroup",
        "data",
        "datalist",
        "del",
        "details",
        "dfn",
        "em",
        "embed",
        "font",
        "i",
        "iframe",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "link",
        "map",
        "mark",
        "meta",
        "meter",
        "noscript",
        "object",
        "optgroup",
        "output",
        "param",
        "picture",
        "progress",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "select",
        "slot",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "svg",
        "td",
        "textarea",
        "th",
        "time",
        "track",
        "tt",
        "u",
        "var",
        "video",
        "wbr",
        "script",
        "style",
        "head",
        "title",
        "template",
        "attribute",
    ]
)
_HIDDEN: Final = frozenset({"script", "style", "head", "title", "template"})
_KNOWN: Final = _PARAGRAPHS | _LINES | _INLINE
# What keeps on working when it isn't closed; <div>, <p>, <li> and <td> are left open by the tools themselves.
_MUST_CLOSE: Final = frozenset(
    [
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "mark",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "ul",
        "ol",
        "table",
        "blockquote",
    ]
)
_NO_BREAK_BLANKS: Final = "\xa0\u2007\u202f"

_any_markup = re.compile(rf"</?(?:{'|'.join(sorted(_KNOWN))})\b[^<>]*>|<!--", re.IGNORECASE)
_usual_markup = re.compile(
    r"</(?:p|div|b|i|u|strong|em|span|a|li|ul|ol|h[1-6]|td|table|font)>|<(?:br|hr)\s*/?>|<(?:p|div)(?:\s[^<>]*)?>|<img\s",
    re.IGNORECASE,
)


def holds_tags(text: str) -> bool:
    """Whether a text holds any HTML tag at all."""
    return _any_markup.search(text) is not None


def looks_like_html(text: str) -> bool:
    """Whether a text that may be plain is HTML: it has tags that nobody types by chance."""
    return _usual_markup.search(text) is not None


class HtmlReading(NamedTuple):
    """The text of HTML, the spans of it that stand for placeholder elements, and what is wrong with the HTML."""

    layer: Layer
    inserted: tuple[tuple[int, int], ...]
    faults: tuple[Fault, ...]


def read_html(below: Layer) -> HtmlReading:
    """Read the HTML in a layer; offsets of faults are offsets of that layer's text."""
    reader = _Reader(below.text)
    text, source_map = reader.read()
    return HtmlReading(HtmlText(text, source_map, below), tuple(reader.inserted), tuple(reader.faults))


class HtmlText(Layer):
    """The text of an HTML fragment."""

    def __init__(self, text: str, source_map: SourceMap, below: Layer):
        super().__init__(text, source_map, below, below.place)

    def escape(self, start: int, end: int, new: str) -> str | None:
        """`new` with `&`, `<` and `>` as entities; a line end would be no line end in HTML."""
        return None if re.search(r"[\r\n\t]|  ", new) else escape_html(new, quote=False)


class _Reader:
    """One pass over HTML; blanks and line breaks wait until there is text to put behind them."""

    def __init__(self, html: str):
        self._html = html
        self._builder = MapBuilder()
        self._breaks = 0
        self._waiting: tuple[int, int] | None = None  # the raw span of what waits
        self._blank: tuple[int, int] | None = None
        self._open: list[tuple[str, int]] = []
        self._preformatted = 0
        self._at_start = True
        self.inserted: list[tuple[int, int]] = []
        self.faults: list[Fault] = []

    def read(self) -> tuple[str, SourceMap]:
        position = 0
        while match := _TOKEN.match(self._html, position):
            position = match.end()
            kind = match.lastgroup
            if kind == "text":
                self._text(match[0], match.start())
            elif kind == "tag":
                position = self._tag(match)
            elif kind == "blank":
                self._blanks(match[0], match.start())
            elif kind == "entity":
                self._entity(match[0], match.start())
            elif kind == "sign":
                self._sign(match[0], match.start())
            elif kind == "unclosed":
                position = self._unclosed(match[0], match.start())
        for name, start in self._open[:1]:  # what is open around it is usually open because of it
            self.faults.append(Fault(start, f"a closing </{name}> is expected"))
        return self._builder.build()

    def _text(self, text: str, raw: int) -> None:
        self._flush()
        self._builder.run(text, raw)

    def _sign(self, sign: str, raw: int) -> None:
        self._text(" " if sign in _NO_BREAK_BLANKS else sign, raw)

    def _blanks(self, blanks: str, raw: int) -> None:
        if self._preformatted:
            self._text(blanks, raw)
        elif self._blank is None and not self._breaks and not self._at_start:
            self._blank = (raw, raw + len(blanks))

    def _entity(self, entity: str, raw: int) -> None:
        decoded = unescape(entity)
        if decoded == entity:
            self._text(entity, raw)
            return
        self._flush()
        self._builder.atom(" " if decoded in _NO_BREAK_BLANKS else decoded, raw, len(entity))

    def _flush(self) -> None:
        """Write the line breaks or the blank that wait, now that text follows."""
        if self._breaks and self._waiting and not self._at_start:
            start, end = self._waiting
            self._builder.atom("\n" * self._breaks, start, end - start, fixed=True)
        elif self._blank:
            start, end = self._blank
            raw = self._html[start:end]
            if raw == " ":
                self._builder.run(" ", start)
            else:
                self._builder.atom(" ", start, end - start, fixed=True)
        self._breaks, self._waiting, self._blank, self._at_start = 0, None, None, False

    def _break(self, lines: int, start: int, end: int, *, adds: bool = False) -> None:
        self._breaks = self._breaks + lines if adds else max(self._breaks, lines)
        self._waiting = (self._waiting[0] if self._waiting else start, end)
        self._blank = None

    def _tag(self, match: re.Match[str]) -> int:
        """Take a tag; gives the place to go on at."""
        name, start, end = match["name"].lower(), match.start(), match.end()
        closes = match[0].startswith("</")
        if name == "br":
            self._break(1, start, end, adds=True)
        elif name in _PARAGRAPHS:
            self._break(2, start, end)
        elif name in _LINES:
            self._break(1, start, end)
        elif name in ("td", "th"):
            self._blanks(match[0], start)
        elif name == "attribute" and not closes:
            self._placeholder(match)
        elif name not in _KNOWN and self._is_typed(match):
            self._text(match[0], start)
        if name == "pre":
            self._preformatted = max(0, self._preformatted + (-1 if closes else 1))
        if name in _MUST_CLOSE:
            self._note(name, start, closes, is_empty=match["attributes"].endswith("/"))
        return self._end_of_hidden(name, start, end) if name in _HIDDEN and not closes else end

    def _end_of_hidden(self, name: str, start: int, end: int) -> int:
        """Where a script, a style or the like ends: nobody reads what is in it."""
        closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self._html, end)
        if closing is not None:
            return closing.end()
        self.faults.append(Fault(start, f"a closing </{name}> is expected"))
        return len(self._html)

    def _is_typed(self, match: re.Match[str]) -> bool:
        """Whether a tag is a leftover that somebody typed, such as `<naam>`: no element is called so."""
        return not re.search(r"[-:]", match["name"]) and "=" not in match[0] and not match[0].endswith("/>")

    def _placeholder(self, match: re.Match[str]) -> None:
        """Intercom's empty element, written as the tool writes it in plain text."""
        values = {key.lower(): unescape(a or b or c) for key, a, b, c in _ATTRIBUTE.findall(match["attributes"])}
        key = re.sub(r"[{}\n|]", "", values.get("key", ""))
        default = re.sub(r"[{}\s]+", " ", values.get("default", "")).replace('"', '\\"')
        self._flush()
        start = self._builder.length
        text = f'{{{{{key}|fallback:"{default}"}}}}' if default else f"{{{{{key}}}}}"
        self._builder.atom(text, match.start(), match.end() - match.start(), fixed=True)
        self.inserted.append((start, start + len(text)))

    def _note(self, name: str, start: int, closes: bool, *, is_empty: bool) -> None:
        if not closes:
            if not is_empty:
                self._open.append((name, start))
        elif self._open and self._open[-1][0] == name:
            self._open.pop()
        else:  # overlapping tags: <b><i></b></i>
            number = next(
                (n for n in range(len(self._open) - 1, max(-1, len(self._open) - 30), -1) if self._open[n][0] == name),
                None,
            )
            if number is not None:
                del self._open[number]

    def _unclosed(self, head: str, start: int) -> int:
        """A comment or a tag that never ends; says where to go on. A `<` before a word that is no tag is text."""
        if head == "<!--":
            self.faults.append(Fault(start, 'a closing "-->" is expected'))
            return len(self._html)
        if head.lstrip("</").lower() not in _KNOWN:
            self._text(head, start)
            return start + len(head)
        self.faults.append(Fault(start, f'a closing ">" is expected behind "{head}"'))
        following = self._html.find("<", start + 1)
        return len(self._html) if following < 0 else following
