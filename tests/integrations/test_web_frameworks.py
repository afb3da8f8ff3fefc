"""Rails, Express and Django: the example itself, in its own language, against a real service."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.integrations.conftest import EXAMPLES, NODE_MODULES, needs_node_package
from tests.server.conftest import Running

UNKIND = "Bel even met onze klantenservice. ^Sander"
KIND = "Hoi Anja, ik zoek het nu voor je uit. ^Sander"
NOBODY = "http://127.0.0.1:9"  # the discard port: nothing answers

# --- Rails

RUBY = """
require "active_model"
require "active_support/all"
require "logger"
module Rails; def self.logger = @logger ||= Logger.new($stderr); end
require "webcare_lint"
require "kind_reply_validator"
class CannedResponse
  include ActiveModel::Model
  include ActiveModel::Validations
  attr_accessor :body, :send_anyway
  validates :body, kind_reply: { channel: "x", visibility: "public" }
end
def told(**given) = CannedResponse.new(**given).tap(&:validate).errors.map { |error| [error.attribute, error.type, error.message] }
"""


def ruby(script: str, url: str) -> str:
    if shutil.which("ruby") is None:
        pytest.skip("no ruby here: apt-get install ruby ruby-activemodel")
    if subprocess.run(["ruby", "-e", "require 'active_model'"], capture_output=True, check=False).returncode:
        pytest.skip("no ActiveModel here: apt-get install ruby-activemodel")
    command = ["ruby", "-I", str(EXAMPLES / "rails"), "-rjson", "-e", RUBY + script]
    environment = {**os.environ, "WEBCARE_LINT_URL": url, "LANG": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_rails_model_refuses_what_must_not_be_sent(service: Running) -> None:
    script = f'puts JSON.generate([told(body: "{UNKIND}"), told(body: "{KIND}"), told(body: ""), told(body: "{UNKIND}", send_anyway: true)])'
    unkind, kind, empty, anyway = json.loads(ruby(script, service.url))
    ((attribute, kind_of_error, message),) = unkind
    assert (attribute, kind_of_error) == ("body", "unkind")
    assert "klantenservice" in message
    assert kind == empty == anyway == []


def test_a_rails_model_does_without_the_service(service: Running) -> None:
    assert json.loads(ruby(f'puts JSON.generate(told(body: "{UNKIND}"))', NOBODY)) == []
    script = 'begin; WebcareLint.findings("tekst", chanel: "x"); rescue ArgumentError => error; puts error.message; end'
    assert 'did you mean "channel"' in ruby(script, service.url)


# --- Express


def express(tmp_path: Path, url: str) -> tuple[subprocess.Popen[str], httpx.Client]:
    if shutil.which("node") is None:
        pytest.skip("no node here")
    needs_node_package("express")
    for name in ("server.js", "package.json"):
        shutil.copy(EXAMPLES / "express" / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    process = subprocess.Popen(
        ["node", "server.js"], cwd=tmp_path, stdout=subprocess.PIPE, text=True, env={**os.environ, "PORT": "0", "WEBCARE_LINT_URL": url}
    )  # fmt: skip
    assert process.stdout
    port = re.search(r"\d+", process.stdout.readline())
    assert port
    return process, httpx.Client(base_url=f"http://127.0.0.1:{port[0]}", trust_env=False)


def test_an_express_route_holds_a_reply_with_an_error_until_the_agent_says_so(tmp_path: Path, service: Running) -> None:
    process, client = express(tmp_path, service.url)
    with process, client:
        held = client.post("/tickets/3/replies", json={"reply": f"😜 {UNKIND}"})
        assert held.status_code == 422
        redirect = next(error for error in held.json()["errors"] if error["rule"] == "channel-redirect")
        assert redirect["start_utf16"] == 3, "as JavaScript counts"
        assert client.post("/tickets/3/replies", json={"reply": UNKIND, "anyway": True}).status_code == 201
        assert client.post("/tickets/3/replies", json={"reply": KIND}).json() == {"sent": KIND}
        process.terminate()


def test_an_express_route_does_without_the_service(tmp_path: Path) -> None:
    process, client = express(tmp_path, NOBODY)
    with process, client:
        assert client.post("/tickets/3/replies", json={"reply": UNKIND}).status_code == 201
        process.terminate()


# --- Django


def test_a_django_form_refuses_what_must_not_be_sent() -> None:
    pytest.importorskip("django", reason="no Django here: pip install django")
    script = f"""
import care, json
from django.test import Client
client = Client()
page = client.get("/")
refused, sent = client.post("/", {{"reply": {UNKIND!r}}}), client.post("/", {{"reply": {KIND!r}}})
print(json.dumps([page.status_code, page.content.decode(), refused.status_code, refused.content.decode(), sent.status_code]))
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(EXAMPLES / "django"), *sys.path])}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", env=environment, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown, page, refused, told, sent = json.loads(done.stdout)
    assert (shown, refused, sent) == (200, 422, 201)
    assert "<webcare-lint-composer" in page
    assert "klantenservice’ stuurt de klant weg" in told
