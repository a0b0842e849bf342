"""The examples of docs/simulator.md run as they are written there, where there is the tool that they need."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.clock import ManualClock
from inspector.serve import Hosted
from inspector.simulator import Contents, Simulator
from tests.clients import javascript

PAGE = Path(__file__).parents[2] / "docs" / "simulator.md"
NODE = pytest.mark.skipif(not javascript.has_node(), reason="there is no node with npm on this machine")
JAVA = pytest.mark.skipif(shutil.which("javac") is None, reason="there is no Java compiler on this machine")


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a simulator with five messages and more in its inbox."""
    simulator = Simulator(more=Contents(messages=30))
    with Hosted(simulator, ManualClock()).server() as running:
        yield running.url


def example(language: str) -> str:
    """The example of the page in a language."""
    (code,) = (each for each in re.findall(rf"(?s)```{language}\n(.*?)```", PAGE.read_text("utf-8")))
    return str(code)


def told(folder: Path, *words: str, **environment: str) -> list[str]:
    done = subprocess.run(
        words,
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("tool", ["pipx", "uvx"])
def test_a_line_that_installs_nothing(tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"there is no {tool} on this machine")
    (line,) = re.findall(rf"(?m)^{tool} .*$", PAGE.read_text("utf-8"))
    with subprocess.Popen(
        [*line.split(), "--listen", "127.0.0.1:0"],
        cwd=PAGE.parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        timer = threading.Timer(300, process.kill)  # an environment is made first
        timer.start()
        try:
            told = "".join(process.stdout.readline() for _ in range(2))
            found = re.search(r"http://127\.0\.0\.1:\d+", told)
            assert found, told + process.stderr.read()
            with urllib.request.urlopen(found[0] + "/EWS/Services.wsdl", timeout=10) as answer:
                assert b"definitions" in answer.read()
        finally:
            timer.cancel()
            process.terminate()


def test_the_fixture_of_pytest(tmp_path: Path) -> None:
    code = next(
        each
        for each in re.findall(r"(?s)```python\n(.*?)```", PAGE.read_text("utf-8"))
        if "ews_simulation" in each
    )
    (tmp_path / "test_inbox.py").write_text(code)
    lines = told(tmp_path, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_inbox.py")
    assert "1 passed" in lines[-1]


@NODE
def test_javascript(server: str, tmp_path: Path) -> None:
    javascript.install()
    (tmp_path / "inbox.js").write_text(example("js"))
    lines = told(tmp_path, "node", "inbox.js", server, NODE_PATH=str(javascript.HERE / "node_modules"))
    assert lines[0] == "31 items"
    assert len(lines) == 6


@JAVA
def test_java(server: str, tmp_path: Path) -> None:
    (tmp_path / "Inbox.java").write_text(example("java"))
    assert len(told(tmp_path, "java", "Inbox.java", server)) == 5
