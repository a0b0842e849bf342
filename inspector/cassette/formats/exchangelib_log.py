"""exchangelib's debug log: after each request its heads, and the bodies as Python writes bytes.

On a terminal it colours and indents bodies, which are then other bytes than on the wire. The loggers are
``exchangelib.util`` (heads) and ``exchangelib.util.xml`` (bodies); one may be on without the other.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from inspector.cassette.formats.bodies import Body
from inspector.cassette.formats.entry_fields import a_number, bytes_of, named_fields, printable_text
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.text_file import beginning, opened
from inspector.cassette.formats.times import EntryTimes, seconds_of
from inspector.cassette.formats.traced_interaction import EWS_PATH, Traced, interaction_of
from inspector.cassette.model import Interaction, Missing
from inspector.errors import InputError
from inspector.wire.http import Headers, HttpRequest, HttpResponse

_NAMES = (
    "Timeout",
    "Session",
    "Thread",
    "Auth type",
    "URL",
    "HTTP adapter",
    "Streaming",
    "Response time",
    "Status code",
    "Request headers",
    "Response headers",
    "Request XML",
    "Response XML",
)
_FIELD = re.compile(
    rf"(?:\A|(?<=[\s:|>\]-]))({'|'.join(_NAMES)})(?: \(docs counter: \d{{1,9}}\))?: (.*)\Z", re.S
)
_FIRST = "Timeout"
_IN_FRONT = (_FIRST, "Request XML", "Response XML")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?")
_COLOURS = re.compile(r"\x1b\[[\d;]{0,20}m")
_RECORD = re.compile(r"(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\b|\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
_LONGEST_LINE = 64 * 1024 * 1024
_LONGEST_FIELDS = 256 * 1024  # characters of the header fields of a message
_LONGEST_PREFIX = 300
_MOST_OPEN = 1_000


def why_not(head: bytes) -> str:
    """Says why a file that begins so is no log of exchangelib's; empty if it is one."""
    start = _COLOURS.sub("", beginning(head))
    names = sum(f"{name}: " in start for name in ("Request headers", "Response headers", "Status code"))
    bodies = "Request XML: " in start and "Response XML: " in start
    return "" if bodies or names == 3 else "there is no 'Request XML: ' with 'Response XML: '"


def read(path: Path, report: ImportReport) -> Iterator[Interaction]:
    """Yields the exchanges of a log, in its order.

    Raises:
        InputError: there is none in it.
    """
    timeline, n = EntryTimes(), 0
    for traced in _exchanges(path):
        n += 1
        yield interaction_of(n, traced, timeline, report)
    if not n:
        raise InputError("there is no request of exchangelib's in the file", str(path))


def _exchanges(path: Path) -> Iterator[Traced]:
    """Pairs heads and bodies: they are logged one after the other, by each thread."""
    waiting: list[Traced] = []  # heads whose bodies have not come
    current: Traced | None = None
    streaming: Traced | None = None
    for name, value, when in _fields(path):
        if name == _FIRST:
            current = Traced(asked_at=when, answered_at=when)
            waiting.append(current)
            if len(waiting) > _MOST_OPEN:
                yield waiting.pop(0)
        elif name == "Request XML":
            current = _claimed(waiting) or Traced(asked_at=when)
            current.posted = _body(value)
        elif name == "Response XML":
            if current is None or current.posted is None:
                if streaming is not None:  # a part of a stream
                    streaming.answered = _joined(streaming.answered, _body(value))
                continue
            if streaming is not None:
                yield streaming
                streaming = None
            if value.strip() == "[STREAMING]":
                streaming = current
            else:
                current.answered = None if value.strip() == "None" else _body(value)
                yield current
            current = None
        elif current is not None:
            _take(current, name, value)
    if streaming is not None:
        yield streaming
    yield from waiting


def _claimed(waiting: list[Traced]) -> Traced | None:
    """The heads to which bodies belong: those that came last, as one thread writes both at once."""
    return waiting.pop() if waiting else None


def _take(traced: Traced, name: str, value: str) -> None:
    value = value.strip()
    request = traced.request or HttpRequest(Headers(), b"", "POST", EWS_PATH)
    if name == "Session":
        traced.thread = f"session {printable_text(value)}"
    elif name == "URL":
        traced.request = HttpRequest(request.headers, b"", "POST", printable_text(value))
    elif name == "Request headers":
        traced.request = HttpRequest(_headers(value), b"", "POST", request.url)
    elif name == "Response time" and (took := a_number(value)) is not None and took >= 0:
        traced.took = took
        traced.asked_at = traced.answered_at - took if traced.answered_at is not None else None
    elif name == "Status code" and value.isdecimal() and len(value) == 3:
        traced.response = HttpResponse(Headers(), b"", int(value), "")
    elif name == "Response headers" and traced.response is not None:
        traced.response = HttpResponse(_headers(value), b"", traced.response.status, "")


def _fields(path: Path) -> Iterator[tuple[str, str, float | None]]:
    """Yields the fields of the log with their values and times; a value may have several lines."""
    name, lines, stamp = "", list[str](), None
    with opened(path) as file:
        when = None
        while line := file.readline(_LONGEST_LINE):
            plain = _COLOURS.sub("", line) if "\x1b" in line else line
            field = _field(plain, within=name)
            # A time in a body is none of the log's.
            prefix = plain[: field.start(1)] if field else plain if _RECORD.match(plain) else ""
            if found := _STAMP.search(prefix[:_LONGEST_PREFIX]):
                when = seconds_of(found[0])
            if field is None and not _RECORD.match(plain):
                if name:
                    lines.append(plain)
                continue
            if name:
                yield name, "".join(lines), stamp
            name, lines, stamp = "", [], when
            if field is not None:
                name, lines = field[1], [field[2]]
    if name:
        yield name, "".join(lines), stamp


def _field(line: str, within: str) -> re.Match[str] | None:
    """The field that begins on a line; those that begin a record stand behind what the log puts in front.

    Args:
        line: the line.
        within: the field whose value may go on here: a body's text may look like a field.
    """
    found = _FIELD.search(line) if ": " in line[:_LONGEST_PREFIX] else None
    if found is None or found[1] in _IN_FRONT:
        return found
    return None if found.start(1) or within.endswith("XML") else found


@lru_cache(32)  # of the requests of a session they are much the same
def _headers(value: str) -> Headers:
    return named_fields(_literal(value))[0] if len(value) <= _LONGEST_FIELDS else Headers()


def _body(value: str) -> Body:
    value = value.strip()
    if value.startswith(("b'", 'b"')):
        content = _literal(value)
        if isinstance(content, bytes):
            return Body(content)
        return Body(b"", Missing.CUT, "is cut in the log")
    return Body(bytes_of(value))


def _joined(before: Body | None, part: Body) -> Body:
    return Body((before.content if before else b"") + part.content, part.missing, part.detail)


def _literal(value: str) -> object:
    """A literal as Python writes it; ``None`` if it is none."""
    try:
        if "\\" not in value:
            return ast.literal_eval(value.strip())
        with warnings.catch_warnings(action="ignore", category=SyntaxWarning):  # of escapes that are none
            return ast.literal_eval(value.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None
