"""The replaying addon as its users run it: a forward proxy for a client that insists on its server's name."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from inspector.cassette import CassetteWriter, Interaction
from inspector.resources import addons_dir
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import soap
from tests.processes import Process

URL = "https://mail.example.com/EWS/Exchange.asmx"
HEADERS = Headers([("Content-Type", "text/xml; charset=utf-8")])


POX = b"<Autodiscover><EwsUrl>https://mail.example.com/EWS/Exchange.asmx</EwsUrl></Autodiscover>"


@pytest.fixture
def cassette(tmp_path: Path) -> str:
    path = tmp_path / "session.jsonl"
    with CassetteWriter(path) as writer:
        request = HttpRequest(HEADERS, soap("<GetItem/>"), url=URL)
        writer.append(Interaction(0, 0.0, request, HttpResponse(HEADERS, soap("<GetItemResponse/>"))))
        auto = HttpRequest(
            HEADERS, b"<Autodiscover/>", url="https://mail.example.com/autodiscover/autodiscover.xml"
        )
        writer.append(Interaction(0, 1.0, auto, HttpResponse(HEADERS, POX)))
    return str(path)


class Proxy:
    """A running proxy, and a client that uses it."""

    def __init__(self, process: Process | subprocess.Popen[str], url: str, folder: Path) -> None:
        self.process, self.url = process, url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.proxies = {"http": url, "https": url}
        self.session.verify = str(folder / "mitmproxy-ca-cert.pem")

    def stop(self) -> tuple[str, str, int]:
        self.session.close()
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=20)
        return out, err, self.process.wait(0)


@contextlib.contextmanager
def started(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ca")


@pytest.fixture
def proxy(cassette: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Proxy]:
    words = ["--proxy", "--json", "--listen", "127.0.0.1:0", "--confdir", str(folder)]
    extra = getattr(request, "param", [])
    with Process("replay", cassette, *words, *extra) as process:
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield Proxy(process, json.loads(line)["url"], folder)


@pytest.fixture
def server() -> Iterator[tuple[int, list[object]]]:
    """A server that must not be reached, with the connections that came all the same."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, address = listener.accept()
                    came.append(address)
                    connection.close()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1], came


def test_a_client_keeps_its_servers_name(proxy: Proxy) -> None:
    answer = proxy.session.post(URL, data=soap("<GetItem/>"), timeout=10)
    assert (answer.status_code, answer.content) == (200, soap("<GetItemResponse/>"))
    out, _, status = proxy.stop()
    assert status == 0
    assert json.loads(out.splitlines()[-1])["answers"] == {"recorded": 1}


def test_autodiscover_keeps_it_too(proxy: Proxy) -> None:
    url = "https://mail.example.com/autodiscover/autodiscover.xml"
    assert proxy.session.post(url, data=b"<Autodiscover/>", timeout=10).content == POX


@pytest.mark.parametrize("proxy", [["--clock", "manual"]], indirect=True)
def test_the_control_api_is_under_any_host(proxy: Proxy) -> None:
    api = "http://inspector.invalid/_inspector/v1/"
    assert proxy.session.post(api + "clock", json={"advance": 32}, timeout=10).json()["now"] == 32.0


@pytest.mark.parametrize("proxy", [["--auth", "ntlm"]], indirect=True)
def test_ntlm_passes_through(proxy: Proxy) -> None:
    from requests_ntlm import HttpNtlmAuth

    assert proxy.session.post(URL, data=soap("<GetItem/>"), timeout=10).status_code == 401
    proxy.session.auth = HttpNtlmAuth("EXAMPLE\\someone", "anything")
    assert proxy.session.post(URL, data=soap("<GetItem/>"), timeout=10).status_code == 200


def test_nothing_reaches_a_server(proxy: Proxy, server: tuple[int, list[object]]) -> None:
    port, came = server
    there = f"127.0.0.1:{port}"
    for url in (f"http://{there}/EWS/Exchange.asmx", f"https://{there}/anything"):
        answer = proxy.session.post(url, data=soap("<SendItem/>"), timeout=10)
        assert answer.headers["x-ews-inspector"] == "miss"
    # A stream that is no HTTP, through CONNECT.
    host, _, number = proxy.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(number)), timeout=10) as raw:
        raw.sendall(f"CONNECT {there} HTTP/1.1\r\nHost: {there}\r\n\r\n".encode())
        raw.recv(4096)
        raw.sendall(b"\x00\x01\x02 not HTTP, not TLS \xff\xfe")
        raw.settimeout(3)
        with contextlib.suppress(OSError):
            raw.recv(4096)
    proxy.stop()
    assert came == []


def test_mitmdump_hosts_the_addon_too(cassette: str, folder: Path, server: tuple[int, list[object]]) -> None:
    program = [sys.executable, "-c", "from mitmproxy.tools.main import mitmdump; mitmdump()"]
    options = ["--listen-host", "127.0.0.1", "--listen-port", "0", "--set", f"ews_replay={cassette}"]
    script = ["-s", str(addons_dir() / "ews_replayer.py"), "--set", f"confdir={folder}"]
    with started([*program, *options, *script]) as process:
        said = next(line for line in process.stdout if "listening at" in line)
        (port,) = re.findall(r"listening at \S*?:(\d+)", said)
        proxy = Proxy(process, f"http://127.0.0.1:{port}", folder)
        assert proxy.session.post(URL, data=soap("<GetItem/>"), timeout=10).content == soap(
            "<GetItemResponse/>"
        )
        url = f"http://127.0.0.1:{server[0]}/EWS/Exchange.asmx"
        assert (
            proxy.session.post(url, data=soap("<SendItem/>"), timeout=10).headers["x-ews-inspector"] == "miss"
        )
        proxy.session.close()
        process.terminate()
        process.communicate(timeout=20)
    assert server[1] == []


def test_a_cassette_that_cannot_be_read_is_said_by_mitmdump(tmp_path: Path, folder: Path) -> None:
    program = [sys.executable, "-c", "from mitmproxy.tools.main import mitmdump; mitmdump()"]
    script = ["-s", str(addons_dir() / "ews_replayer.py"), "--listen-port", "0"]
    options = ["--set", f"ews_replay={tmp_path / 'none.jsonl'}", "--set", f"confdir={folder}"]
    done = subprocess.run([*program, *script, *options], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "none.jsonl" in done.stderr + done.stdout
