"""Cassette lines as values, and values as lines. Format version 1.

A line is JSON. What this version does not know of a line is kept in ``extra`` and written back.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec

from inspector.cassette.line_schema import (
    FIRST_KEY,
    MOST_SECONDS,
    Base64,
    WholeMessage,
    read_line,
    read_object,
)
from inspector.errors import CassetteError
from inspector.wire.encoding import EncodingError, charset_of
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = [
    "FORMAT",
    "MOST_SECONDS",
    "Auth",
    "CassetteHeader",
    "Interaction",
    "Missing",
    "encode_line",
    "missing_from",
    "numbered",
    "read_header",
    "read_interaction",
    "unnumbered",
]

FORMAT = 1
"""The format version that this package writes, and the newest that it reads."""

_SLOW_CODECS = ("idna", "punycode")  # for host names; on long texts they take for ever
_ENCODER = msgspec.json.Encoder()
_NO_NUMBER = b'{"n":0'
Json = dict[str, Any]


class Missing(StrEnum):
    """Why a body that another tool recorded is not, or not all of it, in a cassette."""

    ABSENT = "absent"
    CUT = "cut"
    REDACTED = "redacted"

    @classmethod
    def of(cls, said: object) -> Missing | None:
        """Returns the reason that a file gives; ``None`` if it gives none of these."""
        return cls(said) if isinstance(said, str) and said in tuple(cls) else None


@dataclass(frozen=True)
class CassetteHeader:
    """The first line of a cassette.

    Args:
        created: when the recording began, RFC 3339.
        tool: what wrote it.
        server_version: the Version of the first ServerVersionInfo seen, if one was known at the start.
        scrub: the scrub profile and its salt: ``{"profile": ..., "salt": ...}``.
        notes: free text.
        extra: keys that this version does not know.
    """

    created: str = ""
    tool: str = ""
    server_version: str | None = None
    scrub: Mapping[str, Any] | None = None
    notes: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> Json:
        """Returns the header as the JSON object that stands in the file."""
        line: Json = {FIRST_KEY: FORMAT, "created": self.created, "tool": self.tool}
        if self.server_version is not None:
            line["server_version"] = self.server_version
        if self.scrub is not None:
            line["scrub"] = dict(self.scrub)
        if self.notes:
            line["notes"] = self.notes
        return line | dict(self.extra)


@dataclass(frozen=True)
class Auth:
    """How an interaction was authenticated.

    Args:
        scheme: ``Basic``, ``NTLM``, ``Negotiate``, ``Bearer``, or another that the wire named.
        legs: how many requests it took, the answered one included.
        application: the id of the application that the bearer token was issued for, a GUID: what scrubbing
            keeps of the token; empty if it does not tell, or stands there still.
    """

    scheme: str
    legs: int = 1
    application: str = ""


@dataclass(frozen=True)
class Interaction:
    """A request with its response, their times, and how it was authenticated.

    Args:
        n: its number in the cassette, from 1.
        at: seconds from the start of the recording to the complete request.
        took: seconds from there to the complete response.
        request: the request; its body without content-encoding.
        response: the response, likewise; ``None`` if there was none.
        error: why there is no (whole) response; ``None`` if there is one.
        conn: names the client's connection.
        endpoint: the kind of endpoint; empty if the recorder did not say.
        operation: the operation's name in its document; empty if the recorder did not say.
        auth: how it was authenticated; ``None`` if it was not.
        findings: what the recorder's judge found, as JSON objects (docs/cassettes.md).
        request_encoding: the content-encoding that the request had on the wire; its body stands here without.
        response_encoding: the same of the response.
        extra: keys that this version does not know.
    """

    n: int
    at: float
    request: HttpRequest
    response: HttpResponse | None = None
    error: str | None = None
    took: float = 0.0
    conn: str = ""
    endpoint: str = ""
    operation: str = ""
    auth: Auth | None = None
    findings: tuple[Json, ...] = ()
    request_encoding: str = ""
    response_encoding: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def timed(self) -> bool:
        """Whether the recording told when this was. Where it did not, ``at`` tells the order alone."""
        return self.extra.get("times") != "none"

    @property
    def note(self) -> str:
        """What somebody noted on it (docs/cassettes.md); empty if nobody did."""
        note = self.extra.get("note")
        return note if isinstance(note, str) else ""

    @property
    def marked(self) -> bool:
        """Whether somebody marked it."""
        return self.extra.get("marked") is True

    def changed(self, **fields: Any) -> Interaction:
        """Returns the interaction with other fields: :func:`dataclasses.replace` at a third of its cost."""
        made = object.__new__(Interaction)
        made.__dict__.update(self.__dict__)
        made.__dict__.update(fields)
        return made

    def missing_from(self, side: str) -> Missing | None:
        """Says whether the body of a message is not whole, as the file that it came from has not all of it.

        Args:
            side: ``request`` or ``response``.

        Returns:
            Why; ``None`` if it is whole.
        """
        return missing_from(self.extra, side)

    def to_json(self) -> Json:
        """Returns the interaction as the JSON object that stands in the file.

        Raises:
            ValueError: a time is no finite number of seconds.
        """
        _seconds("at", self.at)
        _seconds("took", self.took)
        line: Json = {"n": self.n, "at": round(self.at, 6), "took": round(self.took, 6)}
        if self.conn:
            line["conn"] = self.conn
        if self.endpoint:
            line["endpoint"] = self.endpoint
        if self.operation:
            line["operation"] = self.operation
        if self.auth:
            line["auth"] = {"scheme": self.auth.scheme, "legs": self.auth.legs}
            if self.auth.application:
                line["auth"]["application"] = self.auth.application
        line["request"] = {"method": self.request.method, "url": self.request.url}
        line["request"] |= _message_to_json(self.request, self.request_encoding)
        line["request"] |= self.extra.get("request", {})
        if self.response is not None:
            line["response"] = {"status": self.response.status, "reason": self.response.reason}
            line["response"] |= _message_to_json(self.response, self.response_encoding)
            line["response"] |= self.extra.get("response", {})
        if self.error is not None:
            line["error"] = self.error
        if self.findings:
            line["findings"] = list(self.findings)
        return line | {key: value for key, value in self.extra.items() if key not in ("request", "response")}


def encode_line(line: Json) -> bytes:
    """Returns a JSON object as one line of a cassette, with its line end.

    Raises:
        UnicodeEncodeError: a text has a lone surrogate, which UTF-8 cannot say.
    """
    return _ENCODER.encode(line) + b"\n"


def unnumbered(interaction: Interaction) -> bytes:
    """Returns the line of an interaction that has no number yet; see :func:`numbered`."""
    line = interaction.to_json()
    line["n"] = 0
    return encode_line(line)


def numbered(line: bytes, n: int) -> bytes:
    """Returns a line of :func:`unnumbered` with its number."""
    return b'{"n":%d' % n + line[len(_NO_NUMBER) :]


def read_header(line: bytes, where: str) -> CassetteHeader:
    """Reads the first line of a cassette.

    Args:
        line: the line, with or without its end.
        where: the file, for messages.

    Raises:
        CassetteError: it is no cassette header, or of a newer format version.
    """
    data = read_object(line, where, "not a cassette: the first line is no JSON object")
    version = data.pop(FIRST_KEY, None)
    if not isinstance(version, int) or isinstance(version, bool):
        raise CassetteError('not a cassette: the first line has no "ews_cassette"', where)
    if version > FORMAT:
        raise CassetteError(
            f"cassette format {version} is newer than {FORMAT}, which this version reads",
            where,
            "Update ews-inspector.",
        )
    if version < 1:
        raise CassetteError(f"there is no cassette format {version}", where)
    scrub = data.pop("scrub", None)
    return CassetteHeader(
        created=str(data.pop("created", "")),
        tool=str(data.pop("tool", "")),
        server_version=data.pop("server_version", None),
        scrub=scrub if isinstance(scrub, dict) else None,
        notes=str(data.pop("notes", "")),
        extra=data,
    )


def read_interaction(line: bytes, where: str) -> Interaction:
    """Reads a line of a cassette.

    Args:
        line: the line, with or without its end.
        where: file and line number, for messages.

    Raises:
        CassetteError: it is no interaction.
    """
    found, unknown = read_line(line, where)
    request, response, auth = found.request, found.response, found.auth
    conn = found.conn or ""
    try:
        if response is None and found.error is None:
            raise ValueError("it has neither a response nor an error")
        return Interaction(
            found.n,
            found.at,
            HttpRequest(Headers(request.headers or ()), _body(request), request.method, request.url, conn),
            None
            if response is None
            else HttpResponse(
                Headers(response.headers or ()), _body(response), response.status, response.reason or ""
            ),
            found.error,
            found.took,
            conn,
            found.endpoint or "",
            found.operation or "",
            None if auth is None else Auth(auth.scheme, auth.legs, auth.application or ""),
            tuple(found.findings or ()),
            request.content_encoding or "",
            "" if response is None else response.content_encoding or "",
            unknown,
        )
    except ValueError as problem:  # UnicodeError is one
        raise CassetteError(f"not an interaction: {problem}", where) from None


def missing_from(extra: Mapping[str, Any], side: str) -> Missing | None:
    """As :meth:`Interaction.missing_from`, of an interaction's ``extra``."""
    part = extra.get(side)
    said = part.get("body_missing") if isinstance(part, Mapping) else None
    return Missing.of(said)


def _seconds(name: str, value: Any) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value < MOST_SECONDS:
        raise ValueError(f"{name} is no finite number of seconds from 0")
    return float(value)


def _message_to_json(message: HttpRequest | HttpResponse, encoding: str) -> Json:
    """Writes headers and body without content-encoding, which is remembered; a broken body stays as it is."""
    try:
        message = message.decoded() if (found := message.header("content-encoding")) else message
        encoding = found or encoding
    except EncodingError:
        return {"headers": message.headers, **_body_to_json(message.body, None)}
    part: Json = {"headers": message.headers}
    if encoding:
        part["content_encoding"] = encoding
    return part | _body_to_json(message.body, message.header("content-type"))


def _body_to_json(content: bytes, content_type: str | None) -> Json:
    """A text is a JSON string exactly if its bytes come back from it; other bytes are base64."""
    try:
        return {"body": content.decode()}
    except UnicodeDecodeError:
        charset = charset_of(content, content_type)
    with suppress(UnicodeError, LookupError):
        text = content.decode(charset)
        if text.encode(charset) == content:
            return {"body": text, "charset": charset}
    return {"body": {"base64": base64.b64encode(content).decode("ascii")}}


def _body(message: WholeMessage) -> bytes:
    body = message.body
    if isinstance(body, Base64):
        return body.base64
    return _encoded("" if body is msgspec.UNSET else body, message.charset or "utf-8")


def _encoded(text: str, charset: str) -> bytes:
    if charset == "utf-8":
        return text.encode()
    if charset.lower().replace("_", "-") in _SLOW_CODECS:
        raise ValueError(f"a body has the charset {charset!r}, which is none for texts")
    try:
        return text.encode(charset)
    except LookupError:
        raise ValueError(f"a body has the charset {charset!r}, which is not known here") from None
