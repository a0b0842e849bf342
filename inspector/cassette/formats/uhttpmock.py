"""Traces of libuhttpmock (GNOME): ``>`` lines are sent, ``<`` lines received, two spaces end a message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from inspector.cassette.formats.bodies import Body, marked
from inspector.cassette.formats.entry_fields import a_number
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.raw_http import is_request, parse_request, parse_response
from inspector.cassette.formats.times import EntryTimes, lasted
from inspector.cassette.model import Interaction
from inspector.errors import InputError
from inspector.wire.http import HttpRequest, HttpResponse

_STAMP = "soup-debug-timestamp"
_OWN = (_STAMP, "soup-debug")


def why_not(head: bytes) -> str:
    """Says why a file that begins so is no trace; empty if it is one."""
    if head.startswith(b"> ") and is_request(head[2:]):
        return ""
    return "it does not begin with '> METHOD URL HTTP/1.1'"


def read(path: Path, report: ImportReport) -> Iterator[Interaction]:
    """Yields the interactions of a trace, in order. Its times are whole seconds."""
    request: HttpRequest | None = None
    timeline = EntryTimes()
    placed = (0.0, False)
    n = 0
    for number, (sign, data) in enumerate(_messages(path), 1):
        try:
            message = parse_request(data, "") if sign == b">" else parse_response(data, "")
        except InputError as problem:
            report.leave_out(f"message {number}", problem.what)
            continue
        if isinstance(message, HttpRequest):
            if request is not None:
                n += 1
                yield _interaction(n, request, None, placed)
            request, placed = message, timeline.at(_stamp(message))
        elif request is not None:
            n += 1
            yield _interaction(n, request, message, placed)
            request = None
        else:
            report.leave_out(f"message {number}", "an answer to nothing that was asked")
    if request is not None:
        yield _interaction(n + 1, request, None, placed)


def _interaction(
    n: int, request: HttpRequest, response: HttpResponse | None, placed: tuple[float, bool]
) -> Interaction:
    at, timed = placed
    asked = replace(request, headers=request.headers.without(*_OWN))
    if response is None:
        found = Interaction(n, at, asked, error="no response in the trace")
    else:
        took = lasted(_stamp(request), _stamp(response))
        found = Interaction(
            n, at, asked, replace(response, headers=response.headers.without(*_OWN)), took=took
        )
    return marked(found, Body(), Body(), timed=timed)


def _messages(path: Path) -> Iterator[tuple[bytes, bytes]]:
    sign, lines = b"", list[bytes]()
    for line in _lines(path):
        if line[:1] in (b">", b"<") and (not lines or line[:1] == sign):
            sign = line[:1]
            lines.append(line[2:].rstrip(b"\r") if len(lines) < 100 else line[2:])
            continue
        if lines:
            yield sign, b"\n".join(lines)
            lines = []
        if line[:1] in (b">", b"<"):
            sign = line[:1]
            lines.append(line[2:])
    if lines:
        yield sign, b"\n".join(lines)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for line in file:
            yield line.removesuffix(b"\n")


def _stamp(message: HttpRequest | HttpResponse) -> float | None:
    return a_number(message.header(_STAMP))
