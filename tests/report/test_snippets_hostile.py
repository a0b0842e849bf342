"""Exported scripts run for real, against a server of this machine and in a folder of their own: whatever a
cassette says, a script sends the recorded requests and does nothing else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from inspector.cassette import Interaction
from inspector.errors import UsageError
from inspector.report.snippets import python_program, shell_script
from inspector.wire.http import Headers, HttpRequest

BAIT = "what only this machine knows"
TEXTS = [
    "@bait.txt",
    "-K-",
    "-obreak.txt",
    "--output=break.txt",
    "$(touch break.txt)`touch break.txt`",
    "';touch break.txt;'\";touch break.txt;\"",
    "')+open('break.txt','w')#\\')+open('break.txt','w')#",
    "{a,b}[1-3]",
    "<bait.txt",
    'url = "file:bait.txt"\noutput = "break.txt"\n\r\nX-More: 1',
]
PLACES = ["body", "bytes", "path", "query", "header", "header-name"]  # six times ten cassettes
FORMS = {"curl": (shell_script, ["sh"]), "python": (python_program, [sys.executable])}
needs_curl = pytest.param(
    "curl", marks=pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
)


@dataclass
class Sent:
    """A request as the server got it."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class Keeper:
    """A server that keeps what it is sent."""

    requests: list[Sent] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def server() -> Iterator[Keeper]:
    keeper = Keeper()

    class Handler(BaseHTTPRequestHandler):
        def __getattr__(self, name: str) -> object:
            if not name.startswith("do_"):
                raise AttributeError(name)
            return self.keep

        def keep(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            keeper.requests.append(Sent(self.command, self.path, self.headers.items(), body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        keeper.url = f"http://127.0.0.1:{httpd.server_port}"
        yield keeper
        httpd.shutdown()
        thread.join(10)


def hostile(place: str, text: str, url: str) -> HttpRequest:
    """A request with a hostile text in one place."""
    line = text.replace("\r", "").replace("\n", " ")
    headers = [("Content-Type", "text/xml")]
    if place == "header":
        headers.append(("X-Hostile", text))
    if place == "header-name":
        headers += [(text, "1"), (text, "")]
    target = {"path": f"/{line}", "query": f"/EWS?{line}"}.get(place, "/EWS/Exchange.asmx")
    body = {"body": text.encode(), "bytes": text.encode() + b"\xff\x00"}.get(place, b"<a/>")
    return HttpRequest(Headers(headers), body, "POST", url + target)


def run_in_sandbox(script: str, command: list[str], folder: Path) -> tuple[set[str], str]:
    """Runs a script in a folder of its own, and returns which files are there then, and what was printed."""
    folder.mkdir()
    (folder / "bait.txt").write_text(BAIT)
    (folder / "script").write_text(script)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "no_proxy": "*"}
    done = subprocess.run(
        [*command, "script"], cwd=folder, env=environment, capture_output=True, timeout=60, check=True
    )
    return {path.name for path in folder.rglob("*")}, done.stdout.decode()


@pytest.mark.parametrize("form", [needs_curl, "python"])
@pytest.mark.parametrize("place", PLACES)
def test_a_script_sends_the_recorded_request_and_does_nothing_else(
    server: Keeper, tmp_path: Path, form: str, place: str
) -> None:
    make, command = FORMS[form]
    for n, text in enumerate(TEXTS):
        server.requests.clear()
        request = hostile(place, text, server.url)
        script = "".join(make([Interaction(1, 0.0, request, None, operation=text)]))
        files, printed = run_in_sandbox(script, command, tmp_path / f"{form}-{n}")
        assert files == {"bait.txt", "script"}, text
        (sent,) = server.requests
        assert BAIT not in f"{sent}{printed}"
        assert (sent.method, sent.body) == ("POST", request.body), text
        fields = {name.lower(): value for name, value in sent.headers}
        own = {"host", "content-type", "content-length", "accept-encoding", "x-hostile"}
        assert fields.keys() <= own | {text.lower()}  # "-K-" is a name that a header field can have
        if place == "header" and text.isprintable():
            assert fields["x-hostile"] == text
        if place in ("path", "query"):
            without_fragment = request.url.removeprefix(server.url).partition("#")[0]
            assert sent.target == without_fragment.replace(" ", "%20")


@pytest.mark.parametrize("make", [shell_script, python_program])
@pytest.mark.parametrize(
    "url",
    [
        *(text for text in TEXTS),
        "file:///etc/hostname",
        "FILE:/etc/hostname",
        "ftp://127.0.0.1/x",
        "dict://127.0.0.1:1/x",
        "data:text/plain,x",
        "http:///x",
        "http://[::1",
        "http://[fe80::1%25eth0]/",
        "http://127.0.0.1:port/",
        "http://127.0.0.1:99999/",
        "http://a b/",
        "http://{a,b}/",
        "//127.0.0.1/x",
        "/EWS/Exchange.asmx",
        "",
    ],
)
def test_a_url_that_is_not_of_http_is_refused_by_number(make, url: str) -> None:
    with pytest.raises(UsageError, match=r"^interaction 7: .*http or https"):
        list(make([Interaction(7, 0.0, HttpRequest(url=url), None)]))


@pytest.mark.parametrize("make", [shell_script, python_program])
@pytest.mark.parametrize(
    "path", ["@evil.example/x", ".evil.example/x", ":1@evil.example/", "//evil.example/x"]
)
def test_no_path_leads_to_another_host_than_the_one_that_was_named(make, path: str) -> None:
    script = "".join(make([Interaction(1, 0.0, HttpRequest(url=path), None)], "http://127.0.0.1:9"))
    (url,) = {word.strip("',\"") for word in script.split() if "127.0.0.1:9" in word}
    assert url.startswith("http://127.0.0.1:9/")


@pytest.mark.parametrize("make", [shell_script, python_program])
@pytest.mark.parametrize("method", ["", "GET /x HTTP/1.1\r\nX: 1", "A B", "CONNECT", "@x", "\x1b[2J"])
def test_a_method_that_is_none_is_refused(make, method: str) -> None:
    with pytest.raises(UsageError, match=r"^interaction 1: .* is no HTTP method"):
        list(make([Interaction(1, 0.0, HttpRequest(method=method, url="http://a/"), None)]))


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE", "--help", "-K-"])
@pytest.mark.parametrize("form", [needs_curl, "python"])
def test_a_request_without_a_body_ends(server: Keeper, tmp_path: Path, form: str, method: str) -> None:
    make, command = FORMS[form]
    request = HttpRequest(
        Headers([("X-Empty", ""), ("User-Agent", "a"), ("User-Agent", "b")]), b"", method, server.url
    )
    run_in_sandbox("".join(make([Interaction(1, 0.0, request, None)])), command, tmp_path / "box")
    (sent,) = server.requests
    assert (sent.method, sent.target, sent.body) == (method, "/", b"")
    assert [value for name, value in sent.headers if name == "User-Agent"] == ["a", "b"]
    assert ("X-Empty", "") in sent.headers


def test_pauses_are_written_as_every_shell_reads_them_and_end() -> None:
    times = [0.0, 1e-5, 0.25001, 60.25, 1e9, 1e-9, 1e300]
    script = "".join(
        shell_script(Interaction(n, at, HttpRequest(url="http://a/"), None) for n, at in enumerate(times, 1))
    )
    pauses = [line.removeprefix("sleep ") for line in script.splitlines() if line.startswith("sleep")]
    assert pauses == ["0.25", "60", "3600", "3600"]


def test_what_cannot_be_sent_is_said_in_the_script() -> None:
    request = HttpRequest(Headers([("@bait", "1"), ("A", "b\x9b"), ("C", "d")]), b"", "GET", "http://a/")
    script = "".join(shell_script([Interaction(3, 0.0, request, None, operation="GetItem")]))
    assert "# 3 GetItem (without 2 header fields that no HTTP message can have)\n" in script
