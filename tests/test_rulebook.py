"""Bad rules, cues, lists and configurations: one line that names file, line and field, and says what to type."""

from __future__ import annotations

from pathlib import Path

import pytest

from webcare_lint import Config, Linter, Problem, Problems
from webcare_lint.config import find_config, read_config
from webcare_lint.frontends.starters import CONFIG, RULE

GOOD = RULE.format(name="kosteloos")


def problems(folder: Path, **files: str) -> str:
    """What is said when the house rules in `folder` are loaded."""
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path = path.with_name(path.name.replace("_yaml", ".yaml"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with pytest.raises((Problem, Problems)) as caught:
        Linter(Config(rule_paths=(folder,)))
    return str(caught.value)


def test_the_starter_rule_loads(tmp_path: Path) -> None:
    (tmp_path / "kosteloos.yaml").write_text(GOOD, encoding="utf-8")
    linter = Linter(Config(rule_paths=(tmp_path,)))
    assert [finding.rule for finding in linter.lint("Hoi Anna, dat is kosteloos. ^Bo").findings] == ["kosteloos"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("severity: warning ", "severity: waarning ", ":4: severity"),
        ("kind: forbid", "kind: forbidd", "'forbid'"),
        ("cue: kosteloos}", "cue: redirct}", 'there is no cue "redirct"; did you mean "redirect"?'),
        ("kind: forbid, cue: kosteloos}", "kind: answered, cue: kosteloos}", "check: 'what' is missing"),
        (
            "kind: forbid, cue: kosteloos}", "kind: answered, what: reply, smalltalk: thanks, answers: help, slak: 2}",
            'check.slak: "slak" is no key here; did you mean "slack"?',
        ),
        ("commandment: 7 ", "commandment: 12 ", ":3: commandment: write the commandment it belongs to"),
        ("{match}", "{matsch}", 'no field of this check; did you mean "match"?'),
        ("{match}", "{match", "a brace without its partner"),
        ("title: Zeg", "titel: Zeg", '"titel" is no key here; did you mean "title"?'),
        ('    - "kosteloos"', '    - "kosteloos {care-dsk}"', '{care-dsk} is no list and no token class; did you mean "care-desk"?'),
        ('    - "kosteloos"', '    - "kosteloos?"', "write (word)? with brackets"),
        ('    - "kosteloos"', '    - "kosteloos', "a quote is opened and never closed"),
        ("why: Zo", "why: Let op: zo", 'quote this line: "why: Let op'),
        ("  nl:\n    - \"kosteloos\"", "  nl:\n  - \"kosteloos\"\n   - \"x\"", "indentation"),
        ("  - good:", "  - goed:", '"goed" is no key here'),
        ("severity: warning ", "severity: warning\nseverity: info ", 'the key "severity" stands here twice'),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    text = problems(tmp_path, kosteloos_yaml=GOOD.replace(old, new))
    assert said in text
    assert "kosteloos.yaml:" in text


def test_a_rule_without_examples_is_refused(tmp_path: Path) -> None:
    assert "examples: is missing" in problems(tmp_path, kosteloos_yaml=GOOD.split("# Minstens")[0])
    assert "at least one `bad` and one `good`" in problems(tmp_path, kosteloos_yaml=GOOD.split("  - good:")[0])


def test_two_rules_with_one_id_are_refused(tmp_path: Path) -> None:
    assert 'the id "snark" is taken by' in problems(tmp_path, snark_yaml=GOOD.replace("kosteloos", "snark"))


def test_a_list_that_includes_itself_is_refused(tmp_path: Path) -> None:
    text = problems(
        tmp_path,
        lists__nl__eigen_yaml="meaning: x\nitems:\n  - a {ander}\n",
        lists__nl__ander_yaml="meaning: x\nitems:\n  - b {eigen}\n",
    )
    assert "the list {eigen} includes itself" in text
    assert "eigen.yaml:2" in text


def test_every_mistake_of_a_folder_is_named_at_once(tmp_path: Path) -> None:
    text = problems(tmp_path, een_yaml="title: [", twee_yaml=GOOD.replace("title:", "titel:"), drie_yaml="- a\n- b\n")
    assert {"een.yaml", "twee.yaml", "drie.yaml"} <= {Path(line.split(":")[0]).name for line in text.splitlines()}


def test_a_file_that_is_not_utf8_names_the_byte(tmp_path: Path) -> None:
    (tmp_path / "kosteloos.yaml").write_bytes(GOOD.replace("Zo praten", "Zó praten").encode("cp1252"))
    assert "byte 13 (0xe9) is not UTF-8" in problems(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "no such folder of rules" in problems(tmp_path / "weg")


def test_a_broken_rule_quotes_no_text_of_customers(tmp_path: Path) -> None:
    text = problems(tmp_path, kosteloos_yaml=GOOD.replace("  - good:", "  - customer: {geheim: Jan Jansen}\n    good:"))
    assert "Jan Jansen" not in text


# --- configuration


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        ("selct: [5]\n", '1: selct: "selct" is no key here; did you mean "select"?'),
        ("language: de\n", "'nl' or 'en' is expected"),
        ("select: [5]\nignore: [5]\n", '"5" is both selected and ignored'),
        ("ignore: [snark]\nseverity: {snark: info}\n", '"snark" is ignored and given a severity'),
        ("thresholds: {empathy_share: veel}\n", "thresholds.empathy_share: a number is expected"),
        ("severity: {snark: ernstig}\n", "severity.snark"),
    ],
)
def test_a_mistake_in_a_configuration_is_named(tmp_path: Path, yaml: str, said: str) -> None:
    path = tmp_path / ".webcare-lint.yaml"
    path.write_text(yaml, encoding="utf-8")
    with pytest.raises((Problem, Problems)) as caught:
        read_config(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"select": ["snrak"]}, '"snrak" is no rule, commandment or severity; did you mean "snark"?'),
        ({"severity": {"snrak": "info"}}, 'there is no rule "snrak"; did you mean "snark"?'),
        ({"cues": {"redirct": {"phrases+": ["x"]}}}, 'there is no cue "redirct"; did you mean "redirect"?'),
        ({"cues": {"redirect": {"phrases-": ["staat er niet"]}}}, '"staat er niet" is not in it'),
        ({"cues": {"redirect": {"phrases+": ["bel ons?"]}}}, "write (word)? with brackets"),
        ({"lists": {"care-dsk": {"items+": ["x"]}}}, 'there is no list "care-dsk"; did you mean "care-desk"?'),
    ],
)
def test_a_configuration_that_names_what_is_not_there_is_refused(config: dict[str, object], said: str) -> None:
    with pytest.raises((Problem, Problems)) as caught:
        Linter(Config.model_validate(config))
    assert said in str(caught.value)


def test_the_starter_configuration_loads(tmp_path: Path) -> None:
    path = tmp_path / ".webcare-lint.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    assert read_config(path) == Config()


def test_a_configuration_is_found_upwards(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / ".webcare-lint.yaml").write_text("ignore: [no-signature]\n", encoding="utf-8")
    assert find_config(deep) == tmp_path / ".webcare-lint.yaml"


def test_pyproject_holds_a_configuration(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.webcare-lint]\nignore = ["no-signature", 5]\npreview = true\n', encoding="utf-8"
    )
    found = find_config(tmp_path)
    assert found is not None
    config = read_config(found)
    assert config.ignore == ("no-signature", "5")
    assert config.preview
    assert "no-signature" not in {rule.id for rule in Linter.from_file(tmp_path).rules}


def test_rule_paths_are_relative_to_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "regels").mkdir()
    (tmp_path / "regels" / "kosteloos.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / ".webcare-lint.yaml").write_text("rule_paths: [regels]\n", encoding="utf-8")
    assert "kosteloos" in {rule.id for rule in Linter.from_file(tmp_path / ".webcare-lint.yaml").rules}
