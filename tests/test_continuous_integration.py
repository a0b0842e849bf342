"""The hooks and the action that others' CI runs: their steps run as a runner runs them."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from inspector import cassettes_dir
from inspector.cli.main import main

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
STEPS = [step for step in ACTION["runs"]["steps"] if "env" in step]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a cassette where the action looks for some, and the command on its path."""
    folder = tmp_path / ACTION["inputs"]["cassettes"]["default"]
    folder.mkdir(parents=True)
    shutil.copy(cassettes_dir() / "mail.jsonl", folder)
    (tmp_path / "bin").mkdir()
    command = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m inspector "$@"\n'
    (tmp_path / "bin" / "ews-inspector").write_text(command)
    (tmp_path / "bin" / "ews-inspector").chmod(0o700)
    return tmp_path


def run(step: dict[str, Any], repository: Path) -> subprocess.CompletedProcess[str]:
    """Runs a step in the way of GitHub's runner: bash with -e and pipefail, the inputs in the environment."""
    environment = {"PATH": f"{repository / 'bin'}:/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    for name, value in step["env"].items():
        environment[name] = re.sub(
            r"\$\{\{ inputs\.(\w+) \}\}", lambda found: ACTION["inputs"][found[1]]["default"], value
        )
    words = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
    return subprocess.run(
        words, cwd=repository, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_action_installs_the_package_that_it_came_with() -> None:
    install = next(step["run"] for step in ACTION["runs"]["steps"] if step.get("name") == "Install")
    assert install.split()[-1] == '"$GITHUB_ACTION_PATH"'
    assert (ROOT / "pyproject.toml").is_file()


def test_the_action_annotates_findings_and_passes_what_is_clean(repository: Path) -> None:
    judged, looked = (run(step, repository) for step in STEPS)
    assert (judged.returncode, looked.returncode) == (0, 0), judged.stderr + looked.stderr
    assert "::notice file=tests/cassettes/mail.jsonl,line=5,col=1,title=CDT001" in judged.stdout
    assert looked.stdout == "tests/cassettes/mail.jsonl: nothing is left\n"


def test_the_action_fails_where_a_secret_is_left(repository: Path) -> None:
    file = repository / "tests" / "cassettes" / "mail.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    lines[1] = re.sub(
        rb'"headers":\[', b'"headers":[["Authorization","Basic a2ltOkF1dDBiYWhuIQ=="],', lines[1], count=1
    )
    file.write_bytes(b"".join(lines))
    looked = run(STEPS[1], repository)
    assert looked.returncode == 1
    assert "secret in request header Authorization" in looked.stdout


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_passes_a_clean_cassette_that_it_is_for(
    hook: dict[str, str], repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = repository / "tests" / "cassettes" / "mail.jsonl"
    assert re.search(hook["files"], file.relative_to(repository).as_posix())
    assert hook["entry"].startswith("ews-inspector ")
    with pytest.raises(SystemExit) as end:
        main([*shlex.split(hook["entry"])[1:], str(file)])
    assert end.value.code in (None, 0), capsys.readouterr().err
