"""ews-javascript-api's debug log: the requests and answers as Node's ``util.inspect`` prints objects.

Node cuts texts of more than 10,000 characters; such a body comes in cut. There are no times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inspector.cassette.formats.bodies import Body
from inspector.cassette.formats.entry_fields import a_status, bytes_of, named_fields, printable_text
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.node_inspect import Cut, inspected
from inspector.cassette.formats.text_file import beginning, opened
from inspector.cassette.formats.times import EntryTimes
from inspector.cassette.formats.traced_interaction import EWS_PATH, Traced, belongs_to, interaction_of
from inspector.cassette.model import Interaction, Missing
from inspector.errors import InputError
from inspector.wire.http import HttpRequest, HttpResponse

_SENDING = "sending ews request"
_COLOURS = re.compile(r"\x1b\[[\d;]{0,20}m")
_LONGEST = 64 * 1024 * 1024  # characters of one object
_MOST_OPEN = 1_000


def why_not(head: bytes) -> str:
    """Says why a file that begins so is no such log; empty if it is one."""
    return "" if _SENDING in beginning(head) else f"there is no '{_SENDING}' in its beginning"


def read(path: Path, report: ImportReport) -> Iterator[Interaction]:
    """Yields the exchanges of a log, in the order of their answers.

    Raises:
        InputError: there is none in it.
    """
    timeline, n = EntryTimes(), 0
    waiting: list[Traced] = []
    for found in _objects(path):
        if "data" in found and "url" in found and "responseText" not in found:
            waiting.append(_request(found))
        elif waiting and "status" in found and ("responseText" in found or "response" in found):
            n += 1
            yield interaction_of(n, _answered(waiting, found), timeline, report)
        if len(waiting) > _MOST_OPEN:
            n += 1
            yield interaction_of(n, waiting.pop(0), timeline, report)
    for traced in waiting:
        n += 1
        yield interaction_of(n, traced, timeline, report)
    if not n:
        raise InputError("there is no request of ews-javascript-api in the file", str(path))


def _request(found: dict[str, Any]) -> Traced:
    headers, _ = named_fields(found.get("headers"))
    method = str(found.get("type") or "POST").upper()
    url = printable_text(found.get("url") or EWS_PATH)
    return Traced(request=HttpRequest(headers, b"", method, url), posted=_body(found["data"]))


def _answered(waiting: list[Traced], found: dict[str, Any]) -> Traced:
    """Adds an answer to the request that it fits: the first that waits for one so named."""
    text = str(found.get("responseText") or found.get("response") or "")
    place = next((at for at, traced in enumerate(waiting) if belongs_to(traced, text)), 0)
    traced = waiting.pop(place)
    headers, _ = named_fields(found.get("headers"))
    status = a_status(found.get("status"))
    if status:
        reason = printable_text(found.get("statusText") or "")
        traced.response = HttpResponse(headers, b"", status, reason)
        traced.answered = _body(found.get("responseText") or found.get("response") or "")
    else:
        traced.error = "no answer in the log"
    return traced


def _body(text: object) -> Body:
    content = bytes_of(str(text))
    if isinstance(text, Cut):
        return Body(content, Missing.CUT, f"has {text.more:,} characters less in the log than it had")
    return Body(content)


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    """Yields the objects that stand for themselves in the log: from a line with ``{`` to one with ``}``."""
    with opened(path) as file:
        lines: list[str] = []
        size = 0
        while line := file.readline(_LONGEST):
            line = _COLOURS.sub("", line) if "\x1b" in line else line
            if not lines:
                if line.rstrip().endswith("{") and not line.startswith(" "):
                    lines, size = [line], len(line)
                continue
            size += len(line)
            lines.append(line)
            if line.startswith("}") or size > _LONGEST:
                found = inspected("".join(lines)) if size <= _LONGEST else None
                lines = []
                if isinstance(found, dict):
                    yield found
