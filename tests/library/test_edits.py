"""Edits change what they mean to change, in the escapes of the place they stand in, and not a byte elsewhere."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from webcare_lint.errors import Problem
from webcare_lint.library import Edit, Entry, apply_edits, edited, read_library

SAMPLES = Path(__file__).parent / "samples"
HOUSE = {"text": "body", "id": "key", "language": "lang", "channel": "where"}


def copied(name: str, folder: Path) -> Path:
    return Path(shutil.copy(SAMPLES / name, folder / Path(name).name))


def read(path: Path) -> dict[tuple[str, str], Entry]:
    library = read_library(path, mapping=HOUSE if path.name == "house.json" else None)
    return {(entry.id, entry.field): entry for entry in library.entries}


def replace(entry: Entry, old: str, new: str) -> Edit | None:
    start = entry.text.index(old)
    return entry.edit(start, start + len(old), new)


@pytest.mark.parametrize(
    ("name", "key", "old", "new", "raw"),
    [
        ("zendesk.json", ("701", "comment_value_html"), "vóór", "<ná> é", "&lt;n\\u00e1&gt; \\u00e9"),
        ("zendesk.json", ("702", "comment_value"), '"gebroken"', '"kapotte" 💡\n', '\\"kapotte\\" \\ud83d\\udca1\\n'),
        ("chatwoot.json", ("1", "content"), "even", "maar", "maar"),
        ("chatwoot.json", ("3", "content"), "snel", "vandaag", "vandaag"),
        ("zammad.json", ("12", "content"), "😕 ziek", "ziek & “oud”", "ziek &amp; \\u201coud\\u201d"),
        ("zammad.yml", ("#1", "content"), "Dank je wel", "Bedankt", "Bedankt"),
        ("zammad.yml", ("#2", "content"), "foto's", "foto's en video's", "foto''s en video''s"),
        ("zammad.yml", ("#3", "content"), "Eén", 'Zo "n', 'Zo \\"n'),
        ("zammad.yml", ("#4", "content"), "Sorry", "Het spijt ons: A < B # c", "Het spijt ons: A &lt; B # c"),
        ("freshdesk.json", ("51", "content_html"), "foto's", "foto's & <x>", "foto\\u0027s \\u0026amp; \\u0026lt;x\\u0026gt;"),
        ("intercom.json", ("91", "body"), "De factuur", 'De "rekening"', 'De \\"rekening\\"'),
        ("helpscout.json", ("31", "text"), "én", "én/of", "\\u00e9n\\/of"),
        ("helpscout.json", ("31", "chatText"), "😊\n", "", ""),
        ("gorgias.json", ("41", "body_html"), "besteld", "besteld – één", "besteld – één"),
        ("front.json", ("rsp_1", "subject"), "XXX", "2041", "2041"),
        ("osticket.yaml", ("#1", "response"), "De printer", 'De "kleine" printer:', 'De "kleine" printer:'),
        ("salesforce.csv", ("0K91", "Message"), '"Mijn polis"', 'Mijn "polis", hoor', 'Mijn ""polis"", hoor'),
        ("livehelperchat.csv", ("1", "msg"), "Hoi {nick},\n\n", "Dag {nick},\n", "Dag {nick},\r\n"),
        ("livehelperchat.csv", ("2", "languages[0].message"), "accu", 'accu "M"', "accu \\u0022M\\u0022"),
        ("house.yaml", ("open", "text"), "open", "dicht", "dicht"),
        ("house.yaml", ("pauze", "text"), "Mijn", "jouw 'eigen'", "jouw 'eigen'"),
        ("house.json", ("a1", "body"), '"there"', "all", "all"),
        ("excel.csv", ("#1", "Tekst"), "€ 25", "€ 30; “top”", "€ 30; “top”"),
        ("excel.csv", ("#3", "Tekst"), "kan", "gaat", "gaat"),
        ("house.md", ("#1", ""), "dag", "datum", "datum"),
        ("folder/02 borg.txt", ("02 borg", ""), "Hoi!\n", "Hallo!\n\n", "Hallo!\r\n\r\n"),
    ],
)  # fmt: skip
def test_an_edit_is_written_in_the_style_of_its_place(
    name: str, key: tuple[str, str], old: str, new: str, raw: str, tmp_path: Path
) -> None:
    path = copied(name, tmp_path)
    before, texts = path.read_bytes(), {key: entry.text for key, entry in read(path).items()}
    edit = replace(read(path)[key], old, new)
    assert edit is not None
    assert edit.raw_text == raw
    apply_edits(path, [edit])
    after = path.read_bytes()
    assert {other: entry.text for other, entry in read(path).items()} == {**texts, key: texts[key].replace(old, new, 1)}
    encoding, bom = ("cp1252", b"") if name == "excel.csv" else ("utf-8", b"\xef\xbb\xbf" * (name == "freshdesk.json"))
    raw_file = before.removeprefix(bom).decode(encoding)
    assert raw_file[edit.raw_start : edit.raw_end] == edit.raw_before
    assert after == bom + (raw_file[: edit.raw_start] + raw + raw_file[edit.raw_end :]).encode(encoding)


@pytest.mark.parametrize(
    ("name", "key", "old", "new"),
    [
        pytest.param("zendesk.json", ("701", "comment_value_html"), "vrijdag", "maandag", id="spans a tag"),
        pytest.param("zendesk.json", ("701", "comment_value_html"), "Eén\nTwee", "Drie", id="spans two items of a list"),
        pytest.param("zendesk.json", ("701", "comment_value_html"), "lamp", "lamp\nen", id="a line end in HTML"),
        pytest.param("zammad.yml", ("#1", "content"), "foto, wij", "foto", id="a line end that YAML folds"),
        pytest.param("zammad.yml", ("#1", "content"), "foto", "foto: nieuw", id="a colon in a plain scalar"),
        pytest.param("zammad.yml", ("#1", "content"), "Dank", "- Dank", id="a plain scalar that would be a list"),
        pytest.param("zammad.yml", ("#3", "content"), "klaar, #", "klaar #", id="a joined line in double quotes"),
        pytest.param("house.yaml", ("pauze", "text"), "Mijn", "a\nb", id="a line end in a literal block"),
        pytest.param("intercom.json", ("91", "body"), "first_name", "name", id="inside a placeholder element"),
        pytest.param("intercom.json", ("91", "body"), '{{first_name|fallback:"je \\"zaak\\""}}', "x", id="a placeholder element"),
        pytest.param("excel.csv", ("#3", "Tekst"), "kan", "kan; niet", id="the delimiter in a bare cell"),
        pytest.param("excel.csv", ("#1", "Tekst"), "plant", "plant 🌱", id="an emoji in cp1252"),
        pytest.param("house.md", ("#1", ""), "Ongewenste mail", "Spam", id="a line end that Markdown joins"),
        pytest.param("house.md", ("#1", ""), "dag", "*dag*", id="marks in Markdown"),
        pytest.param("livehelperchat.csv", ("3", "languages[0].message"), "Zeg", "Zeg\udcff", id="half a character"),
    ],
)  # fmt: skip
def test_an_edit_that_is_not_safe_is_none(name: str, key: tuple[str, str], old: str, new: str, tmp_path: Path) -> None:
    assert replace(read(copied(name, tmp_path))[key], old, new) is None


def test_several_edits_are_put_in_together_and_of_two_that_overlap_the_first(tmp_path: Path) -> None:
    path = copied("excel.csv", tmp_path)
    entries = read(path)
    edits = [
        replace(entries["#4", "Tekst"], "vóór", "na"),
        replace(entries["#1", "Tekst"], "uw plant", "je plant"),
        replace(entries["#1", "Tekst"], "plant is", "boom was"),
    ]
    result = apply_edits(path, [edit for edit in edits if edit])
    assert len(result.applied) == 2
    assert [entry.text for entry in read(path).values()][::2] == [
        "Goedemorgen,\n\nje plant is – met stro – ingepakt voor € 25.",
        'De "grote" snoei… doet u na maart.',
    ]


def test_a_file_that_has_changed_since_is_left_alone(tmp_path: Path) -> None:
    path = copied("house.tsv", tmp_path)
    edit = replace(read(path)["#1", "text"], "de post", "het pakje")
    path.write_text("title\ttext\nIets\tanders dan eerst.\n", encoding="utf-8")
    assert edit is not None
    with pytest.raises(Problem, match="has changed since"):
        apply_edits(path, [edit])
    assert "anders" in path.read_text(encoding="utf-8")


def test_a_crash_leaves_the_old_file_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = copied("house.tsv", tmp_path)
    before = path.read_bytes()
    edit = replace(read(path)["#1", "text"], "de post", "het pakje")
    assert edit is not None

    def crash(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(Problem, match="No space left"):
        apply_edits(path, [edit])
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["house.tsv"]


def test_a_bom_the_mode_and_a_link_are_kept(tmp_path: Path) -> None:
    path = copied("freshdesk.json", tmp_path)
    path.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to(path)
    edit = replace(read(path)["51", "content_html"], "Hoi", "Dag")
    assert edit is not None
    apply_edits(link, [edit])
    assert link.is_symlink()
    assert path.read_bytes().startswith(b"\xef\xbb\xbf[\r\n")
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_the_encoding_is_kept(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("Titel;Tekst\r\nEén;Dat is één te veel…\r\n".encode(encoding))
    edit = replace(read(path)["#1", "Tekst"], "één", "vóór")
    assert edit is not None
    apply_edits(path, [edit])
    assert path.read_bytes() == "Titel;Tekst\r\nEén;Dat is vóór te veel…\r\n".encode(encoding)


def test_bytes_that_are_no_text_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("Titel;Tekst\nEén;Hoi één\nTwee;".encode() + b"stuk \xff hier\n")
    edit = replace(read(path)["#1", "Tekst"], "één", "twee")
    assert edit is not None
    apply_edits(path, [edit])
    assert path.read_bytes() == "Titel;Tekst\nEén;Hoi twee\nTwee;".encode() + b"stuk \xff hier\n"


def test_edits_can_be_shown_first(tmp_path: Path) -> None:
    path = copied("house.tsv", tmp_path)
    edit = replace(read(path)["#1", "text"], "de post", "het pakje")
    assert edit is not None
    result = edited(path, [edit])
    assert result.after == result.before.replace("de post", "het pakje")
    assert path.read_bytes() == (SAMPLES / "house.tsv").read_bytes()
