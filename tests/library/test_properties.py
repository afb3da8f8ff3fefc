"""Whatever the text: written by the usual libraries it is read the same, and an edit gives exactly what was meant."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from webcare_lint.library import Entry, apply_edits, read_library

LETTERS = st.sampled_from(list("abc éü€’😊\U0001f1f3 \"'\\/,;:#-&<>{}[]|*%@!?.\n\t1\u2028\u0301"))
TEXTS = st.text(LETTERS, min_size=1, max_size=40).map(str.strip).filter(lambda text: bool(text))
Writer = Callable[[str], str]


def json_writer(*, is_ascii: bool, indent: int | None) -> Writer:
    return lambda text: json.dumps([{"short_code": "a", "text": text, "z": 1}], ensure_ascii=is_ascii, indent=indent)


def php_writer(text: str) -> str:
    return (
        json.dumps([{"titel": "a", "text": text}]).replace("/", "\\/").replace("<", "\\u003c").replace("'", "\\u0027")
    )


def csv_writer(*, delimiter: str, quoting: int) -> Writer:
    def write(text: str) -> str:
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(  # type: ignore[arg-type]
            [["titel", "tekst"], ["a", text], ["b", "einde"]]
        )
        return stream.getvalue()

    return write


def yaml_writer(style: str | None, width: int) -> Writer:
    def write(text: str) -> str:
        return yaml.safe_dump(
            [{"title": "a", "text": text}, {"title": "b", "text": "einde"}],
            default_style=style, width=width, allow_unicode=True,
        )  # fmt: skip

    return write


WRITERS: dict[str, Writer] = {
    "json": json_writer(is_ascii=False, indent=None),
    "json-ascii": json_writer(is_ascii=True, indent=2),
    "json-php": php_writer,
    "csv": csv_writer(delimiter=",", quoting=csv.QUOTE_MINIMAL),
    "csv-semicolon": csv_writer(delimiter=";", quoting=csv.QUOTE_ALL),
    "csv-tab": csv_writer(delimiter="\t", quoting=csv.QUOTE_MINIMAL),
    "yaml-plain": yaml_writer(None, 20),
    "yaml-single": yaml_writer("'", 12),
    "yaml-double": yaml_writer('"', 12),
    "yaml-literal": yaml_writer("|", 80),
    "yaml-folded": yaml_writer(">", 12),
}
SOURCE_OF = {"json": "json", "csv": "csv", "yaml": "yaml"}


def first(path: Path, source: str) -> Entry:
    return read_library(path, source=source).entries[0]


def joined(text: str) -> str:
    """YAML's texts may be wrapped by an editor: there the reader joins sentences that run on."""
    return text.replace("\n", " ")


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=150, deadline=None)
@given(text=TEXTS, data=st.data())
def test_what_a_library_writes_is_read_and_edited(name: str, text: str, data: st.DataObject) -> None:
    source = SOURCE_OF[name.split("-")[0]]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "library"
        path.write_bytes(WRITERS[name](text).encode())
        entry = first(path, source)
        if "<" in text and entry.text != text:
            return  # it was taken for HTML
        assert joined(entry.text) == joined(text)
        start = data.draw(st.integers(0, len(entry.text)))
        end = data.draw(st.integers(start, len(entry.text)))
        new = data.draw(TEXTS)
        meant = entry.text[:start] + new + entry.text[end:]
        if "<" in meant or (edit := entry.edit(start, end, new)) is None:
            return
        apply_edits(path, [edit])
        assert joined(first(path, source).text) == joined(meant).rstrip()


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, data=st.data())
def test_html_gives_the_text_back_and_takes_an_edit(text: str, data: st.DataObject) -> None:
    words = " ".join(text.split())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "library"
        html = f"<p>{escape(words)}</p>\n<p>einde</p>"
        path.write_text(json.dumps([{"id": 1, "folder_id": 1, "content_html": html}]), encoding="utf-8")
        entry = first(path, "freshdesk")
        assert entry.text == f"{words}\n\neinde"
        start = data.draw(st.integers(0, len(words)))
        end = data.draw(st.integers(start, len(words)))
        edit = entry.edit(start, end, "x & <y>")
        if edit is not None:
            apply_edits(path, [edit])
            meant = words[:start] + "x & <y>" + words[end:]
            assert first(path, "freshdesk").text == f"{meant}\n\neinde"


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from(list("<>/pb!-= \"'&;#x&lt;a\n{}%[]*_`\\|,:-\ufeff\0é")), max_size=60))
@pytest.mark.parametrize("source", ["json", "yaml", "csv", "markdown", "text", "zendesk", "livehelperchat", None])
def test_no_text_makes_a_reader_fail(source: str | None, text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "library"
        for content in (text, json.dumps([{"id": 1, "folder_id": 1, "content_html": text, "text": text}])):
            path.write_bytes(content.encode())
            for entry in read_library(path, source=source).entries:
                places = [entry.source_span(offset, offset + 1) for offset in range(len(entry.text))]
                assert places == sorted(places)
                assert all(start <= end for start, end in places)
                assert entry.placeholders is not None
                assert entry.variants()
