"""What ``ews-inspector record`` says when it cannot do what it is asked."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest


def record(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from inspector.cli import main; main()", "record", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--upstream is missing"),
        (("--upstream", "mail.example.com"), "is no server URL"),
        (("--upstream", "https://[broken"), "is no server URL"),
        (("--upstream", "http://127.0.0.1:1", "--listen", "8080"), "no address to listen on"),
        (("--upstream", "http://127.0.0.1:1", "--listen", "127.0.0.1:99999"), "no address to listen on"),
        (("--mode", "forward", "--upstream", "http://127.0.0.1:1"), "has no --upstream"),
    ],
)
def test_wrong_options_are_refused_in_one_line(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    file = tmp_path / "a.jsonl"
    done = record("-o", str(file), *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not file.exists()


def test_a_file_that_exists_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("precious")
    done = record("-o", str(file), "--upstream", "http://127.0.0.1:1", "--listen", "127.0.0.1:0")
    assert done.returncode == 2
    assert "exists already" in done.stderr and "Traceback" not in done.stderr
    assert file.read_text() == "precious"


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        file = tmp_path / "a.jsonl"
        done = record("-o", str(file), "--upstream", "http://127.0.0.1:1", "--listen", f"127.0.0.1:{port}")
    assert done.returncode == 2
    assert "could not start" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_help_has_an_example() -> None:
    done = record("--help")
    assert done.returncode == 0
    assert "Example: ews-inspector record --upstream" in done.stdout
