"""A folder of single messages.

``NAME.http`` with ``NAME.response.xml`` or ``NAME.response.http`` beside it, or ``0001_NAME_request.http``
followed by ``0002_NAME_response.http``; and lone ``.xml`` requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from inspector.cassette.formats.raw_http import parse_request, parse_response
from inspector.cassette.model import Interaction
from inspector.errors import UnreadableInput
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = ["read", "read_exchange", "second_halves"]

_XML = Headers([("Content-Type", "text/xml; charset=utf-8")])
_NUMBER = re.compile(r"\d+")


def read(path: Path) -> Iterator[Interaction]:
    """Yields the interactions of a folder, in the order of its file names.

    Raises:
        UnreadableInput: there is no message in it, or one is no HTTP.
    """
    files = _messages(path)
    requests = [entry for entry in files if _is_request(entry, files)]
    if not requests:
        raise UnreadableInput("the folder has no .http or .xml requests", str(path))
    for n, entry in enumerate(requests, 1):
        yield _interaction(n, entry, files)


def read_exchange(path: Path) -> Interaction:
    """Reads the request in a file, with the response that stands beside it.

    Raises:
        UnreadableInput: one of them is no HTTP.
    """
    return _interaction(1, path, _messages(path.parent))


def second_halves(folder: Path) -> set[Path]:
    """Returns the files of a folder that belong to a ``.http`` request there: its response, its body."""
    files = _messages(folder)
    requests = [entry for entry in files if entry.suffix == ".http" and _is_request(entry, files)]
    responses = {found for entry in requests if (found := _beside(entry, files)) is not None}
    return responses | {entry.with_suffix(".xml") for entry in requests}


def _messages(folder: Path) -> list[Path]:
    return sorted(
        (entry for entry in folder.iterdir() if entry.suffix in (".http", ".xml")),
        key=lambda entry: entry.name,
    )


def _is_request(entry: Path, files: list[Path]) -> bool:
    if "response" in entry.stem.lower():
        return False
    # The body of NAME.http once more, in NAME.xml, is no other request.
    return entry.suffix == ".http" or entry.with_suffix(".http") not in files


def _interaction(n: int, entry: Path, files: list[Path]) -> Interaction:
    beside = _beside(entry, files)
    response = _response(beside) if beside else None
    error = None if beside else "no response in the folder"
    return Interaction(n, float(n - 1), _request(entry), response, error=error)


def _request(entry: Path) -> HttpRequest:
    data = entry.read_bytes()
    if entry.suffix == ".http":
        return parse_request(data, str(entry))
    return HttpRequest(_XML, data, "POST", "/EWS/Exchange.asmx")


def _beside(entry: Path, files: list[Path]) -> Path | None:
    """The file of the response to the request in this one."""
    for suffix in (".response.http", ".response.xml"):
        beside = entry.with_name(entry.stem + suffix)
        if beside in files:
            return beside
    number = _NUMBER.match(entry.name)
    if number is None or not entry.stem.endswith("_request"):
        return None
    following = f"{int(number[0]) + 1:0{len(number[0])}}_"
    return next(
        (
            other
            for other in files
            if other.name.startswith(following)
            and other.stem.endswith("_response")
            and other.suffix == ".http"
        ),
        None,
    )


def _response(entry: Path) -> HttpResponse:
    data = entry.read_bytes()
    if entry.suffix == ".http":
        return parse_response(data, str(entry))
    return HttpResponse(_XML, data, 500 if b":Fault>" in data else 200)
