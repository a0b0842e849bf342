"""``ews-inspector record`` as a process of its own, so that a test run does not load mitmproxy."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol, Self, cast

from inspector.errors import InspectorError

# Seconds. A machine with much to do is no failure, and a process that ended is not waited for.
_START_TIMEOUT = 300.0
_STOP_TIMEOUT = 30.0


class Recorder:
    """Records what clients send to :attr:`url`; a context manager.

    Args:
        file: the cassette to write.
        upstream: the server's URL; empty to record as a forward proxy.
        options: more options of ``ews-inspector record``, as words.

    Attributes:
        file: the cassette.
        url: where clients find it (forward mode: the proxy), once it has started.
        ca: the certificate that clients have to trust for https.
        summary: what it recorded, as ``record --json`` says at the end, once it has stopped.

    Raises:
        InspectorError: on starting, if it did not.
    """

    def __init__(self, file: Path, upstream: str = "", options: Sequence[str] = ()) -> None:
        self.file = file
        self.url = ""
        self.ca = Path()
        self.summary: dict[str, Any] = {}
        target = ["--upstream", upstream] if upstream else ["--mode", "forward"]
        self._arguments = [
            *("record", *target, "-o", str(file)),
            *("--listen", "127.0.0.1:0", "--json", *options),
        ]
        self._process: _Process | None = None
        self._lines: queue.Queue[str] = queue.Queue()
        self._ended = threading.Event()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def log(self) -> str:
        """What it said on its standard error so far."""
        if self._folder is None:
            return ""
        try:
            return Path(self._folder.name, "errors").read_text("utf-8", "replace")
        except FileNotFoundError:  # it has not begun to run
            return ""

    @property
    def pid(self) -> int:
        """The number of its process; 0 before it has started."""
        return self._process.pid if self._process else 0

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port of its server; ``None`` before it has started."""
        host, _, port = self.url.rpartition("/")[2].rpartition(":")
        return (host, int(port)) if port else None

    def start(self) -> None:
        """Starts it, and returns when it takes requests.

        Raises:
            InspectorError: it did not start; its own words are in the message.
        """
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.TemporaryDirectory(prefix="ews-recorder")
        self._process = _started(self._arguments, Path(self._folder.name))
        threading.Thread(target=self._read, args=(self._process.output,), daemon=True).start()
        ready = self._event(_START_TIMEOUT)
        if ready.get("event") != "ready":
            self.stop()
            raise InspectorError(f"the recorder did not start: {self.log.strip() or 'no answer in time'}")
        self.url, self.ca = str(ready["listen"]), Path(ready["ca"])

    def stop(self) -> None:
        """Stops it, so that the cassette is complete; may be called again."""
        process, self._process = self._process, None
        if process is None:
            return
        process.signal(signal.SIGTERM)
        if not self._ended.wait(_STOP_TIMEOUT):
            process.signal(getattr(signal, "SIGKILL", signal.SIGTERM))
            self._ended.wait(_STOP_TIMEOUT)
        self.summary = self._event(1.0)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._lines.put(line)
        self._lines.put("{}")
        self._ended.set()

    def _event(self, seconds: float) -> dict[str, Any]:
        try:
            return cast(dict[str, Any], json.loads(self._lines.get(timeout=seconds)))
        except (queue.Empty, ValueError):
            return {}


class _Process(Protocol):
    """A recorder's process, whoever has started it."""

    pid: int
    output: IO[str]

    def signal(self, number: int) -> None:
        """Sends it a signal; nothing happens if it has ended."""


def _started(arguments: list[str], folder: Path) -> _Process:
    if not hasattr(os, "fork"):
        return _Own(arguments, folder)
    return _recorders().start(arguments, folder)


class _Own:
    """A process that loads all that it needs, where processes cannot fork."""

    def __init__(self, arguments: list[str], folder: Path) -> None:
        with (folder / "errors").open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "inspector", *arguments],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self._process.stdout is not None
        self.pid, self.output = self._process.pid, self._process.stdout

    def signal(self, number: int) -> None:
        self._process.send_signal(number)


class _Fork:
    def __init__(self, pid: int, output: IO[str]) -> None:
        self.pid, self.output = pid, output

    def signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


class _Recorders:
    """The process that recorders are forks of: mitmproxy is loaded once a run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parent: subprocess.Popen[str] | None = None

    def start(self, arguments: list[str], folder: Path) -> _Process:
        output = folder / "output"
        os.mkfifo(output, 0o600)
        wanted = {
            "arguments": arguments,
            "folder": str(Path.cwd()),
            "environment": dict(os.environ),
            "output": str(output),
            "errors": str(folder / "errors"),
        }
        with self._lock:
            parent = self._running()
            assert parent.stdin is not None and parent.stdout is not None
            try:
                parent.stdin.write(json.dumps(wanted) + "\n")
                parent.stdin.flush()
                pid = int(json.loads(parent.stdout.readline())["pid"])
            except (OSError, ValueError) as problem:
                raise InspectorError(f"the recorder did not start ({problem})") from None
        return _Fork(pid, output.open(encoding="utf-8"))

    def _running(self) -> subprocess.Popen[str]:
        if self._parent is None or self._parent.poll() is not None:
            self._parent = subprocess.Popen(
                [sys.executable, "-m", "inspector.cli.recorders"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return self._parent


@cache
def _recorders() -> _Recorders:
    return _Recorders()
