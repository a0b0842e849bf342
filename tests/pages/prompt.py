"""A reader at a prompt: types what a page shows, in a new folder, and reads what comes."""

from __future__ import annotations

import json
import os
import pty
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import requests

from inspector import Cassette, cassettes_dir
from tests.pages.warm import PORTS

PATIENCE = 30
"""Seconds after which a command that should have ended, or be ready, counts as stuck."""

_READY = re.compile(r"^Stop with Ctrl-C\.|\[(?:info|warning|error), #")
_PORT = re.compile(r"\b(?:127\.0\.0\.1|localhost):(\d+)")
_LIKE = [
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "00:00:00"),
    (re.compile(r"\s+\d+\.\d+ (?:ms|s)\b"), " 0 s"),
]


class Server:
    """A command that serves until it is stopped."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self.lines.append(line.decode().rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def ready(self) -> None:
        """Waits until it serves or watches, or has ended."""
        told = self.wait_until(lambda lines: any(map(_READY.search, lines)))
        assert any(map(_READY.search, told)) or self._ended, told

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return not self._ended and self.process.poll() is None

    def wait_until(self, enough: Callable[[list[str]], bool]) -> list[str]:
        """Waits until what it has told is enough, or it has ended; returns what it has told."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or enough(self.lines), PATIENCE)
            return list(self.lines)

    @property
    def url(self) -> str:
        return next(
            found[0] for line in self.lines if (found := re.search(r"https?://127\.0\.0\.1:\d+", line))
        )

    def stop(self) -> tuple[int, list[str]]:
        """Presses Ctrl-C; returns the status with which it ends, and all that it has told."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status, self.lines


class Prompt:
    """A shell in a folder.

    The ports that pages name are replaced by free ones, and ``https://mail.example.com`` by a server of ours.

    Args:
        folder: where it stands; all that is there goes.
        programs: the folder with the commands.
        upstream: the address of the server.
    """

    def __init__(self, folder: Path, programs: Path, upstream: str) -> None:
        self.folder = folder
        self._upstream = upstream
        self._ports = {port: _free_port() for port in ("8000", "8025", "8080", "8081")}
        self._servers: dict[str, Server] = {}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("EWS_", "PYTEST_"))}
        kept.pop("CI", None)
        kept.pop("COLUMNS", None)
        self._environment = kept | {
            "PATH": os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]]),
            "HOME": str(programs / "home"),
            "NO_PROXY": "*",
            "EWS_PASSWORD": "secret",
            PORTS: json.dumps(self._ports),
        }
        self.start_anew()

    def start_anew(self) -> None:
        """Makes the folder one that has only the reader's own programs, and git."""
        self.close()
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(Path(__file__).parent / "reader", self.folder, dirs_exist_ok=True)
        subprocess.run(["git", "init", "--quiet", str(self.folder)], check=True, timeout=PATIENCE)

    def type(self, command: str) -> tuple[int, list[str]]:
        """Types a command that ends by itself; returns its status, and the lines that it prints."""
        done = subprocess.run(self._words(command), timeout=PATIENCE, **self._surroundings())
        return done.returncode, self._as_the_page_says(done.stdout.decode().splitlines())

    def serve(self, command: str, usual: str) -> Server:
        """Types a command that serves; whatever served at its port before is stopped.

        Args:
            command: what is typed.
            usual: the port at which it serves where it is not told another one.
        """
        port = _port_of(command, usual)
        self.free(port)
        server = self._servers[port] = Server(subprocess.Popen(self._words(command), **self._surroundings()))
        server.ready()
        return server

    def free(self, port: str) -> None:
        """Stops what serves at a port."""
        if before := self._servers.pop(port, None):
            before.stop()

    def wait_for(self, server: Server, shown: Sequence[str]) -> str:
        """Waits until a server has told what a page shows; returns what it has not."""
        so_far = [*shown, "..."]
        told = server.wait_until(lambda lines: not first_difference(so_far, self._as_the_page_says(lines)))
        return first_difference(so_far, self._as_the_page_says(told))

    def stop(self, server: Server) -> tuple[int, list[str]]:
        """Presses Ctrl-C; returns the status of the server, and all that it has told."""
        self._servers = {port: each for port, each in self._servers.items() if each is not server}
        status, lines = server.stop()
        return status, self._as_the_page_says(lines)

    def look(self, command: str, answers: Iterable[tuple[bytes, bytes]]) -> tuple[int, str]:
        """Types a command at a terminal.

        Args:
            command: what is typed.
            answers: what appears on the screen, and the keys that are pressed then.

        Returns:
            The status with which it ends, and what appeared.
        """
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            self._words(command),
            cwd=self.folder,
            env=self._environment | {"TERM": "xterm-256color", "LINES": "30", "COLUMNS": "100"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        stuck = threading.Timer(PATIENCE, process.terminate)
        stuck.start()
        try:
            seen = bytearray()
            for appears, keys in (*answers, (b"\0", b"")):
                while appears not in seen and (more := _read(ours)):
                    seen += more
                if keys:
                    os.write(ours, keys)
            return process.wait(PATIENCE), seen.decode(errors="replace")
        finally:
            stuck.cancel()
            os.close(ours)

    def close(self) -> None:
        """Stops whatever still serves."""
        while self._servers:
            self._servers.popitem()[1].stop()

    def _words(self, command: str) -> list[str]:
        typed = _PORT.sub(lambda found: f"127.0.0.1:{self._ports.get(found[1], found[1])}", command)
        return ["bash", "-ec", typed.replace("https://mail.example.com", self._upstream)]

    def _surroundings(self) -> dict[str, Any]:
        return {
            "cwd": self.folder,
            "env": self._environment,
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
        }

    def _as_the_page_says(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines).replace(self._upstream, "https://mail.example.com")
        for usual, port in self._ports.items():
            text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{usual}")
        return text.splitlines()


def send_some(url: str) -> None:
    """Sends what a sample has, as the client of the page's reader would."""
    with Cassette(cassettes_dir() / "mail.jsonl") as cassette, requests.Session() as session:
        for interaction in cassette:
            request = interaction.request
            session.post(url + request.path, request.body, headers=dict(request.headers), timeout=PATIENCE)


def first_difference(shown: Sequence[str], printed: Sequence[str]) -> str:
    """Returns the first lines that a page shows and a command does not print there; times count as equal.

    Args:
        shown: the lines of the page, in which a line ``...`` stands for any lines.
        printed: what was printed.
    """
    runs: list[list[str]] = [[]]
    for line in shown:
        if line == "...":
            runs.append([])
        else:
            runs[-1].append(line)
    *before, last = runs
    at = 0
    for number, run in enumerate(before):
        places = range(at, len(printed) + 1) if number else range(1)
        at = next((place + len(run) for place in places if _same(run, printed[place:])), -1)
        if at < 0:
            return "\n".join(run)
    end = len(printed) - len(last)
    ends_so = end >= at and _same(last, printed[end:]) if before else end == 0 and _same(last, printed)
    return "" if ends_so or (before and not last) else "\n".join([*last, "(and no more)"])


def _same(shown: Sequence[str], printed: Sequence[str]) -> bool:
    return len(printed) >= len(shown) and all(
        re.fullmatch(".*".join(map(re.escape, _like(line).split("..."))), _like(each))
        for line, each in zip(shown, printed, strict=False)
    )


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so that nobody has the other end any more
        return b""


def _free_port() -> int:
    """Returns a port that is free, of those that no system gives to who asks for any: it is used later."""
    for port in random.sample(range(20_000, 30_000), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("of 100 ports none is free")


def _port_of(command: str, usual: str) -> str:
    found = re.search(r"--listen 127\.0\.0\.1:(\d+)", command)
    return found[1] if found else usual


def _like(line: str) -> str:
    for pattern, said in _LIKE:
        line = pattern.sub(said, line)
    return line.rstrip()
