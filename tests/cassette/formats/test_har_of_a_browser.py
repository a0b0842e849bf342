"""What a browser saw, Chromium without a window, in the archive that its tool (Playwright) writes of it."""

from __future__ import annotations

import base64
import gzip
import json
import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from inspector.cassette.formats import ImportReport, read_file
from inspector.clock import SystemClock
from inspector.serve import Server
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.clients import javascript
from tests.messages import soap

BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or ""
XML = "text/xml; charset=utf-8"
ANSWERS = {
    "/page": ("text/html", b"<!DOCTYPE html><title>x</title><link rel=icon href=data:,>", 200),
    "/EWS/Exchange.asmx": (XML, soap("<m:GetItemResponse>\u00fc \u20ac \U0001f600</m:GetItemResponse>"), 200),
    "/EWS/gzip.asmx": (XML, soap(f"<m:GetItemResponse>{'packed ' * 500}</m:GetItemResponse>"), 200),
    "/EWS/fault.asmx": (XML, soap("<s:Fault><faultcode>s:Client</faultcode></s:Fault>"), 500),
    "/EWS/latin.asmx": ("text/xml; charset=iso-8859-1", "<a>\u00fc\u00e9</a>".encode("latin-1"), 200),
    "/photo": ("image/png", bytes(range(256)) * 20, 200),
    "/wbxml": ("application/vnd.ms-sync.wbxml", b"\x03\x01\x6a\x00\x45\xff\xfe\x01", 200),
    "/nothing": (XML, b"", 200),
    "/gone": ("text/plain", b"no such thing", 404),
}
ASKED = (
    ("POST", "/EWS/Exchange.asmx", XML, soap("<m:GetItem>\u00e4\u00f6 \u4e2d</m:GetItem>")),
    ("POST", "/EWS/gzip.asmx?a=1&b=%20", XML, soap("<m:GetItem/>")),
    ("POST", "/EWS/fault.asmx", XML, b"<not-well-formed"),
    ("POST", "/EWS/latin.asmx", XML, soap("<m:GetItem>\r\n\t</m:GetItem>")),
    ("GET", "/photo", "", b""),
    ("POST", "/wbxml", "application/vnd.ms-sync.wbxml", b"\x03\x01\x6a\x00\x45\x01"),
    ("POST", "/nothing", XML, soap("<m:GetItem/>")),
    ("GET", "/gone", "", b""),
)


class Noting:
    """Answers by path, and keeps the requests."""

    def __init__(self) -> None:
        self.asked: list[HttpRequest] = []

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        self.asked.append(request)
        kind, body, status = ANSWERS[request.path]
        fields = [("Content-Type", kind)]
        if request.path == "/EWS/gzip.asmx":
            fields.append(("Content-Encoding", "gzip"))
            body = gzip.compress(body, mtime=0)
        return HttpResponse(Headers(fields), body, status)


@pytest.mark.skipif(not BROWSER, reason="there is no chromium on this machine")
@pytest.mark.skipif(not javascript.has_node(), reason="there is no node with npm on this machine")
def test_what_a_browser_saw_comes_in_with_the_same_bytes_and_times(tmp_path: Path) -> None:
    javascript.install()
    archive, noting = tmp_path / "session.har", Noting()
    asked = [
        {"method": method, "path": path, "type": kind, "body": base64.b64encode(body).decode()}
        for method, path, kind, body in ASKED
    ]
    with Server(noting, SystemClock()) as server:
        done = subprocess.run(
            ["node", str(javascript.HERE / "browser.js"), BROWSER, server.url, str(archive)],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=300,
            env={name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        )
    assert done.returncode == 0, done.stderr
    report = ImportReport()
    found = [one for one in read_file(archive, "", report)[1] if one.request.path != "/page"]
    assert [(one.request.method, one.request.url.removeprefix(server.url)) for one in found] == [
        (method, path) for method, path, _, _ in ASKED
    ]
    for one, (_, _, kind, body) in zip(found, ASKED, strict=True):
        assert one.request.body == body, one.request.url
        assert (one.request.header("content-type") or "") == kind
        assert one.response is not None and one.error is None
        expected = ANSWERS[one.request.path]
        assert (one.response.header("content-type"), one.response.body, one.response.status) == expected
    assert [one.body for one in noting.asked[1:]] == [one.request.body for one in found]
    entries = json.loads(archive.read_text())["log"]["entries"]
    began = [datetime.fromisoformat(entry["startedDateTime"]) for entry in entries]
    told = [(when - began[0]).total_seconds() for when in began]
    assert [one.at for one in found] == pytest.approx(told[1:])
    assert [one.took for one in found] == pytest.approx([entry["time"] / 1000 for entry in entries[1:]])
    assert (report.left_out, report.absent, report.cut, report.untimed) == (0, 0, 0, 0)
