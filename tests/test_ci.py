"""What is made to be pasted into CI: the files fit their schemas, and their shell steps run for real."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
LIBRARY = """\
- id: retour
  title: Retour
  text: Bel even met onze klantenservice.
"""
GOOD = """\
- id: morgen
  title: Morgen
  text: Hoi, je pakket ligt morgen voor 12.00 uur bij je in de bus. Groet, Sander
"""


def example(name: str) -> str:
    """The code block of docs/ci.md that begins with this file's name."""
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    found = re.search(rf"```yaml\n# {re.escape(name)}\n(.*?)```", page, re.DOTALL)
    assert found, name
    return found[1]


def run(*command: str | Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*map(str, command)], cwd=folder, env=os.environ | variables, capture_output=True, text=True, check=False
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository with a good and a bad library, one of them with a blank in its name."""
    folder = tmp_path / "repository"
    (folder / "macros").mkdir(parents=True)
    (folder / "macros" / "web care.yaml").write_text(LIBRARY, encoding="utf-8")
    (folder / "macros" / "goed.yaml").write_text(GOOD, encoding="utf-8")
    for arguments in (
        ["init", "-q"],
        ["config", "user.email", "a@b.example"],
        ["config", "user.name", "Test"],
        ["add", "."],
        ["commit", "-qm", "x"],
    ):
        assert run("git", *arguments, folder=folder).returncode == 0
    return folder


# --- schemas


@pytest.mark.parametrize(
    ("name", "schema", "more"),
    [
        ("action.yml", "vendor.github-actions", []),
        ("ci/gitlab.yml", "vendor.gitlab-ci", ["--data-transform", "gitlab-ci"]),
        (".github/workflows/webcare.yml", "vendor.github-workflows", []),
        (".gitlab-ci.yml", "vendor.gitlab-ci", ["--data-transform", "gitlab-ci"]),
    ],
)
def test_files_for_ci_fit_their_schemas(name: str, schema: str, more: list[str], tmp_path: Path) -> None:
    pytest.importorskip("check_jsonschema", reason="no check-jsonschema here: pip install check-jsonschema")
    path = ROOT / name
    if not path.exists():
        path = tmp_path / "example.yml"
        path.write_text(example(name), encoding="utf-8")
    done = run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *more, path, folder=tmp_path)
    assert done.returncode == 0, done.stdout


def test_the_workflow_of_the_page_uses_only_inputs_and_outputs_that_the_action_has() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    text = example(".github/workflows/webcare.yml")
    step = next(step for step in yaml.safe_load(text)["jobs"]["macros"]["steps"] if step.get("id") == "lint")
    assert set(step["with"]) <= set(action["inputs"])
    assert set(re.findall(r"steps\.lint\.outputs\.([\w-]+)", text)) <= set(action["outputs"])


def test_the_job_of_the_page_uses_only_variables_that_the_template_has() -> None:
    template = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))
    assert set(yaml.safe_load(example(".gitlab-ci.yml"))["variables"]) <= set(template["variables"])


# --- the GitHub action


class Action:
    """Runs the steps of action.yml as GitHub's runner does, without its own actions."""

    def __init__(self, workspace: Path, temporary: Path, inputs: dict[str, str]):
        self.action: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        self.workspace = workspace
        self.inputs = {name: str(given.get("default", "")) for name, given in self.action["inputs"].items()} | inputs
        self.files = {name: temporary / name for name in ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in self.files.values():
            path.write_text("", encoding="utf-8")
        self.variables = {name: str(path) for name, path in self.files.items()} | {"RUNNER_TEMP": str(temporary)}

    def filled_in(self, text: str) -> str:
        def value(match: re.Match[str]) -> str:
            return str(ROOT) if match[1] == "github.action_path" else self.inputs[match[1].removeprefix("inputs.")]

        return re.sub(r"\$\{\{ (\S+) \}\}", value, text)

    def step(self, name: str) -> subprocess.CompletedProcess[str]:
        step = next(step for step in self.action["runs"]["steps"] if step["name"] == name)
        given = {key: self.filled_in(text) for key, text in step.get("env", {}).items()}
        script = Path(self.variables["RUNNER_TEMP"]) / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        done = run(
            "bash", "--noprofile", "--norc", "-eo", "pipefail", script, folder=self.workspace, **self.variables, **given
        )
        self.variables |= self.read("GITHUB_ENV")
        return done

    def read(self, name: str) -> dict[str, str]:
        lines = self.files[name].read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """The command as an installed script, for steps that come after the installation."""
    path = tmp_path / "webcare-lint"
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m webcare_lint "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


def checked(
    repository: Path, temporary: Path, command: Path, **inputs: str
) -> tuple[Action, subprocess.CompletedProcess[str]]:
    action = Action(repository, temporary, {name.replace("_", "-"): value for name, value in inputs.items()})
    action.variables["WEBCARE_LINT"] = str(command)
    return action, action.step("Check")


def test_the_action_annotates_summarises_and_fails(repository: Path, tmp_path: Path, command: Path) -> None:
    action, done = checked(
        repository, tmp_path, command, paths="macros/*.yaml\n", sarif="out.sarif", html="report.html"
    )
    assert done.returncode == 1, done.stderr
    assert "::error file=macros/web care.yaml,line=3" in done.stdout
    assert "title=channel-redirect" in done.stdout
    assert "| 2 · Blijf in het kanaal | 1 |" in action.files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    outputs = action.read("GITHUB_OUTPUT")
    assert outputs["exit-code"] == "1"
    assert Path(outputs["summary"]).is_file()
    assert json.loads((repository / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert (repository / "report.html").is_file()


def test_the_action_passes_a_good_library_and_its_options(repository: Path, tmp_path: Path, command: Path) -> None:
    assert checked(repository, tmp_path, command, paths="macros/goed.yaml")[1].returncode == 0
    assert (
        checked(repository, tmp_path, command, paths="macros/web care.yaml", options="--ignore=2\n")[1].returncode == 0
    )
    assert checked(repository, tmp_path, command, paths="macros/web care.yaml", fail_on="never")[1].returncode == 0
    assert checked(repository, tmp_path, command, paths="macros/**/*.yaml", no_text="true")[1].returncode == 1


def test_a_pattern_that_matches_nothing_fails_loudly(repository: Path, tmp_path: Path, command: Path) -> None:
    action, done = checked(repository, tmp_path, command, paths="weg/*.json")
    assert done.returncode == 2
    assert "weg/*.json" in done.stderr
    assert action.read("GITHUB_OUTPUT")["exit-code"] == "2"


def test_no_input_is_run_as_a_script(repository: Path, tmp_path: Path, command: Path) -> None:
    for name in ("paths", "config", "fail_on", "sarif", "html", "no_text", "options"):
        given = {"paths": "macros/goed.yaml", name: '$(touch gevonden)"; touch gevonden; `touch gevonden`'}
        checked(repository, tmp_path, command, **given)
        assert not (repository / "gevonden").exists(), name
    scripts = [
        step.get("run", "")
        for step in yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    ]
    assert not any("${{" in script for script in scripts)


def with_our_packages() -> dict[str, str]:
    """A new virtual environment then finds what is installed here, and pip installs webcare-lint alone."""
    return {
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }


def test_the_action_installs_itself(repository: Path, tmp_path: Path) -> None:
    action = Action(repository, tmp_path, {"paths": "macros/goed.yaml"})
    action.variables |= with_our_packages()
    done = action.step("Install webcare-lint")
    assert done.returncode == 0, done.stderr
    installed = Path(action.read("GITHUB_ENV")["WEBCARE_LINT"])
    assert installed.is_relative_to(tmp_path)
    done = action.step("Check")
    assert done.returncode == 0, done.stdout + done.stderr


# --- the GitLab template


def test_the_gitlab_job_runs_and_leaves_its_reports(repository: Path) -> None:
    template = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))
    job = template["webcare-lint"]
    variables = {name: given["value"] for name, given in template["variables"].items()}
    variables |= with_our_packages() | {
        "WEBCARE_LINT_PACKAGE": f"{ROOT}[report]",
        "WEBCARE_LINT_PATHS": "macros/*.yaml\n",
    }
    done = run(
        "bash",
        "-eo",
        "pipefail",
        "-c",
        "\n".join([*job["before_script"], *job["script"]]),
        folder=repository,
        **variables,
    )
    assert done.returncode == 1, done.stderr
    assert "channel-redirect" in done.stdout
    reports = job["artifacts"]["reports"]
    issues = json.loads((repository / reports["codequality"]).read_text(encoding="utf-8"))
    assert {issue["location"]["path"] for issue in issues} == {"macros/web care.yaml"}
    for path in (reports["junit"], *job["artifacts"]["paths"]):
        assert (repository / path).is_file(), path


def test_the_gitlab_job_says_that_it_needs_paths(repository: Path) -> None:
    job = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["webcare-lint"]
    done = run(
        "bash",
        "-eo",
        "pipefail",
        "-c",
        "\n".join(job["script"]),
        folder=repository,
        WEBCARE_LINT_PATHS="",
        WEBCARE_LINT_OPTIONS="",
    )
    assert done.returncode == 2
    assert "WEBCARE_LINT_PATHS" in done.stderr


# --- pre-commit


@pytest.fixture(scope="session")
def hook_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as pre-commit clones it, with what has not been committed yet."""
    folder = tmp_path_factory.mktemp("hooks") / "webcare-lint"
    folder.mkdir()
    for name in ("src", "rules"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder)
    for arguments in (
        ["init", "-q"],
        ["config", "user.email", "a@b.example"],
        ["config", "user.name", "Test"],
        ["add", "."],
        ["commit", "-qm", "x"],
        ["tag", "v0.1.0"],
    ):
        assert run("git", *arguments, folder=folder).returncode == 0
    return folder


def test_the_hook_runs_as_the_page_shows_it(repository: Path, hook_repository: Path, tmp_path: Path) -> None:
    pytest.importorskip("pre_commit", reason="no pre-commit here: pip install pre-commit")
    config = example(".pre-commit-config.yaml").replace(
        "https://github.com/your-organisation/webcare-lint", str(hook_repository)
    )
    (repository / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    variables = with_our_packages() | {"PRE_COMMIT_HOME": str(tmp_path / "hooks")}
    run("git", "add", ".", folder=repository)
    bad = run(sys.executable, "-m", "pre_commit", "run", "--all-files", folder=repository, **variables)
    assert bad.returncode == 1, bad.stdout + bad.stderr
    assert "channel-redirect" in bad.stdout
    assert "macros/web care.yaml" in bad.stdout
    good = run(sys.executable, "-m", "pre_commit", "run", "--files", "macros/goed.yaml", folder=repository, **variables)
    assert good.returncode == 0, good.stdout
    assert "Passed" in good.stdout


@pytest.mark.parametrize(
    ("name", "takes"),
    [
        ("macros.json", True),
        ("support/canned-responses.yaml", True),
        ("standaardantwoorden/retour.md", True),
        ("Saved_Replies.csv", True),
        ("package.json", False),
        ("src/macrosystem.json", False),
    ],
)
def test_by_itself_the_hook_takes_files_that_say_what_they_are(name: str, takes: bool) -> None:
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
    assert bool(re.search(hook["files"], name)) is takes
