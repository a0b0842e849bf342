"""The terminal UI on 1,000,000 interactions (1 GB), in a pseudo-terminal as a user has it.

``python -m benchmarks.bench_tui 100000`` has fewer. Budgets: first rows within 1 s, within 3 s where the file
has to come from the disk, at most 250 MB, a key press to paint within 30 ms, a preview within 50 ms of it;
within 200 ms of the last letter the first hit of a search, or how far it is if the hit is far away. The
memory that counts is the process's own; pages of files are the kernel's to take back, and are told apart.
Beside the time of the wall stands what the process computed, which counts where something else runs.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

from inspector.cassette import CassetteHeader, CassetteWriter, Interaction
from inspector.cassette.model import encode_line
from inspector.wire.http import Headers, HttpRequest, HttpResponse

COUNT = 1_000_000
LARGE = 50_000_000
SIZE, WIDE = (40, 120), (50, 200)
FIRST_ROWS_S, COLD_ROWS_S, KEY_MS, PREVIEW_MS, HIT_MS, MEMORY_MB = 1.0, 3.0, 30.0, 50.0, 200.0, 250.0
_DEADLINE = 120.0
_M = "http://schemas.microsoft.com/exchange/services/2006/messages"


def main(count: int = COUNT) -> None:
    """Prints the time to the first rows, of key presses, of a filter and a search, and the memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.jsonl"
        size = write_cassette(path, count)
        print(f"{count:,} interactions, {size / 1e6:.0f} MB, terminal of {SIZE[1]}x{SIZE[0]}")
        _on_a_large_file(path, folder, count)
        _beside_the_list(path, folder, count)
        large = Path(folder) / "large-body.jsonl"
        write_large(large)
        _in_a_large_body(large, folder)


def _on_a_large_file(path: Path, folder: str, count: int) -> None:
    everything = f"{count:,} interactions".encode()
    _forget(path)
    with Terminal(path, folder) as terminal:
        _verdict("first rows, cold", terminal.wait_for(b"GetCallInfo") * 1000, COLD_ROWS_S * 1000, "ms")
        terminal.wait_for(everything)
    with Terminal(path, folder) as terminal:
        first = terminal.wait_for(b"GetCallInfo")
        _verdict("first rows, from the start of the process", first * 1000, FIRST_ROWS_S * 1000, "ms")
        print(f"  {'of that, the process computed':40} {terminal.cpu() * 1000:7.0f} ms")
        known = terminal.wait_for(everything)
        print(f"  {'all of them are known':40} {known:7.1f} s")
        terminal.quiet(0.5)
        _keys(terminal)
        _searches(terminal, count)
        _seconds("c (the flow of a call), Esc stops it", terminal, "c", b"Flow of call")
        terminal.send("q")
        terminal.quiet(0.5)
        for key in "f~op Disconnect":
            terminal.press(key)
        _seconds("filter ~op over everything", terminal, "\r", f"{count // 10:,} of {count:,}".encode())
        own, mapped = terminal.memory()
        _verdict("memory of its own", own, MEMORY_MB, "MB")
        print(f"  {'pages of files':40} {mapped:7.0f} MB")


def _searches(terminal: Terminal, count: int) -> None:
    far = f"call-{count // 10 * 9 // 10:08}"  # 90 % of the way to the end
    for key in f"/{far[:-1]}":
        terminal.press(key)
    typed, before = time.perf_counter(), terminal.cpu()
    terminal.send(far[-1])
    terminal.wait_for(f"{far}”".encode(), since=typed)
    _verdict("search, said how far it is", (time.perf_counter() - typed) * 1000, HIT_MS, "ms")
    terminal.wait_for(str(count // 10 * 9 // 10 * 10 + 1).encode(), since=typed)
    took, computed = time.perf_counter() - typed, terminal.cpu() - before
    print(f"  {'search, a hit at 90 % of the file':40} {took:7.2f} s   computed {computed:.2f} s")
    terminal.send("\x1b")
    terminal.quiet(0.5)
    for key in "/call-0000002":
        terminal.press(key)
    typed = time.perf_counter()
    terminal.send("1")
    terminal.wait_for(b"1 of 1", since=typed)
    _verdict("search, first hit after the last letter", (time.perf_counter() - typed) * 1000, HIT_MS, "ms")
    terminal.send("\x1b")
    terminal.quiet(0.5)


def _seconds(what: str, terminal: Terminal, key: str, painted: bytes) -> None:
    """Types a key, and prints how long it takes until a text is painted."""
    started, before = time.perf_counter(), terminal.cpu()
    terminal.send(key)
    terminal.wait_for(painted, since=started)
    took, computed = time.perf_counter() - started, terminal.cpu() - before
    print(f"  {what:40} {took:7.1f} s   computed {computed:.1f} s")


def _keys(terminal: Terminal) -> None:
    for name, keys in (("j (next line)", "j" * 60), ("PgDn", "\x06" * 60), ("G, g", "Gg" * 20)):
        before = terminal.cpu()
        times = [terminal.press(key) for key in keys]
        slow, computed = quantiles(times, n=20)[-1], (terminal.cpu() - before) / len(keys)
        print(
            f"  {name:40} median {median(times) * 1000:7.1f} ms   p95 {slow * 1000:7.1f} ms"
            f"   computed {computed * 1000:7.1f} ms each"
        )
        _verdict(f"{name}, median", median(times) * 1000, KEY_MS, "ms")


def _beside_the_list(path: Path, folder: str, count: int) -> None:
    """Moves in the list of a wide terminal, where each line that the cursor comes to is previewed."""
    print(f"terminal of {WIDE[1]}x{WIDE[0]}, with a preview")
    with Terminal(path, folder, WIDE) as terminal:
        terminal.wait_for(f"{count:,} interactions".encode())
        terminal.quiet(0.5)
        before = terminal.cpu()
        first, last = zip(*(terminal.press_and_settle("j") for _ in range(40)), strict=True)
        computed = (terminal.cpu() - before) / 40
        _verdict("j, median", median(first) * 1000, KEY_MS, "ms")
        _verdict("preview painted, median", median(last) * 1000, PREVIEW_MS, "ms")
        print(f"  {'both, computed':40} {computed * 1000:7.1f} ms each")


def _in_a_large_body(large: Path, folder: str) -> None:
    print(f"a body of {LARGE / 1e6:.0f} MB")
    with Terminal(large, folder) as terminal:
        terminal.wait_for(b"GetCallInfo")
        terminal.quiet(3.0)
        started = time.perf_counter()
        terminal.send("\r")
        terminal.wait_for(b"too large")
        print(f"  {'opened, decoded beside the screen':40} {time.perf_counter() - started:7.1f} s")
        terminal.quiet(1.0)
        before = terminal.cpu()
        times = [terminal.press(key) for key in ">" * 40]
        computed = (terminal.cpu() - before) / len(times)
        _verdict("> (next part), median", median(times) * 1000, KEY_MS, "ms")
        slow = quantiles(times, n=20)[-1]
        print(f"  {'> (next part), p95':40} {slow * 1000:7.1f} ms   computed {computed * 1000:7.1f} ms each")


def _forget(path: Path) -> None:
    """Has the kernel forget the pages of a file, so that they come from the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def write_large(path: Path) -> None:
    """Writes an interaction with a body of 50 MB."""
    small = _interaction(1, 1, 1)
    assert small.response is not None
    body = small.response.body.replace(b"</soap:Body>", b"<m:x>abc</m:x>" * (LARGE // 14) + b"</soap:Body>")
    with CassetteWriter(path, CassetteHeader(created="2026-11-02T09:00:00Z")) as writer:
        writer.append(replace(small, response=replace(small.response, body=body)))


def write_cassette(path: Path, count: int) -> int:
    """Writes calls of ten interactions each, and returns the size of the file in bytes."""
    with CassetteWriter(path, CassetteHeader(created="2026-11-02T09:00:00Z")) as writer:
        writer.close()
    with path.open("ab") as file:
        for number in range(count):
            call, step = divmod(number, 10)
            file.write(encode_line(_interaction(number + 1, call, step).to_json()))
        return file.tell()


def _interaction(n: int, call: int, step: int) -> Interaction:
    handle = f"call-{call:08}@um.example.com"
    name = "PlayOnPhone" if step == 0 else "Disconnect" if step == 8 else "GetCallInfo"
    asked = "<m:entryId>AAAA</m:entryId>" if step == 0 else f"<m:CallId>{handle}</m:CallId>"
    state = "Connecting" if step < 3 else "Connected" if step < 8 else "Disconnected"
    inner = {
        "PlayOnPhone": f"<m:PlayOnPhoneResponse>{handle}</m:PlayOnPhoneResponse>",
        "GetCallInfo": f"<m:GetCallInfoResponse><m:CallState>{state}</m:CallState><m:EventCause>None"
        "</m:EventCause></m:GetCallInfoResponse>",
    }.get(name, "")
    xml = ("Content-Type", "text/xml; charset=utf-8")
    return Interaction(
        n=n,
        at=float(n),
        took=0.012,
        request=HttpRequest(
            url="https://mail.example.com/EWS/UM2007Legacy.asmx",
            headers=Headers((xml, ("User-Agent", "bench/1.0"))),
            body=_soap(f"<m:{name}>{asked}</m:{name}>"),
        ),
        response=HttpResponse(
            headers=Headers((xml, ("Server", "Microsoft-IIS/10.0"))),
            body=_soap(f"<m:{name}Response>{inner}</m:{name}Response>"),
        ),
        conn="c1",
        endpoint="um",
        operation=name,
    )


def _soap(payload: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><soap:Envelope '
        f'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="{_M}"><soap:Body>{payload}'
        "</soap:Body></soap:Envelope>"
    ).encode()


class Terminal:
    """The command in a pseudo-terminal.

    Args:
        path: the cassette.
        home: where its settings are kept.
        size: lines and columns.
    """

    def __init__(self, path: Path, home: str, size: tuple[int, int] = SIZE) -> None:
        self._started = time.perf_counter()
        self.pid, self._file = pty.fork()
        if self.pid == 0:
            os.environ |= {"XDG_STATE_HOME": home, "XDG_CONFIG_HOME": home, "TERM": "xterm-256color"}
            os.execv(sys.executable, [sys.executable, "-m", "inspector", "tui", str(path)])
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.send("Q")
        finally:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self._file)

    def send(self, keys: str) -> None:
        """Types keys."""
        os.write(self._file, keys.encode())

    def press(self, key: str) -> float:
        """Types a key and returns the seconds until the screen has been painted anew."""
        started = time.perf_counter()
        self.send(key)
        select.select([self._file], [], [], _DEADLINE)
        self._read()
        painted = time.perf_counter() - started
        self.quiet(0.03)
        return painted

    def press_and_settle(self, key: str) -> tuple[float, float]:
        """Types a key; returns the seconds until the first and until the last paint that it brings about."""
        started = time.perf_counter()
        self.send(key)
        select.select([self._file], [], [], _DEADLINE)
        self._read()
        first = last = time.perf_counter() - started
        while select.select([self._file], [], [], 0.05)[0] and self._read():
            last = time.perf_counter() - started
        return first, last

    def wait_for(self, text: bytes, since: float | None = None) -> float:
        """Waits until a text is painted, and returns the seconds since then, or the start of the process."""
        seen = b""
        while time.perf_counter() - (since or self._started) < _DEADLINE:
            if select.select([self._file], [], [], _DEADLINE)[0]:
                seen = (seen + self._read())[-100_000:]
                if text in seen:
                    return time.perf_counter() - self._started
        raise TimeoutError(f"{text!r} was not painted")

    def quiet(self, seconds: float) -> None:
        """Reads until nothing more is painted for so long."""
        while select.select([self._file], [], [], seconds)[0] and self._read():
            pass

    def memory(self) -> tuple[float, float]:
        """Returns the process's own memory and the pages of files that it has mapped, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        kilobytes = {line.split(":")[0]: line.split()[1] for line in status.splitlines() if "Rss" in line}
        return int(kilobytes["RssAnon"]) / 1024, int(kilobytes["RssFile"]) / 1024

    def cpu(self) -> float:
        """Returns the seconds that the process has computed so far, whatever else the machine does."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _read(self) -> bytes:
        try:
            return os.read(self._file, 1 << 20)
        except OSError:  # the other side has closed it
            return b""


def _verdict(what: str, value: float, budget: float, unit: str) -> None:
    held = "held" if value <= budget else "NOT held"
    print(f"  {what:40} {value:7.0f} {unit}   budget {budget:.0f} {unit}: {held}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
