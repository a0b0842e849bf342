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

from inspector.conformance.finding import Severity
from inspector.pytest_plugin.recorder import Recorder
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = ["Forward", "Live", "LiveClock", "Taping"]

_CONTROL = "/_inspector/v1/clock"
_TIMEOUT = 120.0
_HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "content-length", "host", "proxy-connection")


class LiveClock:
    """The clock of a live server. One with our control API is moved ahead; any other has to be waited for.

    Args:
        upstream: the server's URL.
    """

    speed = 1.0

    def __init__(self, upstream: str) -> None:
        self._upstream = urlsplit(upstream)
        self._since = time.monotonic()
        self._moved = 0.0
        self._can_be_moved = self._ask("GET", None) is not None

    def now(self) -> float:
        """Returns the seconds since the test began."""
        return time.monotonic() - self._since + self._moved

    def advance(self, seconds: float) -> float:
        """Lets seconds pass on the server.

        Args:
            seconds: how many; a server without our control API is waited for that long.

        Returns:
            The time after that, in seconds.
        """
        if self._can_be_moved:
            self._ask("POST", {"advance": seconds})
            self._moved += seconds
        else:
            time.sleep(seconds)
        return self.now()

    def _ask(self, method: str, wish: dict[str, float] | None) -> dict[str, Any] | None:
        with closing(_connection(self._upstream.scheme, self._upstream.netloc, 5.0)) as connection:
            try:
                connection.request(method, _CONTROL, None if wish is None else json.dumps(wish))
                answer = connection.getresponse()
                found = json.loads(answer.read()) if answer.status == 200 else None
            except (OSError, ValueError, http.client.HTTPException):
                return None
        return found if isinstance(found, dict) and "now" in found else None


class Taping:
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


class Live:
    """A live server as a test sees it while it records. It has no misses: whatever is asked is answered.

    Args:
        taping: the recording.
        upstream: the server's URL.
    """

    def __init__(self, taping: Taping, upstream: str) -> None:
        self.url = taping.recorder.url
        self.address = taping.recorder.address
        self.clock = LiveClock(upstream)
        self.files = (taping.file,)
        self.journal: list[Any] = []
        self.misses: list[Any] = []
        self.unplayed: list[Any] = []
        self.state: dict[str, Any] = {}
        self._taping = taping

    def drift(self, least: str) -> list[str]:
        """Returns how the server's answers differ from the recorded ones; it is asked when the test is over.

        Args:
            least: the least severity of what is wanted: ``info``, ``warning`` or ``error``.
        """
        from inspector.pytest_plugin.drift import drift_between

        self._taping.recorder.stop()
        rank = Severity(least).rank
        found = drift_between(self._taping.file, self._taping.tape)
        return [str(one) for one in found if one.severity.rank >= rank]

    def findings(self, least: str) -> list[Any]:
        """Returns nothing: the recorder's findings go to the cassette."""
        return []

    def close(self) -> None:
        """Does nothing: the recording is finished by whoever began it."""


class Forward:
    """A responder that passes requests on to a recorder, over one connection for each of the client's.

    Args:
        url: the recorder's URL.
    """

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._lock = threading.Lock()
        self._connections: dict[str, http.client.HTTPConnection] = {}

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers as the server behind the recorder does."""
        with self._lock:
            connection = self._connections.get(request.connection)
            if connection is None:
                connection = _connection(self._url.scheme, self._url.netloc, _TIMEOUT)
                self._connections[request.connection] = connection
        target = f"{request.path}?{request.query}" if request.query else request.path
        connection.putrequest(request.method, target, skip_accept_encoding=True)
        for name, value in request.headers.without(*_HOP_BY_HOP):
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        answer = connection.getresponse()
        body = answer.read()
        return HttpResponse(Headers(answer.getheaders()), body, answer.status, answer.reason)

    def close(self) -> None:
        """Closes the connections."""
        for connection in self._connections.values():
            connection.close()


def _connection(scheme: str, netloc: str, seconds: float) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    return kind(netloc, timeout=seconds)
