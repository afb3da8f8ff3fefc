"""Rules that change under a running service."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server.conftest import HOUSE_RULE, running, write_house
from webcare_lint.frontends.server.rules import load_rules
from webcare_lint.frontends.server.settings import Settings

NEW_RULE = HOUSE_RULE.replace('"foei"', '"fluit"').replace("<<foei>>", "<<fluit>>")
START = """
import sys
from pathlib import Path
from webcare_lint.frontends.server import serve
if __name__ == "__main__":
    serve(Path(sys.argv[1]), port=0, workers=int(sys.argv[2]), rate_limit=float(sys.argv[3]) or None, access_log=True)
"""


def until(holds: Callable[[], Any], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to hold"
        time.sleep(0.05)


def finds(client: httpx.Client, word: str) -> bool:
    report = client.post("/v1/lint", json={"text": f"Nou, {word} zeg."}).json()
    return any(finding["rule"] == "huisregel" for finding in report["findings"])


def test_a_changed_file_changes_the_rules_and_no_request_is_lost(tmp_path: Path) -> None:
    config = write_house(tmp_path / "house")
    rule = config.parent / "huisregels" / "huisregel.yaml"
    with (
        running(Settings(config_path=config, port=0), load_rules(config), watch=True) as service,
        service.client() as client,
    ):
        assert finds(client, "foei")
        statuses: list[int] = []
        stop = threading.Event()

        def keep_asking() -> None:
            with service.client() as other:
                while not stop.is_set():
                    statuses.append(other.post("/v1/lint", json={"text": "Nou, foei zeg."}).status_code)

        asking = threading.Thread(target=keep_asking)
        asking.start()
        rule.write_text(NEW_RULE, encoding="utf-8")
        until(lambda: finds(client, "fluit"))
        stop.set()
        asking.join()
        assert not finds(client, "foei")
        assert set(statuses) == {200}


def test_a_batch_is_answered_by_the_rules_it_began_with(tmp_path: Path) -> None:
    config = write_house(tmp_path / "house")
    rule = config.parent / "huisregels" / "huisregel.yaml"
    with (
        running(Settings(config_path=config, port=0), load_rules(config), watch=True) as service,
        service.client() as client,
        service.client() as other,
    ):

        def body() -> Iterator[bytes]:
            yield b'{"text": "Nou, foei zeg."}\n'
            rule.write_text(NEW_RULE, encoding="utf-8")
            until(lambda: finds(other, "fluit"))
            yield b'{"text": "Nou, foei zeg."}\n'

        answers = [json.loads(line) for line in client.post("/v1/lint/batch", content=body()).text.splitlines()]
    first, second = answers
    assert second["findings"] == first["findings"] != []
    assert second["rules_version"] == first["rules_version"]


def test_rules_that_do_not_load_leave_the_old_ones(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = write_house(tmp_path / "house")
    rule = config.parent / "huisregels" / "huisregel.yaml"
    with (
        running(Settings(config_path=config, port=0), load_rules(config), watch=True) as service,
        service.client() as client,
    ):
        before = client.get("/readyz").json()["rules_version"]
        rule.write_text("title: [", encoding="utf-8")
        until(lambda: client.get("/readyz").json()["reload"] == "failed")
        assert finds(client, "foei")
        assert client.get("/readyz").json()["rules_version"] == before
        assert 'webcare_lint_reloads_total{outcome="failed"} 1.0' in client.get("/metrics").text
        assert re.search(r"the old ones stay: .*huisregel\.yaml:\d+", caplog.text)
        rule.write_text(NEW_RULE, encoding="utf-8")
        until(lambda: client.get("/readyz").json()["reload"] == "loaded")
        assert finds(client, "fluit")


@contextmanager
def process(
    config: Path, folder: Path, workers: int = 1, rate: float = 0
) -> Iterator[tuple[subprocess.Popen[bytes], str, Path]]:
    """The service as a process of its own: the process, its address, its log."""
    script, log = folder / "start.py", folder / "log.txt"
    script.write_text(START, encoding="utf-8")
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, str(script), str(config), str(workers), str(rate)], stderr=output, env=os.environ
        )
    try:
        until(lambda: started.poll() is not None or "http://" in log.read_text())
        match = re.search(r"http://\S+", log.read_text())
        assert match, log.read_text()
        until(lambda: log.read_text().count("ready with rules") == workers)
        yield started, match[0], log
    finally:
        if started.poll() is None:
            started.terminate()
        started.wait(30)


def new_connections(url: str) -> httpx.Client:
    """A client that connects anew for every request, so that every worker gets its share."""
    return httpx.Client(base_url=url, timeout=30, trust_env=False, headers={"Connection": "close"})


@pytest.mark.parametrize("workers", [1, 2])
def test_a_hangup_reloads_and_a_term_lets_requests_finish(tmp_path: Path, workers: int) -> None:
    config = write_house(tmp_path / "house")
    rule = config.parent / "huisregels" / "huisregel.yaml"
    with process(config, tmp_path, workers) as (started, url, log), new_connections(url) as client:
        assert finds(client, "foei")
        stamp = rule.stat().st_mtime_ns
        rule.write_text(HOUSE_RULE.replace("foei", "boos"), encoding="utf-8")  # as long as before, and as old:
        os.utime(rule, ns=(stamp, stamp))  # only the hangup can tell
        started.send_signal(signal.SIGHUP)
        until(lambda: log.read_text().count("rules reloaded") == workers)
        assert all(finds(client, "boos") for _ in range(6))
        body = b"".join(json.dumps({"text": f"Bel ons even op. {number}"}).encode() + b"\n" for number in range(3000))
        answers: list[str] = []
        asking = threading.Thread(
            target=lambda: answers.extend(client.post("/v1/lint/batch", content=body).text.splitlines())
        )
        asking.start()
        time.sleep(0.3)
        started.terminate()
        asking.join(30)
        assert len(answers) == 3000
        assert started.wait(30) in (0, -signal.SIGTERM)
        assert "Traceback" not in log.read_text()


def test_workers_share_their_figures_and_their_rate(tmp_path: Path) -> None:
    config = write_house(tmp_path / "house")
    with process(config, tmp_path, workers=2, rate=20) as (_, url, log), new_connections(url) as client:
        statuses = [client.post("/v1/lint", json={"text": "Hoi"}).status_code for _ in range(120)]
        answered = statuses.count(200)
        assert set(statuses) == {200, 429}
        assert answered < 110
        time.sleep(1)
        figures = client.get("/metrics").text
        assert f'webcare_lint_replies_total{{language="nl"}} {float(answered)}' in figures
        assert len(set(re.findall(r" (\d+) INFO POST", log.read_text()))) == 2, "one worker did all"


def test_rules_that_do_not_load_are_told_before_anything_listens(tmp_path: Path) -> None:
    config = write_house(tmp_path / "house")
    config.write_text("select: [chanel-redirect]\n", encoding="utf-8")
    script = tmp_path / "start.py"
    script.write_text(START, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(config), "1", "0"], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode != 0
    assert 'did you mean "channel-redirect"?' in done.stderr
    assert "http://" not in done.stderr


def test_a_port_that_is_taken_is_told(settings: Settings, service: Any) -> None:
    from webcare_lint.errors import Problem
    from webcare_lint.frontends.server.run import _bind

    port = int(service.url.rsplit(":", 1)[1])
    with pytest.raises(Problem, match=r"--port: .* can't be listened on"):
        _bind(replace(settings, port=port).host, port)
