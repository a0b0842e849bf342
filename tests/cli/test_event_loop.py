"""What a command that serves prints when it is stopped while clients are connected: its own lines only."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from pathlib import Path

import pytest

from inspector.cli.event_loop import run_in_loop
from tests.processes import Process

HEAD = b"POST http://a/EWS/Exchange.asmx HTTP/1.1\r\nHost: a\r\nContent-Length: "
SENT = [b"", b"POST", HEAD, HEAD + b"4\r\n\r\n<a/>", HEAD + b"400000\r\n\r\n<a/>"]


@pytest.mark.parametrize(
    "words",
    [
        ["replay", "sample:mail"],
        ["replay", "sample:mail", "--proxy"],
        ["replay", "sample:mail", "--latency", "5", "--clock", "manual"],
        ["simulate"],
        ["record", "--upstream", "http://127.0.0.1:9", "-o", "a.jsonl"],
    ],
    ids=" ".join,
)
def test_a_server_that_is_stopped_with_open_connections_prints_no_traceback(
    words: list[str], tmp_path: Path
) -> None:
    with Process(*words, "--listen", "127.0.0.1:0", "--json", cwd=tmp_path) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        host, port = (ready.get("url") or ready["listen"]).removeprefix("http://").split(":")
        clients = [socket.create_connection((host, int(port)), timeout=10) for _ in SENT]
        for client, sent in zip(clients, SENT, strict=True):
            client.sendall(sent)
        clients[3].recv(1)  # by now the server knows all of them
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        for client in clients:
            client.close()
    assert "Traceback" not in err and "Error" not in err.replace("ErrorInvalid", "")
    assert process.returncode in (0, 1)


def test_what_is_no_cancellation_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.call_exception_handler({"message": "cancelled", "exception": asyncio.CancelledError()})
        loop.call_exception_handler({"message": "a bug", "exception": ValueError("x")})

    run_in_loop(main())
    assert [record.message.splitlines()[0] for record in caplog.records] == ["a bug"]
