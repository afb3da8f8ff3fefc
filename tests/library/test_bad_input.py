"""Bad input gets one line with file, line and what was expected, and never hides the good entries."""

from __future__ import annotations

import json
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from webcare_lint.errors import Problem
from webcare_lint.library import Library, read_library

SECRET = "Geheim van mevrouw Jansen"
RECORDS = [{"id": number, "short_code": f"t{number}", "content": f"{SECRET} {number}"} for number in range(1, 5)]


def read(path: Path, content: str | bytes, **options: Any) -> Library:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_library(path, **options)


def problems(library: Library) -> list[tuple[int | None, str]]:
    for problem in library.problems:
        assert problem.path == library.path
        assert SECRET not in str(problem)
        assert "\n" not in str(problem)
    return [(problem.line, problem.expected) for problem in library.problems]


def ids(library: Library) -> list[str]:
    return [entry.id for entry in library.entries]


def test_a_truncated_export_gives_the_whole_entries_and_one_line(tmp_path: Path) -> None:
    text = json.dumps(RECORDS, indent=1)
    library = read(tmp_path / "a.json", text[: text.index("t4")])
    [(line, expected)] = problems(library)
    assert "truncated" in expected
    assert line == 19
    assert ids(library) == ["1", "2", "3"]
    assert library.source == "chatwoot"


def test_an_export_cut_between_two_entries_is_truncated_too(tmp_path: Path) -> None:
    text = json.dumps({"macros": [{"id": 1, "actions": [{"field": "comment_value", "value": "Hoi"}]}]})
    library = read(tmp_path / "a.json", text[:-2])
    [(line, expected)] = problems(library)
    assert (line, ids(library)) == (1, ["1"])
    assert '"]" is expected' in expected


@pytest.mark.parametrize(
    ("wrong", "good", "read_all"),
    [
        ('"id": 2,', '"id": 2', True),  # a comma lost
        ('"content": "', '"content": ', False),  # a quote lost
        ('"id": 2', '"id" 2', False),  # a colon lost
    ],
)
def test_a_mistake_in_one_entry_leaves_the_others(wrong: str, good: str, read_all: bool, tmp_path: Path) -> None:
    before, record, after = json.dumps(RECORDS, indent=1).partition('"id": 2')
    library = read(tmp_path / "a.json", before + (record + after).replace(wrong, good, 1))
    assert len(problems(library)) == 1
    assert ids(library) == (["1", "2", "3", "4"] if read_all else ["1", "3", "4"])


def test_yaml_with_a_mistake_in_one_entry_leaves_the_others(tmp_path: Path) -> None:
    text = "".join(f"- id: t{number}\n  text: 'Hoi {number}'\n" for number in range(1, 5))
    library = read(tmp_path / "a.yaml", text.replace("'Hoi 2'", f"{SECRET}: dat: is mis"))
    assert [line for line, _ in problems(library)] == [4]
    assert ids(library) == ["t1", "t3", "t4"]


@pytest.mark.parametrize("syntax", ["json", "yaml"])
def test_cp1252_where_only_utf8_is_allowed_is_said_and_read(syntax: str, tmp_path: Path) -> None:
    text = '[{"id": 1, "short_code": "a",\n "content": "Eén…"}]' if syntax == "json" else "- id: '1'\n  text: Eén…\n"
    library = read(tmp_path / "a", text.encode("cp1252"))
    [(line, expected)] = problems(library)
    assert line == 2
    assert "cp1252" in expected
    assert [entry.text for entry in library.entries] == ["Eén…"]


def test_bytes_in_no_encoding_are_said_once_and_the_rest_is_read(tmp_path: Path) -> None:
    library = read(tmp_path / "a.csv", "Titel;Tekst\nEén;Hoi één\nTwee;".encode() + b"stuk \xff hier\n")
    assert problems(library) == [(3, "byte 0xff is not UTF-8; save the file again as UTF-8")]
    assert [entry.text for entry in library.entries] == ["Hoi één", "stuk \ufffd hier"]


def test_a_bom_is_no_mistake(tmp_path: Path) -> None:
    library = read(tmp_path / "a.json", b"\xef\xbb\xbf" + json.dumps(RECORDS).encode())
    assert (problems(library), len(library.entries)) == ([], 4)


def test_a_file_over_the_limit_is_refused_in_one_line(tmp_path: Path) -> None:
    library = read(tmp_path / "a.json", json.dumps(RECORDS * 40_000), most_bytes=1_000_000)
    assert library.entries == ()
    [problem] = library.problems
    assert str(problem) == f"{tmp_path / 'a.json'}: larger than 1 MB; split the library into smaller files"


def test_an_id_that_is_used_twice_is_said_and_both_are_read(tmp_path: Path) -> None:
    library = read(tmp_path / "a.json", json.dumps([RECORDS[0], RECORDS[1], RECORDS[0]], indent=0))
    assert problems(library) == [(12, "an id of its own is expected; this one stands on line 2 already")]
    assert ids(library) == ["1", "2", "1"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Hoi <b>daar</p>", "a closing </b> is expected"),
        ("<p>Hoi <a href='x'>daar</p>", "a closing </a> is expected"),
        ("<p>Hoi daar</p><p class=", 'a closing ">" is expected behind "<p"'),
        ("<p>Hoi daar</p><!-- en verder", 'a closing "-->" is expected'),
    ],
)
def test_html_that_does_not_close_is_said_and_read(html: str, expected: str, tmp_path: Path) -> None:
    library = read(tmp_path / "a.json", json.dumps([{"id": 1, "folder_id": 2, "content_html": html}], indent=1))
    assert problems(library) == [(5, expected)]
    assert [entry.text for entry in library.entries] == ["Hoi daar"]


def test_a_div_that_does_not_close_is_how_freshdesk_writes(tmp_path: Path) -> None:
    record = {"id": 1, "folder_id": 2, "content_html": "<div><p>Hoi<p>daar<ul><li>a<li>b</ul>"}
    assert problems(read(tmp_path / "a.json", json.dumps([record]))) == []


@pytest.mark.parametrize(
    "content", [json.dumps([{"short_code": "a", "content": "Hoi \0 daar"}]), "Titel,Tekst\na,Hoi \0 daar\n"]
)
def test_a_nul_is_said_and_replaced(content: str, tmp_path: Path) -> None:
    library = read(tmp_path / "a", content)
    assert len(problems(library)) == 1
    assert [entry.text for entry in library.entries] == ["Hoi \ufffd daar"]


@pytest.mark.parametrize(
    "content", ["[" * 100_000, '{"a":' * 100_000, "- " * 100_000 + "a", "[" * 100_000 + "]" * 100_000]
)
@pytest.mark.parametrize("source", ["json", "yaml", None])
def test_deep_nesting_is_refused_in_one_line(content: str, source: str | None, tmp_path: Path) -> None:
    library = read(tmp_path / "a", content, source=source)
    assert library.entries == () or source is None
    if source == "json" and not content.startswith("-"):
        assert [line for line, _ in problems(library)] == [1]


def test_a_csv_without_the_declared_column_is_refused_in_one_line(tmp_path: Path) -> None:
    library = read(tmp_path / "a.csv", f"Kop;Verhaal\nx;{SECRET}\n", mapping={"text": "Antwoord"})
    [(line, expected)] = problems(library)
    assert line == 1
    assert 'a column "Antwoord" is expected' in expected
    assert library.entries == ()


@pytest.mark.parametrize("source", [None, "json", "zendesk"])
def test_a_zip_given_as_json_is_refused_in_one_line(source: str | None, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.json", "w") as archive:
        archive.writestr("macros.json", SECRET)
    library = read_library(tmp_path / "a.json", source=source)
    assert problems(library) == [(1, "text is expected; this is a ZIP archive: unpack it or export it again")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('Titel;Tekst\na;"Hoi"\nb;"nooit dicht\nc;Hoi\n', 3),
        ('Titel;Tekst\na;"Hoi"\nb;"dicht" en door\nc;Hoi\n', 3),
        ("Titel;Tekst\na;Hoi\nb\nc;Hoi\n", 3),
        ("Titel;Tekst\na;Hoi\nb;Hoi;en;meer\nc;Hoi\n", 3),
    ],
)
def test_a_broken_record_of_a_table_leaves_the_others(content: str, line: int, tmp_path: Path) -> None:
    library = read(tmp_path / "a.csv", content)
    assert [found for found, _ in problems(library)] == [line]
    assert ids(library)[0] == "#1"


def test_a_yaml_bomb_does_not_expand(tmp_path: Path) -> None:
    levels = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    library = read(tmp_path / "a.yaml", f"a: &a [x, x, x]\n{levels}entries:\n- title: T\n  text: Hoi\n", source="yaml")
    assert [entry.text for entry in library.entries] == ["Hoi"]


def test_yaml_constructs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    library = read(
        path, f"- title: T\n  text: !!python/object/apply:os.system ['touch {tmp_path}/x']\n- title: U\n  text: Hoi\n"
    )
    assert [entry.text for entry in library.entries] == ["Hoi"]
    assert not (tmp_path / "x").exists()


def test_previews_of_help_scout_are_not_read(tmp_path: Path) -> None:
    library = read(tmp_path / "a.json", json.dumps([{"id": 1, "name": "A", "preview": "Hoi {%customer.fi"}]))
    [(line, expected)] = problems(library)
    assert (line, library.entries) == (1, ())
    assert "previews only" in expected


@pytest.mark.parametrize("content", ["", "   \n", "{}", "[]", "[1, 2]", '{"a": 1}', '"tekst"', "---\n", "\x00\x00\x00"])
@pytest.mark.parametrize("source", [None, "json", "yaml", "csv", "zendesk", "markdown", "text"])
def test_nothing_to_read_never_raises(content: str, source: str | None, tmp_path: Path) -> None:
    library = read(tmp_path / "a", content, source=source)
    assert all(str(problem).startswith(str(tmp_path)) for problem in library.problems)


def test_json_without_a_text_says_how_to_declare_it(tmp_path: Path) -> None:
    [(line, expected)] = problems(read(tmp_path / "a.json", '{"items":\n [{"kop": "a", "verhaal": "b"}]}'))
    assert line == 1
    assert "library: {text: KEY}" in expected


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    [problem] = read_library(tmp_path / "weg.json").problems
    assert "No such file" in str(problem)


def test_a_wrong_source_or_mapping_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(Problem, match='did you mean "zendesk"'):
        read_library(tmp_path, source="zendeks")
    with pytest.raises(Problem, match='did you mean "language"'):
        read_library(tmp_path, mapping={"langauge": "x"})


def test_a_folder_says_which_file_is_bad_and_reads_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hoi", encoding="utf-8")
    (tmp_path / "b.json").write_bytes(b"PK\x03\x04")
    library = read_library(tmp_path)
    assert [entry.id for entry in library.entries] == ["a"]
    assert [problem.path for problem in library.problems] == [tmp_path / "b.json"]


# --- workbooks --------------------------------------------------------------------------------------------------


def workbook(path: Path) -> Path:
    openpyxl = pytest.importorskip("openpyxl", reason="XLSX is an extra")
    pytest.importorskip("defusedxml", reason="XLSX is an extra")
    book = openpyxl.Workbook()
    book.active.append(["Titel", "Tekst", "Actief"])
    book.active.append(["Eén", "Hoi één\ndaar", "ja"])
    book.active.append([None, None, None])
    book.active.append(["Twee", "Weg ermee", "nee"])
    book.create_sheet("Anders").append(["x"])
    book.save(path)
    return path


def test_a_workbook_is_read_by_rows_and_can_not_be_edited(tmp_path: Path) -> None:
    library = read_library(workbook(tmp_path / "a.bin"))
    [entry] = library.entries
    assert (library.source, entry.id, entry.title, entry.text, entry.field) == (
        "xlsx",
        "#1",
        "Eén",
        "Hoi één\ndaar",
        "Tekst",
    )
    assert entry.position(4) == (2, 2)
    assert entry.edit(0, 3, "Dag") is None
    assert [(item.id, item.why) for item in library.skipped] == [("#2", "inactive")]


def test_without_the_extra_a_workbook_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "a.xlsx")
    monkeypatch.setitem(sys.modules, "defusedxml", None)
    assert ["webcare-lint[xlsx]" in str(problem) for problem in read_library(path).problems] == [True]


def test_an_entity_in_a_workbook_is_not_expanded(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            is_xml = name.endswith(("sharedStrings.xml", "sheet1.xml"))
            archive.writestr(name, bomb + data.replace(b"Hoi", b"&b;") if is_xml else data)
    library = read_library(path)
    assert library.entries == ()
    assert len(library.problems) == 1


# --- nothing takes longer than it should ------------------------------------------------------------------------

UNITS = [
    "<", "<a ", "<a '\"", "<b>", "<!--", "<script>", "&", "&amp", " ", "\n", "{{", "{%", "{% if x %}", "{% if x %}a{% endif %}", "{nick",
    "[", "[a](", "![", "`", "```\n", "**a", "_", "#{", "%{", "{!", "\\", '"', "'", "a:", "- ", "[b]", "\u00a0", "  \n", "<attribute ",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
@pytest.mark.parametrize("shape", ["html", "markdown", "chat", "yaml", "csv", "file", "bbcode"])
def test_the_time_is_proportional_to_the_size(shape: str, unit: str, tmp_path: Path) -> None:
    text = unit * (60_000 // len(unit))
    content, source = {
        "html": (json.dumps([{"id": 1, "folder_id": 1, "content_html": text}]), "freshdesk"),
        "chat": (json.dumps([{"short_code": "a", "content": text}]), "chatwoot"),
        "markdown": (f"## A\n\n{text}\n", "markdown"),
        "yaml": (f"- text: {text}\n", "yaml"),
        "csv": (f"titel,tekst\n{text}\n", "csv"),
        "file": (text, None),
        "bbcode": (json.dumps([{"id": 1, "msg": text, "auto_send": 0}]), "livehelperchat"),
    }[shape]
    started = time.process_time()
    for entry in read(tmp_path / "a", content, source=source).entries:
        assert entry.placeholders is not None
        entry.variants()
    assert time.process_time() - started < 2


def test_many_mistakes_are_counted_and_not_all_shown(tmp_path: Path) -> None:
    library = read(tmp_path / "a.json", "[" + "1 " * 5_000 + "]")
    assert len(library.problems) == 201
    assert "more problems" in str(library.problems[-1])


def test_a_table_with_unknown_columns_says_how_to_declare_them(tmp_path: Path) -> None:
    [(line, expected)] = problems(read(tmp_path / "a.csv", f"Kop;Verhaal\nx;{SECRET}\ny;{SECRET}\n"))
    assert line == 1
    assert "library: {text: COLUMN}" in expected


def test_a_declared_house_format_does_not_get_in_the_way_of_other_files(tmp_path: Path) -> None:
    for name, content in {"a.md": "# K\n\n## T\n\nHoi", "b.txt": "Hoi, daar.", "c.json": json.dumps(RECORDS)}.items():
        library = read(tmp_path / name, content, mapping={"text": "antwoord"})
        assert library.problems == ()
        assert library.entries


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("macros.json", "<html><body>502 Bad Gateway</body></html>", "records with a text are expected"),
        ("macros.yaml", "Deze export is verlopen.", "records with a text are expected"),
        ("macros.csv", "Deze export is verlopen.", "a column Tekst"),
    ],
)
def test_an_error_page_that_was_saved_as_an_export_is_no_reply(
    name: str, content: str, expected: str, tmp_path: Path
) -> None:
    try:
        library = read(tmp_path / name, content)
    except Problem as problem:
        said = [problem]
    else:
        assert library.entries == ()
        said = [*library.problems]
    assert expected in str(said[0])
    assert f"{name}:1:" in str(said[0])


def test_a_yaml_file_with_a_single_title_and_text_is_a_library(tmp_path: Path) -> None:
    library = read(tmp_path / "een.yaml", "Groet: Fijn dat je er bent.\n")
    assert [(entry.title, entry.text) for entry in library.entries] == [("Groet", "Fijn dat je er bent.")]
