"""``ews-inspector record`` as a process of its own, so that a test run does not load mitmproxy."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from inspector.errors import InspectorError

__all__ = ["Recorder"]

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
        self._command = [
            *(sys.executable, "-m", "inspector", "record", *target, "-o", str(file)),
            *("--listen", "127.0.0.1:0", "--json", *options),
        ]
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()
        self._log: IO[str] | None = None

    @property
    def log(self) -> str:
        """What it said on its standard error so far."""
        if self._log is None:
            return ""
        self._log.seek(0)
        return self._log.read()

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
        # Closed by __exit__: it has to outlive this method.
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=self._log, text=True)
        threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True).start()
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
        process.terminate()
        try:
            process.wait(_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.summary = self._event(1.0)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._log is not None:
            self._log.close()
            self._log = None

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._lines.put(line)
        self._lines.put("{}")

    def _event(self, seconds: float) -> dict[str, Any]:
        try:
            return cast(dict[str, Any], json.loads(self._lines.get(timeout=seconds)))
        except (queue.Empty, ValueError):
            return {}
