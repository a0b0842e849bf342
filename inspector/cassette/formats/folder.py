"""A folder of single messages: requests, with their answers beside them.

``NAME.http`` with ``NAME.response.xml`` or ``NAME.response.http``; ``0001_NAME_request.http`` followed by
``0002_NAME_response.http``; ``NAME_request.xml`` with ``NAME_response.xml``; and lone ``.xml`` requests. A
file that begins with a start line of HTTP is what that says, whatever its name; ``.xml`` alone is a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from inspector.cassette.formats.entry_fields import EntryError
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.message_pair import exchange
from inspector.cassette.formats.raw_http import is_request, is_response, parse_request
from inspector.cassette.model import Interaction
from inspector.errors import InputError
from inspector.wire.encoding import MAX_CONTENT
from inspector.wire.http import Headers, HttpRequest

_XML = Headers([("Content-Type", "text/xml; charset=utf-8")])
_SUFFIXES = (".http", ".xml")
_NUMBER = re.compile(r"\d{1,18}(?=_)")
_REQUEST = re.compile(r"(?i)request(?=[^a-z]*\Z)")
_RESPONSE = re.compile(r"(?i)(?:\A|[^a-z]|last)response[^a-z]*\Z")
_REASONS = {200: b"OK", 500: b"Internal Server Error"}


def read(path: Path, report: ImportReport) -> Iterator[Interaction]:
    """Yields the interactions of a folder, in the order of its file names, the only one that it tells.

    Raises:
        InputError: there is no message in it.
    """
    folder = _Folder(path)
    if not folder.requests:
        raise InputError("the folder has no .http or .xml requests", str(path))
    halves = folder.second_halves()
    for entry in folder.files:
        if entry not in folder.requests and entry not in halves:
            report.leave_out(entry.name, "it is an answer, and no request stands beside it")
    n = 0
    for entry in folder.requests:
        try:
            one = folder.interaction(n + 1, entry)
        except EntryError as problem:
            report.leave_out(entry.name, str(problem))
            continue
        n += 1
        yield one


def read_exchange(path: Path) -> Interaction:
    """Reads the request in a file, with the response that stands beside it.

    Raises:
        InputError: one of them is no HTTP.
    """
    try:
        return _Folder(path.parent).interaction(1, path)
    except EntryError as problem:
        raise InputError(str(problem), str(path)) from None


def second_halves(folder: Path) -> set[Path]:
    """Returns the files of a folder that belong to a request there: its response, its body once more."""
    return _Folder(folder).second_halves()


class _Folder:
    """The messages of a folder, paired by their names."""

    def __init__(self, path: Path) -> None:
        self.files = {
            entry: None
            for entry in sorted(path.iterdir(), key=lambda entry: entry.name)
            if entry.suffix in _SUFFIXES and entry.is_file()
        }

    @cached_property
    def requests(self) -> dict[Path, None]:
        """The files that are requests, in order."""
        return {entry: None for entry in self.files if self._is_request(entry)}

    def second_halves(self) -> set[Path]:
        """Returns the files that belong to a request: its response, its body once more."""
        responses = {found for entry in self.requests if (found := self.beside(entry)) is not None}
        return responses | {entry.with_suffix(".xml") for entry in self.requests if entry.suffix == ".http"}

    def interaction(self, n: int, entry: Path) -> Interaction:
        """Reads the request in a file, with its response.

        Raises:
            EntryError: one of them is no HTTP, or cannot be read.
        """
        beside = self.beside(entry)
        answer = _content(beside) if beside else b""
        if beside is not None and beside.suffix == ".xml" and not is_response(answer[:256]):
            status = 500 if b":Fault>" in answer else 200
            head = b"HTTP/1.1 %d %s\r\nContent-Type: text/xml; charset=utf-8\r\n\r\n"
            answer = head % (status, _REASONS[status]) + answer
        asked = Interaction(n, 0.0, _request(entry))
        return exchange(asked, answer, timed=False, container="folder", by_hand=True)

    def beside(self, entry: Path) -> Path | None:
        """Returns the file of the response to the request in this one."""
        return next(
            (found for name in _answer_names(entry.stem) for found in self._called(entry, name)), None
        )

    def _called(self, entry: Path, stem: str) -> Iterator[Path]:
        for suffix in _SUFFIXES:
            if (found := entry.with_name(stem + suffix)) in self.files and found != entry:
                yield found
        if number := _NUMBER.match(stem):  # the one that follows, whatever its name
            following = f"{int(number[0]) + 1:0{len(number[0])}}_"
            if _REQUEST.search(entry.stem):
                yield from (
                    other for other in self._numbered.get(following, ()) if _RESPONSE.search(other.stem)
                )

    @cached_property
    def _numbered(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        for entry in self.files:
            if number := _NUMBER.match(entry.name):
                found.setdefault(f"{number[0]}_", []).append(entry)
        return found

    def _is_request(self, entry: Path) -> bool:
        head = _head(entry)
        if is_response(head):
            return False
        if is_request(head):
            return True
        if entry.suffix == ".http":
            return not _RESPONSE.search(entry.stem)  # reading it says what it is instead
        # The body of NAME.http once more, in NAME.xml, is no other request.
        return entry.with_suffix(".http") not in self.files and not _RESPONSE.search(entry.stem)


def _answer_names(stem: str) -> Iterator[str]:
    yield f"{stem}.response"
    if found := _REQUEST.search(stem):
        answer = "Response" if found[0][0].isupper() else "response"
        yield stem[: found.start()] + answer + stem[found.end() :]


def _head(entry: Path) -> bytes:
    try:
        with entry.open("rb") as file:
            return file.read(256)
    except OSError:
        return b""  # reading it whole says why


def _content(entry: Path) -> bytes:
    try:
        if entry.stat().st_size > MAX_CONTENT:
            raise EntryError(f"{entry.name} is larger than {MAX_CONTENT:,} bytes")
        return entry.read_bytes()
    except OSError as problem:
        raise EntryError(f"{entry.name} cannot be read ({problem.strerror})") from None


def _request(entry: Path) -> HttpRequest:
    data = _content(entry)
    if entry.suffix == ".http" or is_request(data[:256]):
        try:
            return parse_request(data, str(entry))
        except InputError as problem:
            raise EntryError(problem.what) from None
    return HttpRequest(_XML, data, "POST", "/EWS/Exchange.asmx")
