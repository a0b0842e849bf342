"""HTTP messages as immutable values, and the interface that answers them.

Bodies are kept as they stood on the wire; :attr:`HttpRequest.content` is what they mean once the
content-encoding is taken off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, Self, runtime_checkable
from urllib.parse import SplitResult, urlsplit

from inspector.wire.encoding import EncodingError, decode_content, media_type_of
from inspector.wire.lazy_attribute import lazy


class Headers(tuple[tuple[str, str], ...]):
    """Header fields in the order of the wire, looked up without regard to case (RFC 9110 section 5.1)."""

    __slots__ = ()

    def __new__(cls, fields: Iterable[tuple[str, str]] | Mapping[str, str] = ()) -> Self:
        if not isinstance(fields, (list, tuple)) and isinstance(fields, Mapping):
            fields = fields.items()
        return super().__new__(cls, [(name, value) for name, value in fields])

    def first(self, name: str) -> str | None:
        """Returns the value of the first field of this name, or ``None``."""
        length = len(name)
        for key, value in self:
            if len(key) == length and key.lower() == name.lower():
                return value
        return None

    def every(self, name: str) -> Iterator[str]:
        """Yields the value of each field of this name."""
        wanted = name.lower()
        return (value for key, value in self if key.lower() == wanted)

    def without(self, *names: str) -> Headers:
        """Returns these fields less those of the given names."""
        gone = {name.lower() for name in names}
        left = [item for item in self if item[0].lower() not in gone]
        return self if len(left) == len(self) else Headers(left)

    def replacing(self, name: str, value: str) -> Headers:
        """Returns these fields with exactly one of the given name, at the end."""
        return Headers((*self.without(name), (name, value)))


def field_text(value: bytes) -> str:
    """Returns the text of a header field: UTF-8, or else Latin-1 (RFC 9110 section 5.5)."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


@dataclass(frozen=True)
class _Message:
    headers: Headers = field(default_factory=Headers)
    body: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.headers, Headers):
            object.__setattr__(self, "headers", Headers(self.headers))

    def header(self, name: str) -> str | None:
        """Returns the value of the first header field of this name, or ``None``."""
        return self.headers.first(name)

    @property
    def media_type(self) -> str:
        """The Content-Type without its parameters, in lower case; empty if there is none."""
        return media_type_of(self.headers.first("content-type"))

    @lazy
    def content(self) -> bytes:
        """The body with its content-encoding taken off.

        Raises:
            EncodingError: the encoding is unknown, the body is broken, or it grows past all bounds.
        """
        encoding = self.headers.first("content-encoding")
        return decode_content(self.body, encoding) if encoding else self.body

    @property
    def plain_body(self) -> bytes:
        """The body with its content-encoding taken off; as it is, if that cannot be taken off."""
        try:
            return self.content
        except EncodingError:
            return self.body

    def decoded(self) -> Self:
        """Returns the same message with its content-encoding taken off, in body and headers.

        Raises:
            EncodingError: as :attr:`content`.
        """
        if self.header("content-encoding") is None:
            return self
        return replace(self, headers=self.headers.without("content-encoding"), body=self.content)


@dataclass(frozen=True)
class HttpRequest(_Message):
    """A complete HTTP request.

    Args:
        method: the method, in upper case.
        url: absolute, or path and query alone where the host does not matter.
        headers: name and value of each field, in order; a mapping will do.
        body: the bytes as sent (still content-encoded).
        connection: names the client's connection; empty if that is not known. NTLM authenticates a
            connection, not a request (RFC 4559 section 6).
    """

    method: str = "POST"
    url: str = "/"
    connection: str = ""

    @lazy
    def _split(self) -> SplitResult:
        try:
            return urlsplit(self.url)
        except ValueError:  # such as an unclosed bracket in the host
            return SplitResult("", "", self.url, "", "")

    def sent(self, body: bytes, connection: str) -> HttpRequest:
        """Returns a request with the same head.

        Args:
            body: its body.
            connection: the connection that it came over.
        """
        made = object.__new__(HttpRequest)
        fields = made.__dict__
        fields.update(self.__dict__)
        fields.pop("content", None)
        fields["body"], fields["connection"] = body, connection
        return made

    @property
    def scheme(self) -> str:
        """``http``, ``https``, or empty if the URL is a path alone."""
        return self._split.scheme

    @property
    def host(self) -> str:
        """The host name of the URL, else of the Host field; empty if neither has one."""
        return (
            self._split.hostname
            or (self.header("host") or "").rpartition(":")[0]
            or self.header("host")
            or ""
        )

    @lazy
    def path(self) -> str:
        """The path of the URL, as written."""
        return self._split.path

    @property
    def query(self) -> str:
        """The query of the URL, as written, without its question mark."""
        return self._split.query

    @property
    def target(self) -> str:
        """Path and query as a request line has them (RFC 9112 section 3.2.1).

        It begins with a slash whatever the URL is, so that it can follow the name of a host and leads to no
        other.
        """
        query = f"?{self.query}" if self.query else ""
        return f"/{self.path.removeprefix('/')}{query}"


class MoreBody(Protocol):
    """The rest of a body that comes as time goes by."""

    @property
    def ended(self) -> bool:
        """Whether there will be no more of it."""
        ...

    def by(self, at: float) -> bytes:
        """Returns what has come by a clock time, in seconds, and was not returned yet."""
        ...


@dataclass(frozen=True)
class HttpResponse(_Message):
    """A complete HTTP response.

    Args:
        status: the status code.
        reason: the reason phrase.
        headers: name and value of each field, in order.
        body: the bytes as sent (still content-encoded).
        delay: seconds to wait before it is sent; whoever hosts the responder waits.
        more: what follows the body as time goes by; whoever hosts the responder asks for it.
    """

    status: int = 200
    reason: str = "OK"
    delay: float = 0.0
    more: MoreBody | None = field(default=None, repr=False, compare=False, kw_only=True)


@runtime_checkable
class Responder(Protocol):
    """Anything that answers requests: a replayer, a simulator, or something that wraps one."""

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers a request.

        Args:
            request: the request, complete.
            at: the clock time at which it was complete, in seconds.
        """
        ...
