"""Two workers on this machine, one of which loses its executor in the middle: every row comes back, once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.spark.conftest import session
from webcare_lint import Linter
from webcare_lint.frontends.spark import lint_frame

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # Spark's own
    pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="the executors are looked for in /proc"),
]

TEXTS = ["Hoi Anna, bel even met onze klantenservice. ^Bo", "😜", ""]
ROWS, PARTITIONS = 24_000, 24


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with session("local-cluster[2,1,1024]", tmp_path_factory.mktemp("cluster")) as made:
        yield made


def executors(application: str) -> list[int]:
    """The processes of the executors of one application."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if application.encode() in words and any(word.endswith(b"ExecutorBackend") for word in words):
            found.append(int(path.parent.name))
    return found


def test_nothing_is_lost_and_nothing_comes_twice_when_an_executor_is_killed(spark: Any, linter: Linter) -> None:
    rows = [(number, TEXTS[number % 3] if number % 5 else None) for number in range(ROWS)]
    df = spark.createDataFrame(rows, "number int, text string").repartition(PARTITIONS)
    killed: list[int] = []

    def kill_one_in_the_middle() -> None:
        tracker = spark.sparkContext.statusTracker()
        until = time.monotonic() + 300
        while not killed and time.monotonic() < until:
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            if any(stage and stage.numTasks == PARTITIONS and stage.numCompletedTasks for stage in stages):
                killed.append(executors(spark.sparkContext.applicationId)[0])
                os.kill(killed[0], signal.SIGKILL)
            time.sleep(0.02)

    killer = threading.Thread(target=kill_one_in_the_middle)
    killer.start()
    found = lint_frame(df).collect()
    killer.join()
    assert killed
    assert sorted(row.number for row in found) == list(range(ROWS))
    expected = {text: [finding.rule for finding in linter.lint(text).findings] for text in TEXTS}
    for row in found:
        said = None if row.findings is None else [finding.rule for finding in row.findings]
        assert said == (expected[row.text] if row.text is not None else None)
    assert Counter(row.problem for row in found) == {None: ROWS * 4 // 5, "text: it is empty (null)": ROWS // 5}
