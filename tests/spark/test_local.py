"""Linting a Spark frame says what linting its rows says, for every row once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.spark.conftest import session
from webcare_lint import Config, Linter, Message, Problem, Reply
from webcare_lint.frontends.spark import lint_frame

pytestmark = pytest.mark.filterwarnings("ignore")  # Spark's own

REDIRECT = "Hoi Anna, bel even met onze klantenservice. ^Sander"
GOOD = "Hoi Anna, je pakket ligt morgen voor 12.00 uur bij je in de bus. ^Sander"
PAGE = Path(__file__).parents[2] / "docs" / "spark.md"


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with session("local[2]", tmp_path_factory.mktemp("spark")) as made:
        yield made


def test_each_row_gets_what_the_linter_finds_in_it(spark: Any, linter: Linter) -> None:
    rows = [(number, [REDIRECT, GOOD, "😜", ""][number % 4], ["x", None][number % 2]) for number in range(400)]
    df = spark.createDataFrame(rows, "number int, body string, channel string").repartition(7)
    found = {row.number: row for row in lint_frame(df, text="body").collect()}
    assert sorted(found) == list(range(400))
    for number, text, channel in rows:
        report = linter.lint(Reply(text=text, channel=channel))  # type: ignore[arg-type]
        assert [(f.rule, f.start, f.end, f.message) for f in found[number].findings] == [
            (f.rule, f.start, f.end, f.message) for f in report.findings
        ]
        assert found[number].problem is None


def test_rows_that_hold_no_reply_are_named_and_stay(spark: Any) -> None:
    df = spark.sql(
        "select * from values (1, 'Dank!', 'x'), (2, null, 'x'), (3, cast(x'486f69ff' as string), 'x'), "
        "(4, repeat('lang ', 1000000), 'x'), (5, 'Dank!', 'fax') as t(number, body, channel)"
    )
    said = {row.number: row.problem for row in lint_frame(df, text="body").collect()}
    assert said[1] is None
    assert said[2] == "text: it is empty (null)"
    assert said[3] in ("byte 3 (0xff) is not UTF-8", None)  # Spark may have put U+FFFD there itself
    assert said[4] == "text: at most 1,000,000 characters are expected"
    assert said[5].startswith("channel: ")


def test_numbers_are_no_text(spark: Any) -> None:
    assert lint_frame(spark.range(1).withColumnRenamed("id", "text")).first().problem.startswith("text: ")


def test_what_is_known_around_a_reply_is_used(spark: Any, linter: Linter) -> None:
    df = spark.createDataFrame([("😜", "Waar blijft mijn pakket?!")], "text string, vraag string")
    (row,) = lint_frame(df, context={"customer": "vraag"}).collect()
    asked = Reply(text="😜", thread=(Message(author="customer", text="Waar blijft mijn pakket?!"),))
    assert [finding.rule for finding in row.findings] == [finding.rule for finding in linter.lint(asked).findings]


def test_a_thread_is_a_column_of_structs(spark: Any) -> None:
    kind = "text string, thread array<struct<author: string, text: string, name: string>>"
    df = spark.createDataFrame([("😜", [("customer", "Waar blijft mijn pakket?!", None)]), ("Dank!", None)], kind)
    assert [row.problem for row in lint_frame(df).collect()] == [None, None]


def test_config_and_house_rules_go_with_the_job(spark: Any, tmp_path: Path) -> None:
    from webcare_lint.frontends.starters import RULE

    folder = tmp_path / "regels"
    folder.mkdir()
    (folder / "kosteloos.yaml").write_text(RULE.format(name="kosteloos"), encoding="utf-8")
    config = Config(rule_paths=(folder,), select=("kosteloos",))
    text = "Dat is voor u kosteloos."
    expected = [finding.rule for finding in Linter(config).lint(text).findings]
    job = lint_frame(spark.createDataFrame([(text,)], "text string"), config=config)
    (folder / "kosteloos.yaml").unlink()
    folder.rmdir()  # as on another machine
    assert [finding.rule for finding in job.first().findings] == expected == ["kosteloos"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"text": "body"}, 'there is no column "body"'),
        ({"config": Config(rule_paths=(Path("weg"),))}, "no such folder"),
    ],
)
def test_what_can_not_be_linted_is_told_before_a_job_starts(spark: Any, options: Any, said: str) -> None:
    with pytest.raises(Problem, match=said):
        lint_frame(spark.createDataFrame([("x",)], "text string"), **options)


def test_the_sql_of_the_page_counts_what_is_found(spark: Any) -> None:
    sql = re.search(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert sql
    df = spark.createDataFrame([(REDIRECT,), (REDIRECT,), (GOOD,), (None,)], "body string")
    lint_frame(df, text="body").createOrReplaceTempView("linted")
    counts = {row.rule: row.replies for row in spark.sql(sql[1]).collect()}
    assert counts["channel-redirect"] == 2
