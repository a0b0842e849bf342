"""The plugin in a project that has a module with the name of its package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["inspector.py", "inspector/__init__.py"])
def test_a_project_with_an_inspector_of_its_own_is_tested_and_told(tmp_path: Path, name: str) -> None:
    own = tmp_path / name
    own.parent.mkdir(exist_ok=True)
    own.write_text("ANSWER = 42\n")
    (tmp_path / "test_own.py").write_text(
        "import inspector\n\ndef test_own():\n    assert inspector.ANSWER == 42\n"
    )
    told = [line for line in run(tmp_path).splitlines() if "ews-inspector" in line]
    assert len(told) == 1
    assert str(own) in told[0]


def test_a_project_without_one_has_the_fixtures(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text(
        "def test_own(ews_simulator):\n    assert ews_simulator.url.startswith('http://127.0.0.1:')\n"
    )
    assert "turned off" not in run(tmp_path)
