"""``ews-inspector`` in a process of its own, without the seconds that loading it takes.

One process a test run loads what the commands need, and each that a test starts is a fork of it: the same
code with descriptors, signals, folder, environment and end of its own. That ``python -m inspector`` starts
at all, and what it loads for that, is tested where that is the point.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any

from inspector.cli.main import COMMANDS, end_with

PIPE = subprocess.PIPE


class Process:
    """The command with some words; as ``subprocess.Popen`` with texts, as far as the tests need it.

    Args:
        words: what follows ``ews-inspector``.
        stdin, stdout, stderr: descriptors; of the latter two ``PIPE`` makes a stream to read from.
        cwd: where it runs; here, if it is ``None``.
        env: its environment; that of the tests, if it is ``None``.
    """

    def __init__(
        self,
        *words: str,
        stdin: int | None = None,
        stdout: int = PIPE,
        stderr: int = PIPE,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.returncode: int | None = None
        self.stdout, out = _stream(stdout)
        self.stderr, err = _stream(stderr)
        null = os.open(os.devnull, os.O_RDONLY)
        status, told = os.pipe()
        self._status = os.fdopen(status, "rb", buffering=0)
        wanted = {"words": words, "cwd": str(cwd or Path.cwd()), "env": dict(env or os.environ)}
        with tempfile.TemporaryFile() as request:
            request.write(json.dumps(wanted).encode())
            request.flush()
            given = [request.fileno(), told, null if stdin is None else stdin, out, err]
            with _LOCK:
                socket.send_fds(_loaded(), [b"."], given)
                self.pid = int(self._status.readline())
        pipes = [theirs for theirs, asked in ((out, stdout), (err, stderr)) if asked == PIPE]
        for descriptor in (null, told, *pipes):
            os.close(descriptor)

    def poll(self) -> int | None:
        """Returns its status if it has ended: that of its exit, or a signal's number below zero."""
        if self.returncode is None and select.select([self._status], [], [], 0)[0]:
            self.returncode = int(self._status.readline())
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Waits for its end, at most so many seconds."""
        if self.returncode is None and not select.select([self._status], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("ews-inspector", timeout)
        status = self.poll()
        assert status is not None
        return status

    def send_signal(self, number: int) -> None:
        """Sends a signal, if it has not ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it has ended, and how is being told
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float = 60) -> tuple[str, str]:
        """Reads both streams to their ends and waits; what was read before is not among it."""
        read = ["", ""]

        def drain(number: int, stream: IO[str] | None) -> None:
            if stream is not None and not stream.closed:
                with stream:
                    read[number] = stream.read()

        threads = [
            threading.Thread(target=drain, args=each, daemon=True)
            for each in enumerate((self.stdout, self.stderr))
        ]
        for thread in threads:
            thread.start()
        self.wait(timeout)
        for thread in threads:
            thread.join(timeout)
            if thread.is_alive():
                raise subprocess.TimeoutExpired("ews-inspector", timeout)
        return read[0], read[1]

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.communicate()


def run(*words: str, timeout: float = 60, **options: Any) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end; the options are those of :class:`Process`."""
    with Process(*words, **options) as process:
        out, err = process.communicate(timeout)
        assert process.returncode is not None
        return subprocess.CompletedProcess(words, process.returncode, out, err)


_LOCK = threading.Lock()


def _stream(asked: int) -> tuple[IO[str] | None, int]:
    if asked != PIPE:
        return None, asked
    ours, theirs = os.pipe()
    return os.fdopen(ours, encoding="utf-8"), theirs


@cache
def _loaded() -> socket.socket:
    """The way to the process that forks; it ends when the tests do."""
    ours, theirs = socket.socketpair()
    with theirs:
        subprocess.Popen([sys.executable, "-P", __file__, str(theirs.fileno())], pass_fds=[theirs.fileno()])
    return ours


def _serve(asked: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who asks is told of each end by the process in between
    while True:
        message, given, _, _ = socket.recv_fds(asked, 1, 5)
        if not message:
            return
        request, *others = given
        with os.fdopen(request, "rb") as file:
            file.seek(0)
            wanted = json.load(file)
        _load(wanted["words"])
        if os.fork() == 0:
            asked.close()
            _watch(wanted, *others)
        for descriptor in others:
            os.close(descriptor)


def _load(words: list[str]) -> None:
    """Loads what a command will need, so that no fork of it has to."""
    if words and words[0] in COMMANDS:
        importlib.import_module(COMMANDS[words[0]][0])
        if words[0] in ("record", "demo") or "--proxy" in words:
            _load_recorder()


@cache
def _load_recorder() -> None:
    importlib.import_module("inspector.cli.recorders").load()


def _watch(wanted: dict[str, Any], told: int, *streams: int) -> None:
    """Starts the command, and tells its number, and how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    number = os.fork()
    if number == 0:
        os.close(told)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell turns off behind &
        _become(wanted, streams)
    for descriptor in streams:
        os.close(descriptor)
    os.write(told, b"%d\n" % number)
    os.write(told, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]))
    os._exit(0)


def _become(wanted: dict[str, Any], streams: tuple[int, ...]) -> None:
    take(streams, wanted["cwd"], wanted["env"])
    end_with(wanted["words"])


def take(streams: Sequence[int], folder: str, environment: Mapping[str, str]) -> None:
    """Gives this process other streams (input, output, errors), and another folder and environment."""
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    for name, number, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        lines = number == 2 or os.isatty(number)
        stream = os.fdopen(number, mode, encoding="utf-8", buffering=1 if lines else -1, closefd=False)
        vars(sys)[name] = vars(sys)[f"__{name}__"] = stream
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
