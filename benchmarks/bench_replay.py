"""Replay over HTTP, one process, keep-alive: beside mitmproxy's server replay and a bare uvicorn app.

The bare app answers without looking at what it was asked. mitmproxy replays flows of the same session in
reverse mode. The ratios are those of requests that each ask for another item; two more lines show what
requests cost that came before to the byte, and those that are written like no other. Rounds alternate between
the contestants, and the ratios are medians of the rounds' ratios: by the wall, which the budgets are for, and
by what the server's process takes of the processor (/proc, so on Linux only), which other work on the machine
moves less.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks import session
from benchmarks.load import requests_a_second

RECORDINGS = 16_000
FLOWS = 200
REPEATED = "replay, bytes seen before"
UNLIKE = "replay, each written unlike any other"
ROUNDS = 5
AGAINST_MITMPROXY = 25.0
NEW_AGAINST_UVICORN, KNOWN_AGAINST_UVICORN = 0.8, 1.0

_BARE = """
import sys, uvicorn
from benchmarks.session import response_body
BODY = response_body(1)
HEADERS = [(b"content-type", b"text/xml; charset=utf-8"), (b"content-length", b"%d" % len(BODY))]
async def app(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})
uvicorn.run(app, port=int(sys.argv[1]), http="httptools", loop="uvloop", lifespan="off", access_log=False,
            log_level="critical")
"""
_NO_JOURNAL = """
import sys
from inspector.clock import SystemClock
from inspector.replay import Replayer
from inspector.serve import Server
Server(Replayer([sys.argv[2]]), SystemClock(), port=int(sys.argv[1])).run()
"""


def main() -> None:
    """Prints the rates and the two ratios."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        work = Path(folder)
        cassette = str(session.write_cassette(work / "session.jsonl", RECORDINGS))
        flows = session.write_flows(work / "session.flows", FLOWS)
        replay = [sys.executable, "-m", "inspector", "replay", cassette, "--confdir", str(work / "ca")]
        mitmdump = [sys.executable, "-c", "from mitmproxy.tools.main import mitmdump; mitmdump()", "-q"]
        options = (
            "server_replay_reuse=true",
            "server_replay_ignore_host=true",
            "server_replay_ignore_port=true",
            "connection_strategy=lazy",
        )
        sets = [word for option in (*options, f"confdir={work / 'mitm'}") for word in ("--set", option)]
        started = {
            "bare uvicorn app": (lambda port: [sys.executable, "-c", _BARE, str(port)], False, 16_000),
            "replay": (lambda port: [*replay, "--listen", f"127.0.0.1:{port}"], False, 8000),
            "replay, without journal": (
                lambda port: [sys.executable, "-c", _NO_JOURNAL, str(port), cassette],
                False,
                8000,
            ),
            REPEATED: (lambda port: [*replay, "--listen", f"127.0.0.1:{port}"], False, 8000),
            UNLIKE: (lambda port: [*replay, "--listen", f"127.0.0.1:{port}"], False, 8000),
            "replay --tls": (lambda port: [*replay, "--tls", "--listen", f"127.0.0.1:{port}"], True, 6000),
            "mitmdump --server-replay": (
                lambda port: [
                    *mitmdump,
                    "--mode",
                    f"reverse:https://127.0.0.1:9@127.0.0.1:{port}",
                    "--server-replay",
                    str(flows),
                    *sets,
                ],
                False,
                1000,
            ),
        }
        ports, servers = {}, {}
        for name, (command, _, _) in started.items():
            ports[name] = _free_port()
            servers[name] = stack.enter_context(_running(command(ports[name]), ports[name]))
        # Each asks for another item, in other bytes than were recorded: ours has not seen them before.
        # mitmproxy compares bytes and gets those that it knows.
        known = [session.request_body(n) for n in range(RECORDINGS)]
        new = [body.replace(b'"/></m:', b'" /></m:') for body in known]
        bodies = dict.fromkeys(started, new)
        bodies[UNLIKE] = [body + b"<!-- %d -->" % n for n, body in enumerate(known)]
        for name in (REPEATED, "mitmdump --server-replay"):
            bodies[name] = known[:FLOWS]
        rates: dict[str, list[float]] = {name: [] for name in started}
        spent: dict[str, list[float]] = {name: [] for name in started}
        for name, (_, tls, _) in started.items():
            requests_a_second(ports[name], bodies[name], 400, tls=tls)
        for _ in range(ROUNDS):
            for name, (_, tls, count) in started.items():
                before = _processor(servers[name])
                rates[name].append(requests_a_second(ports[name], bodies[name], count, tls=tls))
                spent[name].append((_processor(servers[name]) - before) / count * 1e6)
    for name, found in rates.items():
        print(
            f"{name:38} {median(found):8.0f} req/s  ({min(found):.0f} to {max(found):.0f}), "
            f"{median(spent[name]):.1f} us of the processor"
        )
    for own, other, budget in (
        ("replay", "mitmdump --server-replay", AGAINST_MITMPROXY),
        ("replay", "bare uvicorn app", NEW_AGAINST_UVICORN),
        (REPEATED, "bare uvicorn app", KNOWN_AGAINST_UVICORN),
    ):
        ratio, by_processor = _ratio(rates[own], rates[other]), _ratio(spent[other], spent[own])
        print(
            f"{own}: {ratio:.2f} x {other} ({by_processor:.2f} by the processor), "
            f"budget {budget:.2f}: {'held' if ratio >= budget else 'NOT held'}"
        )


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def _processor(process: int) -> float:
    """Returns the seconds that a process has had of the processor."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


@contextlib.contextmanager
def _running(command: list[str], port: int) -> Iterator[int]:
    """Runs a server while the block runs, which gets its process id."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        else:
            raise RuntimeError(f"{command[:4]} does not listen")
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
