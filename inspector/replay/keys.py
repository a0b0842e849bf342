"""Match keys: what two requests share exactly if they ask for the same.

Endpoint kind, operation, and a digest of the canonical Body: prefixes, the order of attributes and white
space between elements do not matter, nor does the order of what the vocabulary calls a set. Of what is around
the Body only the account counts (:mod:`inspector.protocols.common.accounts`): whom the message impersonates
belongs to its digest; whom header fields name is added where cassettes show several.

ActiveSync has its command, what the command's parameters say, and the decoded body, with its SyncKey: the
phone sends back the ones that it was given, so they tell the rounds of a synchronisation apart. Which form
the query has, and whose phone it is, does not matter. What is neither is told by
method, path, query and body.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from lxml import etree

from inspector.protocols.carriers import CARRIERS
from inspector.protocols.common.accounts import impersonated_by
from inspector.protocols.fields import is_set
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import Identified
from inspector.replay.volatile import VolatilePath, VolatilePaths
from inspector.wire.canonical import canonical_text, digest, digest_of
from inspector.wire.http import HttpRequest
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml


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


def digest_for(impersonated: str, text: bytes) -> bytes:
    """Returns the digest of a SOAP request.

    Args:
        impersonated: whose mailbox it asks for by impersonation; empty: nobody's.
        text: the canonical text of its Body.
    """
    # No canonical text begins with NUL.
    return digest_of(
        b"\0%b\0%b" % (impersonated.encode("utf-8", "surrogatepass"), text) if impersonated else text
    )


class Matching:
    """How requests are compared.

    Args:
        volatile: paths that are not compared, beside the table's.
        headers: names of HTTP header fields and of SOAP header blocks that are compared too.
        accounts: whose mailbox is asked for is compared too.
        set_order: the order of what stands in a set is compared too.
    """

    def __init__(
        self,
        volatile: Iterable[VolatilePath] = (),
        headers: Iterable[str] = (),
        *,
        accounts: bool = True,
        set_order: bool = False,
    ) -> None:
        self.volatile = VolatilePaths(volatile)
        self.accounts = accounts
        self.is_set = None if set_order else is_set
        self.headers = tuple(sorted(name.lower() for name in headers))
        self.looks_at_headers = bool(self.headers)

    def key(self, request: HttpRequest, identified: Identified, impersonated: str | None = None) -> MatchKey:
        """Works out a request's key.

        Args:
            request: the request.
            identified: what it was identified as; its envelope is not parsed again.
            impersonated: what :meth:`impersonated` says of it; ``None``: it is asked.
        """
        text = self.canonical(identified)
        if text is None:
            return self._other_key(request, identified)
        value = digest_for(self.impersonated(identified) if impersonated is None else impersonated, text)
        if self.headers:
            value += self._header_digest(request, identified)
        return MatchKey(identified.endpoint, identified.name or "", value)

    def impersonated(self, identified: Identified) -> str:
        """Returns whom a message impersonates; empty: nobody, or it is not compared."""
        return impersonated_by(identified.envelope) if self.accounts else ""

    def canonical(self, identified: Identified) -> bytes | None:
        """Returns the canonical text that the digest of a SOAP request is made of; ``None``: it is none.

        Args:
            identified: what the request was identified as.
        """
        envelope = identified.envelope
        payload = envelope.payload if envelope else None
        if envelope is None or payload is None or identified.name is None:
            return None
        body = envelope.body
        # A Body with one child, as they all should have: its own attributes (wsu:Id) say nothing.
        return self._text(payload if body is None or len(body) == 1 else body, local_name(payload))

    def _other_key(self, request: HttpRequest, identified: Identified) -> MatchKey:
        name, rest = CARRIERS[identified.endpoint].key_parts(request, identified.name)
        value = blake2b(rest.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        root = identified.bare if identified.name is not None else None
        value += self._content_digest(request) if root is None else self._digest(root)
        if self.headers:
            value += self._header_digest(request, identified)
        return MatchKey(identified.endpoint, name, value)

    def _content_digest(self, request: HttpRequest) -> bytes:
        content = request.plain_body
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
        return canonical_text(element, skipped.element, skipped.attribute, self.is_set, skipped.concerned)

    def _header_digest(self, request: HttpRequest, identified: Identified) -> bytes:
        parts: list[bytes] = []
        for name in self.headers:
            parts += [f"{name}:{value}".encode() for value in request.headers.every(name)]
            if identified.envelope is not None:
                blocks = identified.envelope.headers
                parts += [digest(block) for block in blocks if local_name(block).lower() == name]
        return blake2b(b"\0".join(parts), digest_size=16).digest()
