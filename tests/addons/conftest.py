"""A server that does what a test says, and recorders in processes of their own in front of it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from inspector.cassette import Cassette, Interaction

SOAP = (
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
    '<s:Body xmlns="http://schemas.microsoft.com/exchange/services/2006/messages">{}</s:Body></s:Envelope>'
)


@dataclass
class Asked:
    """A request as the server got it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: tuple[str, int]
    socket: socket.socket

    def wait_for_the_end(self) -> None:
        """Returns when whoever asked has closed the connection, which is to have no answer."""
        self.socket.settimeout(30)
        with contextlib.suppress(ConnectionResetError):
            assert self.socket.recv(1) == b""


@dataclass
class Reply:
    """What the server does: it answers (in pieces, if there are any), or drops the connection after so many
    bytes of the body."""

    body: bytes = SOAP.format("<IsUMEnabledResponse>true</IsUMEnabledResponse>").encode()
    status: int = 200
    headers: list[tuple[str, str]] = field(
        default_factory=lambda: [("Content-Type", "text/xml; charset=utf-8")]
    )
    pieces: tuple[bytes, ...] = ()
    drop_after: int | None = None
    reset: bool = False


class Upstream:
    """An HTTP/1.1 server on loopback; ``reply`` says what it answers."""

    Reply = Reply

    def __init__(self) -> None:
        self.reply: Callable[[Asked], Reply] = lambda asked: Reply()
        self.asked: list[Asked] = []
        self.release = threading.Event()
        self.next_piece = threading.Semaphore(0)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle(self) -> None:
                with contextlib.suppress(OSError):  # the recorder may have gone
                    super().handle()

            def answer(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(size)
                headers = dict(self.headers)
                asked = Asked(self.command, self.path, headers, body, self.client_address, self.connection)
                upstream.asked.append(asked)
                self.send(upstream.reply(asked))

            do_GET = do_POST = do_OPTIONS = answer

            def send(self, reply: Reply) -> None:
                if reply.reset:
                    linger = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    self.close_connection = True
                    self.connection.close()
                    return
                if reply.pieces:
                    self.stream(reply)
                    return
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body[: reply.drop_after])
                if reply.drop_after is not None:
                    self.close_connection = True

            def stream(self, reply: Reply) -> None:
                """Sends each piece when the test asks for the next one."""
                self.send_response(reply.status)
                self.send_header("Content-Type", "text/xml; charset=utf-8")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                with contextlib.suppress(ConnectionError):  # the client may have hung up
                    for piece in (*reply.pieces, b""):
                        upstream.next_piece.acquire(timeout=30)
                        self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                        self.wfile.flush()

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        return Handler


class RunningRecorder:
    """``ews-inspector record`` in a process of its own."""

    def __init__(self, file: Path, *options: str) -> None:
        self.file = file
        command = [sys.executable, "-c", "from inspector.cli import main; main()", "record", "--json"]
        self.process = subprocess.Popen(
            [*command, "-o", str(file), "--listen", "127.0.0.1:0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.process.communicate(timeout=10)[1])
        self.ready: dict[str, Any] = json.loads(line)
        self.url: str = self.ready["listen"]
        self.stderr = ""

    def interactions(self) -> list[Interaction]:
        with Cassette(self.file) as cassette:
            return list(cassette)

    def stop(self) -> dict[str, Any]:
        """Ends the recording as Ctrl-C does, and returns its summary."""
        self.process.send_signal(signal.SIGINT)
        out, self.stderr = self.process.communicate(timeout=30)
        summary: dict[str, Any] = json.loads(out.splitlines()[-1]) if out.strip() else {}
        return summary

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate(timeout=30)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = Upstream()
    yield server
    server.close()


@pytest.fixture(scope="session")
def confdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the recorders of this test run keep their CA; making one takes a while."""
    return tmp_path_factory.mktemp("mitmproxy")


@pytest.fixture
def start_recorder(tmp_path: Path, confdir: Path) -> Iterator[Callable[..., RunningRecorder]]:
    running: list[RunningRecorder] = []

    def start(*options: str, file: Path | None = None) -> RunningRecorder:
        where = file or tmp_path / f"session-{len(running)}.jsonl"
        running.append(RunningRecorder(where, "--confdir", str(confdir), *options))
        return running[-1]

    yield start
    for recorder in running:
        recorder.kill()


@pytest.fixture(scope="module")
def shared_upstream() -> Iterator[Upstream]:
    server = Upstream()
    yield server
    server.close()


@pytest.fixture(scope="module")
def shared_recorder(
    shared_upstream: Upstream, tmp_path_factory: pytest.TempPathFactory, confdir: Path
) -> Iterator[RunningRecorder]:
    """One recorder for many tests; they tell their interactions by their own query strings."""
    file = tmp_path_factory.mktemp("shared") / "session.jsonl"
    recorder = RunningRecorder(file, "--confdir", str(confdir), "--upstream", shared_upstream.url)
    yield recorder
    recorder.kill()
