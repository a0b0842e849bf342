"""Replay opens no connection to anyone, in any mode: Python's audit events would tell of each attempt."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import requests

from inspector.serve.tls import ca_file, tls_context

WATCHED = """
import json, sys
attempts = []
def heard(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.gethostbyname", "socket.gethostbyaddr"):
        attempts.append([event, repr(arguments[-1])])
    elif event == "socket.getaddrinfo" and arguments[0] not in ("127.0.0.1", None):
        attempts.append([event, repr(arguments[0])])
sys.addaudithook(heard)
from inspector.cli import main
try:
    main(["replay", *sys.argv[1:]])
finally:
    clients = [name for name in ("requests", "httpx", "urllib3", "aiohttp") if name in sys.modules]
    print(json.dumps({"attempts": attempts, "clients": clients}), flush=True)
"""


@pytest.fixture(scope="module")
def ca(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ca")
    tls_context(folder)
    return folder


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--otherwise", "simulate"],
        ["--auth", "ntlm"],
        ["--strict"],
        ["--tls"],
        ["--fresh-ids"],
        ["--watch", "--latency", "recorded", "--polls", "sequence"],
        ["--proxy"],
    ],
    ids=lambda options: " ".join(options) or "plain",
)
def test_no_connection_is_attempted(wire, cassette, ca, options):
    recorded = cassette((0, wire.play(), wire.played("HANDLE")))
    words = [str(recorded), "--listen", "127.0.0.1:0", "--json", "--confdir", str(ca), *options]
    process = subprocess.Popen(
        [sys.executable, "-c", WATCHED, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        url = json.loads(process.stdout.readline())["url"]
        with requests.Session() as session:
            session.trust_env = False
            session.verify = str(ca_file(ca))
            base = url
            if "--proxy" in options:
                session.proxies = {"http": url, "https": url}
                base = "https://mail.example.com"
            asked = [wire.play(), wire.poll("HANDLE"), wire.get_item("unknown"), wire.disconnect("HANDLE")]
            for request in asked:
                headers = {"Content-Type": "text/xml; charset=utf-8"}
                assert session.post(
                    base + request.path, data=request.body, headers=headers, timeout=20
                ).content or ("ntlm" in options)
        process.terminate()
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.communicate()
    told = json.loads(out.splitlines()[-1])
    assert told["attempts"] == [], err
    assert "--proxy" in options or told["clients"] == []
