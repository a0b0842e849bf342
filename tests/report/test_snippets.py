"""A request as curl and as Python: run for real, it sends the same bytes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from inspector.cassette import Interaction
from inspector.report.snippets import as_curl, python_program
from inspector.wire.http import Headers, HttpRequest

REQUEST = HttpRequest(
    method="POST",
    url="https://mail.example/EWS/Exchange.asmx",
    headers=Headers(
        (
            ("Content-Type", "text/xml; charset=utf-8"),
            ("X-Quote", 'it\'s "$HOME" `id`'),
            ("Content-Length", "1"),
        )
    ),
    body="<a>it's $HOME `id` é \\n</a>\n".encode(),
)
BINARY = HttpRequest(method="POST", url="http://x/", body=b"\x1b[2J\x00\xff\r\n")


class Echo:
    """A server that keeps what it is sent."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        echo = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                echo.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
                echo.headers.append(dict(self.headers))
                self.send_response(500)
                self.send_header("Content-Length", "5")
                self.end_headers()
                self.wfile.write(b"fault")

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/EWS/Exchange.asmx"


@pytest.fixture
def echo() -> Iterator[Echo]:
    made = Echo()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join(10)
    made.server.server_close()


@pytest.mark.parametrize("request_", [REQUEST, BINARY], ids=["text", "binary"])
def test_the_python_program_sends_the_same_bytes(echo: Echo, tmp_path: Path, request_: HttpRequest) -> None:
    program = tmp_path / "again.py"
    program.write_text("".join(python_program([Interaction(1, 0.0, request_)], echo.url)))
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, timeout=60, check=True
    )
    assert echo.bodies == [request_.body]
    assert done.stdout.strip() == "500 fault"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("request_", [REQUEST, BINARY], ids=["text", "binary"])
def test_the_curl_command_sends_the_same_bytes(echo: Echo, request_: HttpRequest) -> None:
    done = subprocess.run(
        ["sh", "-c", as_curl(request_, echo.url)], capture_output=True, text=True, timeout=60, check=True
    )
    assert echo.bodies == [request_.body]
    assert done.stdout == "fault"
    if request_ is REQUEST:
        assert echo.headers[0]["X-Quote"] == 'it\'s "$HOME" `id`'


def test_nothing_in_a_snippet_can_steer_a_terminal() -> None:
    hostile = HttpRequest(
        method="POST",
        url="http://x/\x1b[2J\u202e",
        headers=Headers((("X\x07", "y"), ("A", "b\x9b"))),
        body=b"\x1b",
    )
    for snippet in (as_curl(hostile), *python_program([Interaction(1, 0.0, hostile)])):
        assert all(character.isprintable() or character == "\n" for character in snippet)
