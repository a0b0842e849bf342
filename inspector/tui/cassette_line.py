"""What a line of a cassette tells without its bodies decoded: a row of the list, answers to a filter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from inspector.cassette import Interaction
from inspector.cassette.line_schema import Peek, peek_line
from inspector.cassette.model import read_interaction
from inspector.choices import SEVERITIES
from inspector.conformance.finding import Finding
from inspector.errors import CassetteError
from inspector.flow import Step, step_of
from inspector.protocols.registry import Identified, identify
from inspector.wire.printable import printable_line

_ESCAPED = re.compile(r"""[\\"'&<>\s]|[\x00-\x1f]""")  # what JSON or XML can write in another way
PACKED = b'"base64"'
"""What stands in a line whose bodies do not stand there as they are."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the list shows of an interaction. All texts are printable.

    Args:
        n: its number in the cassette; 0 if the line cannot be read.
        at: seconds since the start of the recording.
        took: seconds to the answer.
        endpoint: the kind of endpoint, as recorded.
        operation: the operation, as recorded; else method and path.
        status: the HTTP status; 0 if there was no answer.
        size: bytes of the answer's body as it stands in the cassette, about.
        worst: the severity of its worst finding; empty if it has none.
        findings: how many it has.
        error: why there was no answer, or why the line cannot be read.
        note: what somebody noted on it.
        marked: whether it is marked in the file.
        conn: names the client's connection.
    """

    n: int
    at: float
    took: float
    endpoint: str
    operation: str
    status: int
    size: int
    worst: str
    findings: int
    error: str = ""
    note: str = ""
    marked: bool = False
    conn: str = ""


class CassetteLine:
    """What a filter asks of a line: from the peek where that has it, from the decoded line where not.

    Args:
        line: the line.
        number: its number in the list, if that is not its number in the file.
        judged: its findings, if those of the recording do not count.
    """

    def __init__(
        self, line: bytes, number: int | None = None, judged: Sequence[Finding] | None = None
    ) -> None:
        self._line = line
        self._number = number
        self._judged = judged

    @cached_property
    def _peek(self) -> Peek | None:
        found = peek_line(self._line)
        return found if isinstance(found, Peek) else None

    @property
    def n(self) -> int:
        if self._number is not None:
            return self._number
        return self._peek.n if self._peek else 0

    @cached_property
    def _identified(self) -> Identified | None:
        return identify(self.interaction.request) if self.interaction else None

    @property
    def operation(self) -> str:
        if self._peek is None:
            return ""
        return self._peek.operation or (self._identified.name if self._identified else "") or ""

    @property
    def endpoint(self) -> str:
        if self._peek is None:
            return ""
        return self._peek.endpoint or (self._identified.endpoint.value if self._identified else "")

    @property
    def url(self) -> str:
        return self._peek.request.url if self._peek else ""

    @property
    def status(self) -> int:
        return self._peek.response.status if self._peek and self._peek.response else 0

    @property
    def error(self) -> str:
        return (self._peek.error or "") if self._peek else "unreadable"

    @property
    def findings(self) -> Sequence[Mapping[str, Any]]:
        if self._judged is not None:
            return [each.to_json() for each in self._judged]
        return (self._peek.findings or ()) if self._peek else ()

    @property
    def conn(self) -> str:
        return (self._peek.conn or "") if self._peek else ""

    @property
    def note(self) -> str:
        return self._peek.note if self._peek else ""

    @cached_property
    def interaction(self) -> Interaction | None:
        try:
            return read_interaction(self._line, "")
        except CassetteError:
            return None

    @cached_property
    def step(self) -> Step | None:
        return step_of(self.interaction) if self.interaction else None

    def may_contain(self, text: str) -> bool:
        """Looks for the text in the line as it stands, where JSON and XML write it as it is."""
        if not is_plain(text) or PACKED in self._line:
            return True
        return text.lower().encode() in self._line.lower()

    def may_have_failed(self) -> bool:
        """Looks for another code than NoError, and for a fault, where the line holds bodies as they are."""
        line = self._line
        if self._peek is None or not 0 < self.status < 400 or b"Fault" in line or b"\\u" in line:
            return True
        codes = line.count(b"ResponseCode")
        return PACKED in line or codes != 2 * line.count(b"ResponseCode>NoError</")


def is_plain(text: str) -> bool:
    """Whether JSON and XML write a text as it is, so that it can be looked for in a line as it stands."""
    return text.isascii() and not _ESCAPED.search(text)


def peek(line: bytes) -> Row:
    """Reads what the list shows from a line of a cassette, without its bodies.

    Args:
        line: the line; one that cannot be read gives a row that says so.
    """
    seen = peek_line(line)
    if isinstance(seen, str):
        return Row(0, 0.0, 0.0, "", "(unreadable line)", 0, len(line), "error", 0, printable_line(seen))
    response = seen.response
    findings = seen.findings or ()
    ranks = [SEVERITIES.index(each["severity"]) for each in findings if each.get("severity") in SEVERITIES]
    path = seen.request.url.partition("?")[0].rpartition("/")[2]
    return Row(
        n=seen.n,
        at=seen.at,
        took=seen.took,
        endpoint=printable_line(seen.endpoint or ""),
        operation=printable_line(seen.operation or f"{seen.request.method} {path}"),
        status=response.status if response else 0,
        size=_size(bytes(response.body)) if response and response.body else 0,
        worst=SEVERITIES[max(ranks)] if ranks else "",
        findings=len(findings),
        error=printable_line(seen.error or ""),
        note=printable_line(seen.note),
        marked=seen.marked,
        conn=printable_line(seen.conn or ""),
    )


def _size(body: bytes) -> int:
    """The bytes of a body, about: of a JSON string, or of an object that holds base64."""
    if body.startswith(b"{"):
        return max(len(body) - len(b'{"base64":""}'), 0) * 3 // 4
    return max(len(body) - 2, 0)
