"""Fiddler's session archives: a zip file with ``raw/1_c.txt`` (request) and ``raw/1_s.txt`` (response).

``raw/1_m.xml`` has the times (SessionTimers) and, among its flags, the port of the client's connection.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from inspector.cassette.formats.entry_fields import EntryError
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.message_pair import exchange
from inspector.cassette.formats.raw_http import parse_request
from inspector.cassette.formats.times import EntryTimes, lasted, seconds_of
from inspector.cassette.model import Interaction
from inspector.errors import InputError
from inspector.wire.encoding import MAX_CONTENT

_REQUEST = re.compile(r"(?:.*/)?raw/0*(\d+)_c\.txt\Z", re.I)
_MOST_DIGITS = 18
_FREE = 16 * 1024 * 1024  # bytes that may come out however few went in
_MOST_RATIO = 200  # of what comes out to what went in: messages come to 30, deflate ends at 1,032
_MOST_NAMED = 20 * 1024 * 1024  # bytes of the list of members, which takes ten times as many in memory
_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"  # where that list stands (APPNOTE 4.3)
_TAIL = 22 + 65_535  # bytes of a file in which its end begins
_MOST_DETAILS = 1024 * 1024  # bytes of an _m.xml
_TIMER = re.compile(r'([A-Za-z]{1,40})="([^"<>]{0,60})"')
_PORT = re.compile(r'N="x-clientport"\s{1,9}V="(\d{1,5})"')
_REQUEST_DONE = ("ClientDoneRequest", "ClientBeginRequest", "FiddlerBeginRequest")
_ANSWER_DONE = ("ServerDoneResponse", "ClientDoneResponse", "ServerBeginResponse")
_BROKEN = (zipfile.BadZipFile, RuntimeError, zlib.error, EOFError, OSError, ValueError, MemoryError)


def why_not(head: bytes) -> str:
    """Says why a file that begins so is no archive; empty if it may be one."""
    return "" if head.startswith(b"PK\x03\x04") else "it is no zip file"


def read(path: Path, report: ImportReport) -> Iterator[Interaction]:
    """Yields the interactions of an archive, in the order of their numbers.

    Raises:
        InputError: it is no archive.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            named = _named(file)
            if named > _MOST_NAMED:
                raise InputError(f"the list of the archive's members has {named:,} bytes", str(path))
            archive = stack.enter_context(zipfile.ZipFile(file))
        except _BROKEN as problem:
            raise InputError(f"the archive cannot be read: {_why(problem)}", str(path)) from None
        members = _Members(archive, path.stat().st_size)
        found = [(m[1], name) for name in members.names.values() if (m := _REQUEST.match(name))]
        if not found:
            raise InputError("the zip file has no raw/N_c.txt, as Fiddler's archives have", str(path))
        for digits, _ in found:
            if len(digits) > _MOST_DIGITS:
                report.leave_out("a session", f"its number has {len(digits):,} digits")
        sessions = sorted((int(digits), name) for digits, name in found if len(digits) <= _MOST_DIGITS)
        known = (when for _, name in sessions if (when := members.details(name).asked) is not None)
        timeline = EntryTimes(min(known, default=None))
        n = 0
        for number, name in sessions:
            try:
                one = _interaction(n + 1, name, members, timeline)
            except EntryError as problem:
                report.leave_out(f"session {number}", str(problem))
                continue
            if one is not None:
                n += 1
                yield one


def _named(file: IO[bytes]) -> int:
    """Returns how many bytes the list of an archive's members has; 0 if there is none."""
    file.seek(max(file.seek(0, 2) - _TAIL, 0))
    tail = file.read(_TAIL)
    at = tail.rfind(_END)
    if at < 0:
        return 0
    wide = at - 20 - 56
    if wide >= 0 and tail[at - 20 : at - 16] == _LOCATOR and tail[wide : wide + 4] == _END64:
        return int.from_bytes(tail[wide + 40 : wide + 48], "little")
    return int.from_bytes(tail[at + 12 : at + 16], "little")


def _interaction(n: int, name: str, members: _Members, timeline: EntryTimes) -> Interaction | None:
    """Reads a session; ``None`` if it is a tunnel, which has no messages."""
    data = members.read(name)
    if not data.strip():
        raise EntryError("its request is empty")
    try:
        request = parse_request(data, name)
    except InputError as problem:
        raise EntryError(problem.what) from None
    if request.method == "CONNECT":
        return None
    details = members.details(name)
    at, timed = timeline.at(details.asked)
    took = lasted(details.asked, details.answered)
    answer = members.beside(name, "_s.txt")
    return exchange(
        Interaction(n, at, request, took=took, conn=details.conn),
        members.read(answer) if answer else b"",
        timed=timed,
        container="archive",
    )


@dataclass(frozen=True, slots=True)
class _Details:
    """What ``_m.xml`` says of a session: points in time, in seconds since 1970, and the connection."""

    asked: float | None = None
    answered: float | None = None
    conn: str = ""


class _Members:
    """The members of an archive, read within bounds: each, their sum, and what comes out of how little."""

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        self._archive = archive
        self._most = max(_FREE, _MOST_RATIO * size)
        self._came = 0
        self.names: dict[str, str] = {}
        for name in archive.namelist():  # of which there may be many: most are their own key
            lower = name.lower()
            self.names[name if lower == name else lower] = name
        self._details: dict[str, _Details] = {}

    def beside(self, name: str, end: str) -> str | None:
        """Returns the member of the same session with another end of its name."""
        return self.names.get(name.lower().removesuffix("_c.txt") + end)

    def read(self, name: str) -> bytes:
        """Reads a member.

        Raises:
            EntryError: it is broken, or too large.
        """
        info = self._archive.getinfo(name)
        bound = min(MAX_CONTENT, max(_FREE, _MOST_RATIO * info.compress_size))
        if info.file_size > bound or self._came + info.file_size > self._most:
            raise EntryError(f"{_short(name)} grows past {min(bound, self._most - self._came):,} bytes")
        self._came += info.file_size
        try:
            return self._archive.read(name)
        except _BROKEN as problem:
            raise EntryError(f"{_short(name)} cannot be read: {_why(problem)}") from None

    def details(self, name: str) -> _Details:
        """Returns what the archive says of a session by its request's name; nothing if that is broken."""
        if name not in self._details:
            self._details[name] = self._read_details(name)
        return self._details[name]

    def _read_details(self, name: str) -> _Details:
        beside = self.beside(name, "_m.xml")
        if beside is None or self._archive.getinfo(beside).file_size > _MOST_DETAILS:
            return _Details()
        try:
            text = self._archive.read(beside).decode("utf-8", "replace")
        except _BROKEN:
            return _Details()
        timers = dict(_TIMER.findall(text[text.find("<SessionTimers") :]))
        port = _PORT.search(text)
        return _Details(
            next((s for key in _REQUEST_DONE if (s := seconds_of(timers.get(key))) is not None), None),
            next((s for key in _ANSWER_DONE if (s := seconds_of(timers.get(key))) is not None), None),
            f"port {port[1]}" if port and port[1] != "0" else "",
        )


def _short(name: str) -> str:
    return name if len(name) <= 80 else f"...{name[-80:]}"


def _why(problem: Exception) -> str:
    """Why a zip file, or a member, cannot be read. What the library says may show what is in it."""
    if isinstance(problem, NotImplementedError):
        return "it is packed in a way that is not known here"
    if isinstance(problem, RuntimeError):
        return "it needs a password"
    return "it is broken or cut"
