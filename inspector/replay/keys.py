"""Match keys: what two requests share exactly if they ask for the same.

Endpoint kind, operation, and a digest of the canonical Body: prefixes, the order of attributes and white
space between elements do not matter, nor do HTTP headers. ActiveSync has its command, what the command's
parameters say, and the decoded body, with its SyncKey: the phone sends back the ones that it was given, so
they tell the rounds of a synchronisation apart. Which form the query has, and whose phone it is, does not
matter. What is neither is text by method, path, query and body.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from lxml import etree

from inspector.protocols.activesync.head import read_head
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import Identified
from inspector.replay.volatile import VolatilePath, VolatilePaths
from inspector.wire.canonical import canonical_text, digest, digest_of
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml

__all__ = ["MatchKey", "Matching"]


class MatchKey(NamedTuple):
    """What two requests share exactly if they ask for the same.

    Args:
        endpoint: the kind of endpoint.
        operation: the operation's name or the command; for what is neither, method and path.
        digest: of the canonical Body, or of query and body.
    """

    endpoint: Endpoint
    operation: str
    digest: bytes


class Matching:
    """How requests are compared.

    Args:
        volatile: paths that are not compared, beside the table's.
        headers: names of HTTP header fields and of SOAP header blocks that are compared too.
    """

    def __init__(self, volatile: Iterable[VolatilePath] = (), headers: Iterable[str] = ()) -> None:
        self.volatile = VolatilePaths(volatile)
        self._headers = tuple(sorted(name.lower() for name in headers))

    @property
    def looks_at_headers(self) -> bool:
        """Whether header fields are compared."""
        return bool(self._headers)

    def key(self, request: HttpRequest, identified: Identified) -> MatchKey:
        """Works out a request's key.

        Args:
            request: the request.
            identified: what it was identified as; its envelope is not parsed again.
        """
        if identified.endpoint is Endpoint.ACTIVESYNC and identified.name is not None:
            return self._activesync_key(request, identified, identified.name)
        text = self.canonical(identified)
        if text is None:
            return self._plain_key(request, identified)
        value = digest_of(text)
        if self._headers:
            value += self._header_digest(request, identified)
        return MatchKey(identified.endpoint, identified.name or "", value)

    def canonical(self, identified: Identified) -> bytes | None:
        """Returns the canonical text that the digest of a SOAP request is made of; ``None``: it is none.

        Args:
            identified: what the request was identified as.
        """
        payload = identified.envelope.payload if identified.envelope else None
        if payload is None or not identified.endpoint.speaks_soap or identified.name is None:
            return None
        assert identified.envelope is not None
        body = identified.envelope.body
        # A Body with one child, as they all should have: its own attributes (wsu:Id) say nothing.
        return self._text(payload if body is None or len(body) == 1 else body, local_name(payload))

    def _activesync_key(self, request: HttpRequest, identified: Identified, command: str) -> MatchKey:
        text = "\0".join(
            f"{name.lower()}={value}" for name, value in sorted(read_head(request).parameters.items())
        )
        value = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        root = identified.wbxml
        value += self._content_digest(request) if root is None else self._digest(root)
        if self._headers:
            value += self._header_digest(request, identified)
        return MatchKey(Endpoint.ACTIVESYNC, command, value)

    def _plain_key(self, request: HttpRequest, identified: Identified) -> MatchKey:
        name = f"{request.method} {request.path.lower()}"
        value = blake2b(request.query.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        value += self._content_digest(request)
        if self._headers:
            value += self._header_digest(request, identified)
        return MatchKey(identified.endpoint, name, value)

    def _content_digest(self, request: HttpRequest) -> bytes:
        try:
            content = request.content
        except EncodingError:
            content = request.body
        if content.lstrip()[:1] == b"<":
            try:
                root = parse_xml(content)
            except XmlError:
                return blake2b(content, digest_size=16).digest()
            return self._digest(root)
        return blake2b(content, digest_size=16).digest() if content else b""

    def _digest(self, root: etree._Element) -> bytes:
        return digest_of(self._text(root, local_name(root)))

    def _text(self, element: etree._Element, operation: str) -> bytes:
        skipped = self.volatile.of(operation)
        return canonical_text(element, skipped.element, skipped.attribute)

    def _header_digest(self, request: HttpRequest, identified: Identified) -> bytes:
        parts: list[bytes] = []
        for name in self._headers:
            parts += [f"{name}:{value}".encode() for value in request.headers.every(name)]
            if identified.envelope is not None:
                blocks = identified.envelope.headers
                parts += [digest(block) for block in blocks if local_name(block).lower() == name]
        return blake2b(b"\0".join(parts), digest_size=16).digest()
