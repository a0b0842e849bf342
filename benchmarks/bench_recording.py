"""Recording with schemas and rules on, beside bare ``mitmdump -w``, in the same run (budget: 0.95).

Both stand in reverse mode between keep-alive clients (a process of their own) and the same bare uvicorn app.
Short rounds alternate, so that what else the machine does falls on both; the ratio is the median of the
rounds' ratios. The processor time of each proxy process is told beside it: it depends less on the neighbours.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROUNDS = 12
REQUESTS = 500
WARM_UP = 200
CONNECTIONS = 4
BUDGET = 0.95

_ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"'
    ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">{}</s:Envelope>'
)
REQUEST = _ENVELOPE.format(
    '<s:Header><t:RequestServerVersion Version="Exchange2016"/></s:Header><s:Body><m:GetItem><m:ItemShape>'
    "<t:BaseShape>AllProperties</t:BaseShape></m:ItemShape><m:ItemIds>"
    '<t:ItemId Id="AAMkAGQ1" ChangeKey="CQAAABYA"/></m:ItemIds></m:GetItem></s:Body>'
).encode()
RESPONSE = _ENVELOPE.format(
    '<s:Header><t:ServerVersionInfo MajorVersion="15" MinorVersion="1" MajorBuildNumber="2507"'
    ' MinorBuildNumber="6" Version="V2017_07_11"/></s:Header><s:Body><m:GetItemResponse><m:ResponseMessages>'
    '<m:GetItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Items>'
    '<t:Message><t:ItemId Id="AAMkAGQ1" ChangeKey="CQAAABYA"/><t:Subject>Weekly report</t:Subject>'
    '<t:Sensitivity>Normal</t:Sensitivity><t:Body BodyType="Text">'
    + "The figures of this week are on the share, as ever. "
    * 30
    + "</t:Body><t:Importance>Normal</t:Importance><t:HasAttachments>false</t:HasAttachments></t:Message>"
    "</m:Items></m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse></s:Body>"
).encode()


async def upstream(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
    """The server behind both: it answers at once."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"text/xml; charset=utf-8"), (b"content-length", b"%d" % len(RESPONSE))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": RESPONSE})


def main() -> None:
    """Prints both rates, their ratio, and where the recorder's memory went."""
    with tempfile.TemporaryDirectory() as folder, _uvicorn() as origin:
        work = Path(folder)
        with _mitmdump(origin, work) as bare, _recorder(origin, work) as recording:
            rates: dict[str, list[float]] = {"mitmdump -w": [], "record": []}
            contestants = (("mitmdump -w", bare[0]), ("record", recording[0]))
            for _, port in contestants:
                _measured(port, WARM_UP)
            pids = {"mitmdump -w": bare[1], "record": recording[1]}
            before = {name: _processor_time(pid) for name, pid in pids.items()}
            half: dict[str, int] = {}
            for number in range(ROUNDS):
                for name, port in contestants if number % 2 else contestants[::-1]:
                    rates[name].append(_measured(port, REQUESTS))
                if number == ROUNDS // 2 - 1:
                    half = {name: _memory(pid) for name, pid in pids.items()}
            spent = {name: _processor_time(pid) - before[name] for name, pid in pids.items()}
            grown = {name: _memory(pid) - half[name] for name, pid in pids.items()}
    for name, found in rates.items():
        each = spent[name] / (REQUESTS * ROUNDS) * 1e6
        kept = grown[name] / (REQUESTS * (ROUNDS - ROUNDS // 2))
        print(
            f"{name:12} {median(found):6.0f} req/s; a request takes {each:5.0f} us of processor time"
            f" and leaves {kept:.0f} bytes of memory behind"
        )
    ratios = [new / old for new, old in zip(rates["record"], rates["mitmdump -w"], strict=True)]
    ratio = median(ratios)
    print(f"ratio {ratio:.2f} (rounds {min(ratios):.2f} to {max(ratios):.2f}), budget {BUDGET}: ", end="")
    print("held" if ratio >= BUDGET else "NOT held")


def _measured(port: int, count: int) -> float:
    """Requests a second, as a process of their own sees it."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_client, (port, count))


def _client(port: int, count: int) -> float:
    each = count // CONNECTIONS
    threads = [threading.Thread(target=_talk, args=(port, each)) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return each * CONNECTIONS / (time.perf_counter() - started)


def _talk(port: int, count: int) -> None:
    head = (
        f"POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: bench\r\n"
        "Content-Type: text/xml; charset=utf-8\r\nAuthorization: Basic am9lOmNvcnJlY3QtaG9yc2U=\r\n"
        f"Content-Length: {len(REQUEST)}\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(count):
            connection.sendall(head + REQUEST)
            _read_answer(connection)


def _read_answer(connection: socket.socket) -> None:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode("latin-1"))
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    assert found is not None
    missing = int(found[1]) - len(body)
    while missing > 0:
        missing -= len(connection.recv(65536))


@contextlib.contextmanager
def _uvicorn() -> Iterator[int]:
    port = _free_port()
    options = ["benchmarks.bench_recording:upstream", "--port", str(port), "--log-level", "error"]
    with _process([sys.executable, "-m", "uvicorn", *options], port):
        yield port


@contextlib.contextmanager
def _mitmdump(origin: int, work: Path) -> Iterator[tuple[int, int]]:
    port = _free_port()
    mode = f"reverse:http://127.0.0.1:{origin}@127.0.0.1:{port}"
    program = [sys.executable, "-c", "from mitmproxy.tools.main import mitmdump; mitmdump()"]
    options = ["-q", "--mode", mode, "-w", str(work / "flows"), "--set", f"confdir={work / 'bare'}"]
    with _process([*program, *options], port) as pid:
        yield port, pid


@contextlib.contextmanager
def _recorder(origin: int, work: Path) -> Iterator[tuple[int, int]]:
    port = _free_port()
    program = [sys.executable, "-c", "from inspector.cli import main; main()", "record", "--json"]
    options = ["--upstream", f"http://127.0.0.1:{origin}", "--listen", f"127.0.0.1:{port}"]
    where = ["-o", str(work / "session.jsonl"), "--confdir", str(work / "record")]
    with _process([*program, *options, *where], port) as pid:
        yield port, pid


@contextlib.contextmanager
def _process(command: list[str], port: int) -> Iterator[int]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        _wait_for(port, process)
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
        if out.strip().startswith("{"):
            summary = json.loads(out.splitlines()[-1])
            print(
                f"recorded {summary['interactions']} interactions, findings {summary['findings'] or 'none'}"
            )


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args} does not listen")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _processor_time(pid: int) -> float:
    """Seconds of processor time that a process has used; not a number where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> int:
    """Resident bytes of a process; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


if __name__ == "__main__":
    main()
