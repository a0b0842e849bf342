"""What ``ews_replay`` is while it records: the way to a live server, through a recorder."""

from __future__ import annotations

import http.client
import json
import shutil
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from inspector.clock import Clock
from inspector.conformance.finding import Severity
from inspector.pytest_plugin.guard import own_connections
from inspector.pytest_plugin.host import Host
from inspector.pytest_plugin.recorder import Recorder
from inspector.replay.transports.direct import ConnectionBroken
from inspector.wire.http import Headers, HttpRequest, HttpResponse

_CONTROL = "/_inspector/v1/clock"
_TIMEOUT = 120.0
_HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "content-length", "host", "proxy-connection")


class LiveClock(Clock):
    """The clock of a live server. One with our control API is moved; any other has to be waited for.

    Args:
        upstream: the server's URL.
    """

    def __init__(self, upstream: str) -> None:
        self._upstream = urlsplit(upstream)
        found = self._ask("GET", None)
        self._can_be_moved = found is not None
        super().__init__(float(found.get("speed", 1.0)) if found else 1.0)

    def advance(self, seconds: float) -> float:
        """Lets seconds pass on the server.

        Args:
            seconds: how many; a server without our control API is waited for that long.

        Returns:
            The time after that, in seconds since the test began.
        """
        if self._can_be_moved:
            super().advance(seconds)
            self._ask("POST", {"advance": seconds})
        else:
            time.sleep(seconds)
        return self.now()

    def run(self, speed: float) -> None:
        """Changes the speed of a server's clock that can be moved; the time of any other runs as it does.

        Args:
            speed: clock seconds for each real second; 0 stops it.
        """
        if self._can_be_moved:
            super().run(speed)
            self._ask("POST", {"mode": "real", "speed": speed})

    def _ask(self, method: str, wish: dict[str, Any] | None) -> dict[str, Any] | None:
        connection = _connection(self._upstream.scheme, self._upstream.netloc, 5.0)
        with own_connections(), closing(connection):
            try:
                connection.request(method, _CONTROL, None if wish is None else json.dumps(wish))
                answer = connection.getresponse()
                found = json.loads(answer.read()) if answer.status == 200 else None
            except (OSError, ValueError, http.client.HTTPException):
                return None
        return found if isinstance(found, dict) and "now" in found else None


class CassetteRecording:
    """A recording of a test, which takes its place only if the test passes.

    Args:
        file: the cassette that it becomes.
        upstream: the server.
        options: more options of ``ews-inspector record``.
        append: goes on after what the cassette has.
    """

    def __init__(
        self, file: Path, upstream: str, options: Sequence[str] = (), *, append: bool = False
    ) -> None:
        self.file = file
        self.tape = file.with_name(f".{file.stem}.recording.jsonl")
        file.parent.mkdir(parents=True, exist_ok=True)
        self.tape.unlink(missing_ok=True)
        if append and file.exists():
            shutil.copyfile(file, self.tape)
            options = [*options, "--append"]
        self.recorder = Recorder(self.tape, upstream, options)

    def finish(self, *, keep: bool) -> None:
        """Stops the recorder.

        Args:
            keep: whether the recording takes its place; it is thrown away otherwise.
        """
        self.recorder.stop()
        if keep and self.tape.exists():
            self.tape.replace(self.file)
        else:
            self.tape.unlink(missing_ok=True)


class RecordingSession(Host):
    """A live server as a test sees it while it records. It has no misses: whatever is asked is answered.

    Args:
        recording: the recording.
        upstream: the server's URL.
    """

    def __init__(self, recording: CassetteRecording, upstream: str) -> None:
        self._recording = recording
        self._forward = Forward(recording.recorder.url)
        super().__init__(self._forward, LiveClock(upstream))
        self.files = (recording.file,)
        self.misses: list[Any] = []
        self.unplayed: list[Any] = []

    @property
    def url(self) -> str:
        """Scheme, host and port of the recorder."""
        return self._recording.recorder.url

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port of the recorder."""
        return self._recording.recorder.address

    def drift(self, least: str) -> list[str]:
        """Returns how the server's answers differ from the recorded ones; it is asked when the test is over.

        Args:
            least: the least severity of what is wanted: ``info``, ``warning`` or ``error``.
        """
        from inspector.pytest_plugin.drift import drift_between

        self._recording.recorder.stop()
        rank = Severity(least).rank
        found = drift_between(self._recording.file, self._recording.tape)
        return [str(one) for one in found if one.severity.rank >= rank]

    def findings(self, least: str) -> list[Any]:
        """Returns nothing: the recorder's findings go to the cassette."""
        return []

    def close(self) -> None:
        """Closes the connections; the recording is finished by whoever began it."""
        self._forward.close()


class Forward:
    """A responder that passes requests on to a recorder, over one connection for each of the client's.

    Args:
        url: the recorder's URL.
    """

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._lock = threading.Lock()
        self._connections: dict[str, tuple[threading.Lock, http.client.HTTPConnection]] = {}

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers as the server behind the recorder does.

        Raises:
            ConnectionBroken: the recorder is gone, or took too long.
        """
        with self._lock:
            if request.connection not in self._connections:
                opened = _connection(self._url.scheme, self._url.netloc, _TIMEOUT)
                self._connections[request.connection] = (threading.Lock(), opened)
            turn, connection = self._connections[request.connection]
        target = f"{request.path}?{request.query}" if request.query else request.path
        with turn, own_connections():
            try:
                connection.putrequest(request.method, target, skip_accept_encoding=True)
                for name, value in request.headers.without(*_HOP_BY_HOP):
                    connection.putheader(name, value)
                connection.putheader("Content-Length", str(len(request.body)))
                connection.endheaders(request.body)
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as problem:
                connection.close()
                raise ConnectionBroken(f"the recorder did not answer ({problem})") from problem
        return HttpResponse(Headers(answer.getheaders()), body, answer.status, answer.reason)

    def close(self) -> None:
        """Closes the connections."""
        with self._lock:
            for _, connection in self._connections.values():
                connection.close()


def _connection(scheme: str, netloc: str, seconds: float) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    return kind(netloc, timeout=seconds)
