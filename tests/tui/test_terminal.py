"""The command in a real terminal: what reaches it, byte by byte."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile import SHORT, write_cassette
from tests.tui.conftest import hostile

_DEADLINE = 60.0


def painted(path: Path, keys: list[bytes], home: Path) -> bytes:
    """Runs the command, types keys when the screen has come to rest, and returns all that it painted."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ |= {"TERM": "xterm-256color", "XDG_STATE_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
        os.execv(sys.executable, [sys.executable, "-m", "inspector", "tui", str(path)])
    seen = b""
    end = time.monotonic() + _DEADLINE
    try:
        while time.monotonic() < end:
            ready = bool(select.select([terminal], [], [], 1.0)[0])
            if ready:
                try:
                    chunk = os.read(terminal, 1 << 16)
                except OSError:  # the command has ended and closed its side
                    return seen
                if not chunk:
                    return seen
                seen += chunk
            elif b"interactions" in seen and keys:
                os.write(terminal, keys.pop(0))
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    raise AssertionError("the command did not end")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no pseudo-terminal on this system")
def test_no_escape_of_a_cassette_reaches_the_terminal(
    cassette_of: Callable[..., Path], tmp_path: Path
) -> None:
    seen = painted(cassette_of(hostile), [b"\r", b"x", b"q", b"Q"], tmp_path)
    assert "␛[2J␛]0;owned␇[bold red]markup[/]".encode() in seen
    assert b"\x1b]0;owned" not in seen
    assert b"owned\x07" not in seen
    assert "\u202e".encode() not in seen


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no pseudo-terminal on this system")
def test_no_field_of_a_cassette_reaches_the_terminal_raw(tmp_path: Path) -> None:
    keys = [b"\r", b"x", b"q", b"i", b"q", b"G", b"c", b"q", b"Q"]
    seen = painted(write_cassette(tmp_path / "a.jsonl", short=True), keys, tmp_path)
    assert seen.count("␛]8;;␇".encode()) > 20
    assert SHORT.encode() not in seen and b"\x1b]8" not in seen
