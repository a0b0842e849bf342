"""The rows of a cassette, looked up one by one: a row's line is peeked at, its bodies are not decoded."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from inspector.cassette import Cassette, Interaction
from inspector.cassette.model import read_interaction
from inspector.conformance.finding import Finding, readable_findings
from inspector.errors import CassetteError, UsageError
from inspector.filter import Subject
from inspector.flow import Step, step_of
from inspector.protocols.registry import Identified, identify
from inspector.wire.printable import printable_line

if TYPE_CHECKING:
    from inspector.replay.volatile import VolatilePaths

__all__ = ["Catalogue", "Row"]

Value = TypeVar("Value")
_SEVERITIES = ("info", "warning", "error")
_AT_ONCE = 128 * 1024  # bytes of a line that are decoded while a key press waits


class _Request(msgspec.Struct):
    method: str = ""
    url: str = ""
    body: msgspec.Raw = msgspec.Raw()


class _Response(msgspec.Struct):
    status: int = 0
    reason: str = ""
    body: msgspec.Raw = msgspec.Raw()


class _Finding(msgspec.Struct):
    severity: str = ""
    code: str = ""
    document: str = ""


class _Peek(msgspec.Struct):
    n: int
    at: float
    request: _Request
    response: _Response | None = None
    error: str | None = None
    took: float = 0.0
    endpoint: str = ""
    operation: str = ""
    findings: list[_Finding] = []
    note: str = ""
    marked: bool = False


class _Listed(msgspec.Struct):
    findings: list[dict[str, Any]] = []


_FINDINGS = msgspec.json.Decoder(_Listed)
_ESCAPED = re.compile(r"""[\\"'&<>\s]|[\x00-\x1f]""")  # what JSON or XML can write in another way
_DECODER = msgspec.json.Decoder(_Peek)


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


class Catalogue:
    """Rows and interactions of a cassette by their place in it, with a bounded memory of what was looked at.

    Args:
        cassette: the cassette; it stays open.
    """

    def __init__(self, cassette: Cassette) -> None:
        self.cassette = cassette
        self._lock = threading.Lock()
        self._gone = False
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self.judged: dict[int, tuple[Finding, ...]] | None = None
        self._steps: OrderedDict[int, Step | None] = OrderedDict()
        self._endpoints: set[str] = set()
        self._has_notes = False

    def __len__(self) -> int:
        return len(self.cassette)

    def row(self, index: int) -> Row:
        """Returns a row.

        Args:
            index: its place in the cassette, from 0.
        """
        row = self._rows.get(index)
        if row is None:
            row = peek(self.line(index))
            if self.judged is not None:
                found = self.judged.get(index, ())
                worst = max((each.severity for each in found), key=lambda each: each.rank, default=None)
                row = replace(row, worst=worst.value if worst else "", findings=len(found))
            _remember(self._rows, index, row, 2048)
            self._endpoints.add(row.endpoint)
            self._has_notes = self._has_notes or bool(row.note)
        return row

    @cached_property
    def began(self) -> datetime | None:
        """When the recording began; ``None`` if its header does not tell."""
        try:
            return datetime.fromisoformat(self.cassette.header.created)
        except ValueError:
            return None

    @property
    def told_apart_by(self) -> frozenset[str]:
        """What tells the interactions that were looked at apart: ``endpoint``, ``file``, ``note``."""
        known = {"endpoint": len(self._endpoints) > 1, "note": self._has_notes}
        return frozenset(name for name, apart in known.items() if apart)

    def file_of(self, index: int) -> str:
        """Returns the name of the file that an interaction stands in, printable."""
        return printable_line(self.cassette.path.name)

    def line(self, index: int) -> bytes:
        """Returns the line of an interaction as it stands in the file; may be asked from any thread.

        Args:
            index: its place in the cassette, from 0.
        """
        with self._lock:  # a refresh maps the file anew
            return b"" if self._gone else self.cassette.raw(index)

    def refresh(self) -> int:
        """Looks for interactions that were appended, and returns how many there are.

        Raises:
            CassetteError: the file has become shorter.
        """
        with self._lock:
            try:
                return self.cassette.refresh()
            except CassetteError:
                self._gone = True  # what was mapped is no longer there to be read
                raise

    def step(self, index: int) -> Step | None:
        """Returns what a flow knows of an interaction: its handles and its outcome. Decodes the bodies.

        Args:
            index: its place in the cassette, from 0.

        Returns:
            The step; ``None`` if the line cannot be read.
        """
        known = self._steps.get(index, ...)
        if known is ...:
            found = self.interaction(index)
            step = step_of(found) if isinstance(found, Interaction) else None
            return _remember(self._steps, index, step, 512)
        return known

    def quick(self, index: int) -> bool:
        """Whether an interaction is decoded at once, or takes its time.

        Args:
            index: its place in the cassette, from 0.
        """
        return len(self.line(index)) <= _AT_ONCE

    def knows_step(self, index: int) -> bool:
        """Whether the step of an interaction has been worked out already."""
        return index in self._steps

    def findings(self, index: int) -> tuple[Finding, ...]:
        """Returns the findings of an interaction: of the last judgement here, else of the recording.

        Args:
            index: its place in the cassette, from 0.
        """
        if self.judged is not None:
            return self.judged.get(index, ())
        try:
            listed = _FINDINGS.decode(self.line(index)).findings
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return ()
        return readable_findings(listed)

    def judge(self) -> Iterator[tuple[int, dict[int, tuple[Finding, ...]]]]:
        """Judges every interaction as ``ews-inspector validate`` does, in order.

        Yields:
            How many have been judged, and the findings so far by place; those are not shown before
            :meth:`adopt` is called.
        """
        from inspector.conformance.files import How, judge_file  # here: schemas take half a second to load
        from inspector.conformance.project import project_of

        found: dict[int, tuple[Finding, ...]] = {}
        how = How(project=project_of())
        judged = (each for each in judge_file(str(self.cassette.path), how) if each.interaction)
        for index, each in enumerate(judged):
            if each.verdicts:
                found[index] = tuple(verdict.finding for verdict in each.verdicts)
            yield index + 1, found

    def adopt(self, judged: dict[int, tuple[Finding, ...]]) -> None:
        """Shows these findings from now on, instead of those of the recording.

        Args:
            judged: findings by place.
        """
        self.judged = judged
        self._rows.clear()

    def subject(self, index: int) -> Subject:
        """Returns what a filter asks of an interaction.

        Args:
            index: its place in the cassette, from 0.
        """
        return _OfLine(self, index)

    def naming(self, handle: str) -> Iterator[Interaction]:
        """Yields the interactions that can name a handle, in order; others that merely hold its text too.

        Args:
            handle: the handle.
        """
        yield from self.some(i for i in range(len(self)) if _OfLine(self, i).may_contain(handle))

    @property
    def volatile(self) -> VolatilePaths:
        """What of requests is not compared: what clients make up anew, and what the header names.

        A header that names no paths counts for nothing here; a replay server says what is wrong with it.
        """
        from inspector.replay.loaded import volatile_of  # here: few sessions compare
        from inspector.replay.volatile import VolatilePaths, parse_path

        try:
            return VolatilePaths([parse_path(path, "the header") for path in volatile_of([self.cassette])])
        except UsageError:
            return VolatilePaths()

    def some(self, places: Iterable[int]) -> Iterator[Interaction]:
        """Yields interactions; lines that cannot be read are left out.

        Args:
            places: their places in the cassette.
        """
        for index in places:
            found = self.interaction(index)
            if isinstance(found, Interaction):
                yield found

    def numbered(self, n: int) -> Interaction | None:
        """Returns the interaction with a number; ``None`` if there is none that can be read."""
        found = self.interaction(self.place_of(n))
        return found if isinstance(found, Interaction) and found.n == n else None

    def place_of(self, n: int) -> int:
        """Returns the place of the interaction with a number; 0 if there is none."""
        if 0 < n <= len(self) and self.row(n - 1).n == n:
            return n - 1
        return next((index for index in range(len(self)) if self.row(index).n == n), 0)

    def interaction(self, index: int) -> Interaction | CassetteError:
        """Returns an interaction, or why its line cannot be read.

        Args:
            index: its place in the cassette, from 0.
        """
        try:
            return read_interaction(self.line(index), f"{self.cassette.path}, interaction {index + 1}")
        except CassetteError as problem:
            return problem


class _OfLine:
    """What a filter asks of a line: from the peek where that has it, from the decoded line where not."""

    def __init__(self, catalogue: Catalogue, index: int) -> None:
        self._catalogue = catalogue
        self._index = index

    @cached_property
    def _line(self) -> bytes:
        return self._catalogue.line(self._index)

    @cached_property
    def _peek(self) -> _Peek | None:
        try:
            return _DECODER.decode(self._line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    @property
    def n(self) -> int:
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
        judged = self._catalogue.judged
        if judged is not None:
            return [each.to_json() for each in judged.get(self._index, ())]
        return [msgspec.structs.asdict(each) for each in self._peek.findings] if self._peek else ()

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
        if not text.isascii() or _ESCAPED.search(text) or b'"base64"' in self._line:
            return True
        return text.lower().encode() in self._line.lower()

    def may_have_failed(self) -> bool:
        """Looks for another code than NoError, and for a fault, where the line holds bodies as they are."""
        line = self._line
        if (
            self._peek is None
            or self.endpoint == "activesync"
            or not 0 < self.status < 400
            or b"Fault" in line
            or b"\\u" in line
        ):
            return True
        codes = line.count(b"ResponseCode")
        return b'"base64"' in line or codes != 2 * line.count(b"ResponseCode>NoError</")


def peek(line: bytes) -> Row:
    """Reads what the list shows from a line of a cassette, without its bodies.

    Args:
        line: the line; one that cannot be read gives a row that says so.
    """
    try:
        seen = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        return Row(
            0, 0.0, 0.0, "", "(unreadable line)", 0, len(line), "error", 0, printable_line(str(problem))
        )
    response = seen.response
    ranks = [_SEVERITIES.index(each.severity) for each in seen.findings if each.severity in _SEVERITIES]
    path = seen.request.url.partition("?")[0].rpartition("/")[2]
    return Row(
        n=seen.n,
        at=seen.at,
        took=seen.took,
        endpoint=printable_line(seen.endpoint),
        operation=printable_line(seen.operation or f"{seen.request.method} {path}"),
        status=response.status if response else 0,
        size=_size(bytes(response.body)) if response else 0,
        worst=_SEVERITIES[max(ranks)] if ranks else "",
        findings=len(seen.findings),
        error=printable_line(seen.error or ""),
        note=printable_line(seen.note),
        marked=seen.marked,
    )


def _size(body: bytes) -> int:
    """The bytes of a body, about: of a JSON string, or of an object that holds base64."""
    if body.startswith(b"{"):
        return max(len(body) - len(b'{"base64":""}'), 0) * 3 // 4
    return max(len(body) - 2, 0)


def _remember(memory: OrderedDict[int, Value], index: int, value: Value, most: int) -> Value:
    memory[index] = value
    if len(memory) > most:
        memory.popitem(last=False)
    return value
