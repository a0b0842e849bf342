"""Traces of the EWS Managed API and of its translations to Java and JavaScript, and EWSEditor's log.

Each entry is an element, ``<Trace Tag="EwsRequest" Tid="1" Time="2016-06-13 08:25:12Z">``, and a file is any
number of them: alone, between the lines of a log, behind a prefix on each line, escaped as in HTML, or within
the texts of a JSON log. The Managed API indents bodies, so that their bytes are others than on the wire.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from inspector.cassette.formats.bodies import Body, hand_redacted
from inspector.cassette.formats.entry_fields import bytes_of, printable_text
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.text_file import beginning, opened
from inspector.cassette.formats.times import EntryTimes, seconds_of
from inspector.cassette.formats.traced_interaction import Traced, interaction_of
from inspector.cassette.model import Interaction, Missing
from inspector.errors import InputError
from inspector.wire.http import Headers, HttpRequest, HttpResponse

_PIECE = 1024 * 1024  # characters that are read at once
_LONGEST = 64 * 1024 * 1024  # characters of one entry
_LONGEST_TAG = 1_000
_LONGEST_PREFIX = 300
_TAGS = "(?:Ews|Autodiscover)(?:Request|Response)(?:HttpHeaders)?"
_OPEN = r"(?:<|&lt;|\\u003[cC])"
_START = re.compile(
    rf"({_OPEN})(?:(Trace|EwsLogEntry)[ \t]{{1,9}}(?=[^<>]{{0,300}}=)|({_TAGS})(?=(?:>|&gt;|\\u003[eE])))"
)
_ATTRIBUTE = re.compile(r'([A-Za-z]{1,20})="([^"<>]{0,100})"')
_KIND = re.compile(rf"({_TAGS})\Z")
_REQUEST_LINE = re.compile(r"([A-Za-z]{1,20}) (\S{1,8000})(?: HTTP/[\d.]{1,5})?\Z")
_STATUS_LINE = re.compile(r"(?:HTTP/[\d.]{1,5} )?(\d{3})(?:[ \t](.*))?\Z")
_CLOSE = {"<": "</{}>", "&lt;": "&lt;/{}&gt;", r"\u003c": r"\\u003[cC]/{}\\u003[eE]"}
_RUNS = re.compile(r"\d+|\D")


def why_not(head: bytes) -> str:
    """Says why a file that begins so is no trace; empty if it is one."""
    for found in _START.finditer(beginning(head)):
        if found[3] or "Tag=" in found.string[found.end() : found.end() + 40] or found[2] == "EwsLogEntry":
            return ""
    return "there is no <Trace Tag=...> in its beginning"


@dataclass(frozen=True)
class _Entry:
    """An element of a trace.

    Args:
        kind: ``EwsRequest`` and so on.
        attributes: those of its start tag.
        text: what is in it.
        whole: whether its end is there.
    """

    kind: str
    attributes: dict[str, str]
    text: str
    whole: bool


def read(path: Path, report: ImportReport) -> Iterator[Interaction]:
    """Yields the exchanges of a trace, in the order in which they were complete.

    Raises:
        InputError: there is no entry in it.
    """
    open_ones: dict[str, Traced] = {}
    timeline, n, entries = EntryTimes(), 0, 0
    for entry in _entries(path):
        if not _KIND.match(entry.kind):
            continue
        entries += 1
        thread = printable_text(entry.attributes.get("Tid", ""))
        traced = open_ones.get(thread, Traced(thread=f"thread {thread}" if thread else ""))
        if _begins_another(traced, entry.kind):
            n += 1
            yield interaction_of(n, traced, timeline, report)
            traced = Traced(thread=traced.thread)
        if not _take(traced, entry):
            report.leave_out(f"trace entry {entries}", f"{entry.kind} is no HTTP")
            continue
        open_ones[thread] = traced
        if traced.answered is not None and traced.response is not None:
            n += 1
            yield interaction_of(n, open_ones.pop(thread), timeline, report)
    if not entries:
        raise InputError("there is no <Trace> of a request or an answer in the file", str(path))
    for traced in open_ones.values():
        n += 1
        yield interaction_of(n, traced, timeline, report)


def _begins_another(traced: Traced, kind: str) -> bool:
    """Whether an entry is not of the exchange that its thread was at."""
    if "Request" in kind:
        there = traced.request if kind.endswith("HttpHeaders") else traced.posted
        return traced.has_response or there is not None
    return (traced.response if kind.endswith("HttpHeaders") else traced.answered) is not None


def _take(traced: Traced, entry: _Entry) -> bool:
    """Adds an entry to an exchange; says whether it could."""
    when = seconds_of(entry.attributes.get("Time") or entry.attributes.get("Timestamp"))
    traced.autodiscover = entry.kind.startswith("Autodiscover")
    asks = "Request" in entry.kind
    if asks:
        traced.asked_at = traced.asked_at or when
    else:
        traced.answered_at = when or traced.answered_at
    if not entry.kind.endswith("HttpHeaders"):
        body = _body(entry)
        if asks:
            traced.posted = body
        else:
            traced.answered = body
        return True
    return _head(entry.text, traced, asks)


def _body(entry: _Entry) -> Body:
    text = entry.text.strip()
    if hand_redacted(text, "text/xml"):
        return Body.redacted()
    content = bytes_of(text)
    if entry.whole:
        return Body(content)
    return Body(content, Missing.CUT, "is cut in the file")


def _head(text: str, traced: Traced, asks: bool) -> bool:
    lines = [html.unescape(line).strip() for line in text.strip().splitlines()]
    first, fields = (lines[0] if lines else ""), []
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon and name.strip() and name.strip() != "null":  # Java's name of the status line
            fields.append((printable_text(name).strip(), printable_text(value).strip()))
    if asks and (found := _REQUEST_LINE.match(first)):
        traced.request = HttpRequest(Headers(fields), b"", found[1].upper(), printable_text(found[2]))
        return True
    if not asks and (found := _STATUS_LINE.match(first)):
        traced.response = HttpResponse(Headers(fields), b"", int(found[1]), _reason(first, found[2]))
        return True
    return False


def _reason(line: str, said: str | None) -> str:
    """The reason phrase. Java writes the status and the Content-Type instead."""
    return printable_text(said or "").strip() if line.startswith("HTTP/") else ""


def _entries(path: Path) -> Iterator[_Entry]:
    """Yields the elements of a file, less the escapes and prefixes of the log that they stand in."""
    with opened(path) as file:
        window = _Window(file)
        while (found := window.next_start()) is not None:
            end = window.end_of(found)
            found = window.again(found)
            entry = _entry(window.text, found, end.start, whole=end.length > 0)
            if entry is not None:
                yield entry
            window.at = end.start + end.length


@dataclass(frozen=True)
class _End:
    """Where an element ends, and how long its end tag is; 0 if it has none."""

    start: int
    length: int


class _Window:
    """What has been read of a file and is still needed: from the line on in which the next element begins."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._ended = False
        self.text = ""
        self.at = 0
        self._shift = 0

    def next_start(self) -> re.Match[str] | None:
        """Returns where the next element begins; ``None`` if there is none."""
        while True:
            found = _START.search(self.text, self.at)
            if self._ended or (found is not None and len(self.text) - found.end() > _LONGEST_TAG):
                return found
            self._read_on(found.start() if found else max(len(self.text) - _LONGEST_TAG, self.at))

    def end_of(self, found: re.Match[str]) -> _End:
        """Returns where an element ends."""
        self._shift = 0
        start, after = found.start(), found.end()
        while True:
            end = _end(self.text, found, after)
            if end is not None:
                return end
            if self._ended or len(self.text) - start > _LONGEST:
                return _End(len(self.text), 0)
            before = self._read_on(start)
            self._shift += before
            start, after = start - before, after - before

    def again(self, found: re.Match[str]) -> re.Match[str]:
        """Returns the same start in the text as it is now."""
        same = _START.match(self.text, found.start() - self._shift)
        assert same is not None
        return same

    def _read_on(self, needed: int) -> int:
        """Reads more, drops what stands before the line of a place, and returns how much that was."""
        line = self.text.rfind("\n", max(needed - _LONGEST_PREFIX, 0), needed) + 1
        line = line or (0 if needed <= _LONGEST_PREFIX else needed)
        piece = self._file.read(max(_PIECE, len(self.text) - line))
        self._ended = not piece
        self.text, self.at = self.text[line:] + piece, max(self.at - line, 0)
        return line


def _end(text: str, found: re.Match[str], after: int) -> _End | None:
    """Where an element ends: with its tag, or where another that is written as it is begins.

    ``None`` if neither is in this text yet.

    What is written in another way is in the element: a mail about traces, escaped.
    """
    written = found[1].lower()
    another = next((each for each in _START.finditer(text, after) if each[1].lower() == written), None)
    stop = another.start() if another else len(text)
    closing = _closing(written, found[2] or found[3]).search(text, after, stop)
    if closing:
        return _End(closing.start(), closing.end() - closing.start())
    return _End(stop, 0) if another else None


@cache  # there are as many as names of elements
def _closing(opening: str, name: str) -> re.Pattern[str]:
    return re.compile(_CLOSE[opening].format(name))


def _entry(text: str, found: re.Match[str], stop: int, *, whole: bool) -> _Entry | None:
    block = _unescaped(_unprefixed(text, found.start(), stop), found[1])
    if found[3]:
        return _Entry(found[3], {}, block.partition(">")[2], whole)
    tag, closed, content = block.partition(">")
    attributes = dict(_ATTRIBUTE.findall(tag))
    kind = attributes.get("Tag") or attributes.get("EntryKind") or ""
    return _Entry(kind, attributes, content, whole) if closed else None


def _unescaped(block: str, opening: str) -> str:
    if opening == "&lt;":
        return html.unescape(block)
    if '\\"' in block[:400] or opening.startswith("\\"):
        try:
            return str(json.loads(f'"{block}"', strict=False))
        except ValueError:
            return block.replace('\\"', '"').replace("\\r", "").replace("\\n", "\n")
    return block


def _unprefixed(text: str, start: int, stop: int) -> str:
    """Takes off what a log has put in front of each line: what is before the first, digits aside."""
    block = text[start:stop]
    if "\n" not in block:
        return block
    before = max(start - _LONGEST_PREFIX - 1, 0)
    line = text.rfind("\n", before, start) + 1
    prefix = text[line:start]
    if not prefix.strip() or len(prefix) > _LONGEST_PREFIX:
        return block
    shape = re.compile(
        "".join(r"\d+" if part.isdigit() else re.escape(part) for part in _RUNS.findall(prefix))
    )
    first, *rest = block.split("\n")
    matches = [shape.match(each) for each in rest if each.strip()]
    if not matches or sum(each is not None for each in matches) * 10 < len(matches) * 9:
        return block
    return "\n".join([first, *(each[m.end() :] if (m := shape.match(each)) else each for each in rest)])
