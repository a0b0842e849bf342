"""A cassette's line as it nearly always is, read in one pass: known keys alone, texts as they are.

Whatever is otherwise (keys that nobody here knows, base64, another charset, a mistake) is for
:func:`inspector.cassette.model.read_interaction`, which looks at each value.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

__all__ = ["MOST_NUMBER", "MOST_SECONDS", "PlainLine", "read_plain_line"]

MOST_SECONDS = 1e10
"""What no time in a cassette may reach, in seconds: 300 years."""

MOST_NUMBER = 2**53
"""The largest whole number in a cassette, which every reader of JSON can say."""

_Number = Annotated[int, msgspec.Meta(ge=0, le=MOST_NUMBER)]
_Seconds = Annotated[float, msgspec.Meta(ge=0, lt=MOST_SECONDS)]


class PlainRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A request."""

    method: str
    url: str
    headers: list[tuple[str, str]] = []
    body: str = ""
    content_encoding: str = ""


class PlainResponse(msgspec.Struct, forbid_unknown_fields=True):
    """A response."""

    status: Annotated[int, msgspec.Meta(ge=0, le=999)]
    reason: str = ""
    headers: list[tuple[str, str]] = []
    body: str = ""
    content_encoding: str = ""


class PlainAuth(msgspec.Struct, forbid_unknown_fields=True):
    """How it was authenticated."""

    scheme: str
    legs: _Number = 1
    application: str = ""


class PlainLine(msgspec.Struct, forbid_unknown_fields=True):
    """An interaction; a key that is missing has its default."""

    n: _Number
    at: _Seconds
    request: PlainRequest
    response: PlainResponse | None = None
    error: str | None = None
    took: _Seconds = 0.0
    conn: str = ""
    endpoint: str = ""
    operation: str = ""
    auth: PlainAuth | None = None
    findings: list[dict[str, Any]] = []


_DECODER = msgspec.json.Decoder(PlainLine)


def read_plain_line(line: bytes) -> PlainLine | None:
    """Reads a line; ``None`` if there is more, less or other in it than a plain line has.

    Args:
        line: the line, with or without its end.
    """
    try:
        plain = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return None if plain.response is None and plain.error is None else plain
