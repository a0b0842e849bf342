"""What ``ews-inspector record`` says when it cannot do what it is asked."""

import socket
import subprocess
from pathlib import Path

import pytest

from tests.processes import Process, run


def record(*options: str) -> subprocess.CompletedProcess[str]:
    return run("record", *options)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--upstream is missing"),
        (("--upstream", "mail.example.com"), "is no server URL"),
        (("--upstream", "https://[broken"), "is no server URL"),
        (("--upstream", "http://anna:pw@127.0.0.1:1"), "has a user"),
        (("--upstream", "http://127.0.0.1:1", "--listen", "8080"), "no address to listen on"),
        (("--upstream", "http://127.0.0.1:1", "--listen", "127.0.0.1:99999"), "no address to listen on"),
        (("--upstream", "http://127.0.0.1:1", "--listen", "127.0.0.1:٨٠٨٠"), "no address to listen on"),
        (("--mode", "forward", "--upstream", "http://127.0.0.1:1"), "has no --upstream"),
        (("--mode", "forward", "--listen", "0.0.0.0:0"), "Give --proxy-auth USER:PASSWORD, or --open"),
        (("--mode", "forward", "--proxy-auth", "joe"), "has no password"),
        (("--mode", "forward", "--ports", "http"), "no ports"),
        (("--upstream", "http://127.0.0.1:1", "--open"), "--open is for a forward proxy"),
        (("--upstream", "http://127.0.0.1:1", "--upstream-proxy", "socks://p"), "is no proxy URL"),
        (("--upstream", "http://127.0.0.1:1", "--max-body", "much"), "no size"),
        (("--upstream", "http://127.0.0.1:1", "--client-cert", "none.pem"), "No such file"),
        (("--upstream", "http://127.0.0.1:1", "--client-cert", __file__), "in PEM form"),
        (("--upstream", "http://127.0.0.1:1", "--schemas", "none"), "none"),
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


def test_a_port_that_is_taken_is_said_as_replay_says_it_and_leaves_no_file(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        file = tmp_path / "a.jsonl"
        done = record("-o", str(file), "--upstream", "http://127.0.0.1:1", "--listen", f"127.0.0.1:{port}")
        replay = run("replay", "sample:mail", "--listen", f"127.0.0.1:{port}")
    assert done.returncode == replay.returncode == 2
    assert (
        done.stderr
        == replay.stderr
        == (
            f"ews-inspector: 127.0.0.1:{port}: the server cannot listen here (Address already in use). "
            "Choose another port, or 0 for a free one.\n"
        )
    )
    assert not file.exists()


def test_what_a_recorder_has_left_that_was_killed_before_anything_came_can_be_recorded_to(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a.jsonl"
    options = ["--upstream", "http://127.0.0.1:1", "--listen", "127.0.0.1:0"]
    for _ in range(2):
        recorder = Process("record", "-o", str(file), *options)
        assert recorder.stdout is not None
        assert "recording to" in recorder.stdout.readline()
        recorder.kill()
        recorder.communicate(timeout=30)
        assert file.exists()


def test_the_help_has_an_example() -> None:
    done = record("--help")
    assert done.returncode == 0
    assert "ews-inspector record --upstream" in done.stdout.partition("Example:")[2]
