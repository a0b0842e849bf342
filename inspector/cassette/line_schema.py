"""The keys of a cassette's line, and of what values each may be: one table for all who read lines.

Who lists lines has no need of headers, and leaves the bodies as they stand there.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

import msgspec

from inspector.errors import CassetteError

MOST_SECONDS = 1e10
"""What no time in a cassette may reach, in seconds: 300 years."""

_MOST_NUMBER = 2**53  # the largest whole number that every reader of JSON can say

_Number = Annotated[int, msgspec.Meta(ge=0, le=_MOST_NUMBER)]
_Seconds = Annotated[float, msgspec.Meta(ge=0, lt=MOST_SECONDS)]
_Json = dict[str, Any]

Body = TypeVar("Body")
Request = TypeVar("Request")
Response = TypeVar("Response")


class Base64(msgspec.Struct):
    """A body that is no text."""

    base64: bytes


class LineMessage(msgspec.Struct, Generic[Body], kw_only=True):
    """What requests and responses have."""

    body: Body | msgspec.UnsetType = msgspec.UNSET
    charset: str | None = None
    content_encoding: str | None = None


class LineRequest(LineMessage[Body], Generic[Body], kw_only=True):
    method: str
    url: str


class LineResponse(LineMessage[Body], Generic[Body], kw_only=True):
    status: Annotated[int, msgspec.Meta(ge=0, le=999)]
    reason: str | None = None


class Line(msgspec.Struct, Generic[Request, Response], kw_only=True):
    """An interaction."""

    n: _Number
    at: _Seconds
    request: Request
    response: Response | None = None
    error: str | None = None
    took: _Seconds = 0.0
    conn: str | None = None
    endpoint: str | None = None
    operation: str | None = None
    findings: list[_Json] | None = None


class LineAuth(msgspec.Struct):
    """How it was authenticated."""

    scheme: str
    legs: _Number = 1
    application: str | None = None


_Headers = list[tuple[str, str]] | None
_Body = str | Base64


class WholeRequest(LineRequest[_Body], kw_only=True, forbid_unknown_fields=True):
    """A request with all that it holds."""

    headers: _Headers = None


class WholeResponse(LineResponse[_Body], kw_only=True, forbid_unknown_fields=True):
    """A response with all that it holds."""

    headers: _Headers = None


class Whole(Line[WholeRequest, WholeResponse], kw_only=True, forbid_unknown_fields=True):
    """A line with all that it holds."""

    auth: LineAuth | None = None


class Peek(Line[LineRequest[msgspec.Raw], LineResponse[msgspec.Raw]], kw_only=True):
    """What a list shows of a line, whose bodies stay as they stand there."""

    note: str = ""
    marked: bool = False


WholeMessage = WholeRequest | WholeResponse

_WHOLE = msgspec.json.Decoder(Whole)
_PEEK = msgspec.json.Decoder(Peek)
_FAULTS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


FIRST_KEY = "ews_cassette"
"""The key of a cassette's first line, which says the version of the format."""


def second_header(where: str) -> CassetteError:
    """Makes the error of a file in which another cassette was put behind the first.

    Args:
        where: file and line number.
    """
    return CassetteError(
        "here another cassette begins, which was put behind the first as a text",
        where,
        "Part the file before this line; 'ews-inspector merge' puts cassettes together.",
    )


def read_line(line: bytes, where: str) -> tuple[Whole, _Json]:
    """Reads a line whole.

    Args:
        line: the line, with or without its end.
        where: file and line number, for messages.

    Returns:
        The values of its keys, and the keys that nobody here knows, those of a message under ``request`` or
        ``response``.

    Raises:
        CassetteError: it is no interaction.
    """
    try:
        return _WHOLE.decode(line), {}
    except _FAULTS:
        data = read_object(line, where, "not an interaction: no JSON object")
    if FIRST_KEY in data:
        raise second_header(where)
    unknown = _unknown(data, Whole)
    for side, message in (("request", WholeRequest), ("response", WholeResponse)):
        if isinstance(part := data.get(side), dict) and (found := _unknown(part, message)):
            unknown[side] = found
    try:
        return msgspec.convert(data, Whole), unknown
    except msgspec.ValidationError as problem:
        what, _, place = str(problem).partition(" - at `$.")
        what = what[:1].lower() + what[1:]
        complaint = f"{place.rstrip('`')}: {what}" if place else what
        raise CassetteError(f"not an interaction: {complaint}", where) from None


def peek_line(line: bytes) -> Peek | str:
    """Reads what a list shows of a line.

    Args:
        line: the line, with or without its end.

    Returns:
        What it tells, or why it cannot be read.
    """
    try:
        return _PEEK.decode(line)
    except _FAULTS as problem:
        return str(problem)


def read_object(line: bytes, where: str, complaint: str) -> _Json:
    """Reads a JSON object.

    Raises:
        CassetteError: it is none; the error says ``complaint``.
    """
    try:
        data = msgspec.json.decode(line)
    except _FAULTS:
        raise CassetteError(complaint, where) from None
    if not isinstance(data, dict):
        raise CassetteError(complaint, where)
    return data


def _unknown(data: _Json, kind: type[msgspec.Struct]) -> _Json:
    """Takes the keys away that are none of a kind."""
    return {key: data.pop(key) for key in list(data) if key not in kind.__struct_fields__}
