"""What the live server issued in the place of what the recorded one did, for the requests that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from lxml import etree

from inspector.cassette.model import Interaction
from inspector.diff import ByRole, compare
from inspector.diff.reading import Nature, nature_of
from inspector.protocols.carriers import CARRIERS
from inspector.protocols.handles import values_replaced
from inspector.protocols.registry import endpoint_of
from inspector.wire.binary_xml import form_of
from inspector.wire.encoding import EncodingError
from inspector.wire.http import Headers, HttpRequest
from inspector.wire.soap_fault import xml_text
from inspector.wire.xml import XmlError

# What belongs to the recorded connection, or to whoever recorded.
_NOT_SENT = (
    "connection keep-alive proxy-connection transfer-encoding te trailer upgrade host content-length expect "
    "accept-encoding authorization proxy-authorization cookie x-backendcookie exchangecookie"
)


class Rebinding:
    """Identifiers, change keys and tokens of the recording, and what stands for them on the live server.

    Args:
        upstream: the live server's URL; paths are those of the recording.
        texts: what else is replaced in requests, such as pseudonyms by the accounts that they stand for.
    """

    def __init__(self, upstream: str, texts: Mapping[str, str] | None = None) -> None:
        self._upstream = urlsplit(upstream)
        self._texts = dict(texts or {})
        self._seen = ByRole()

    def learn(self, recorded: Interaction, live: Interaction) -> None:
        """Takes in what an answer issues.

        Args:
            recorded: the interaction of the cassette.
            live: the same request as it was sent, with the live answer.
        """
        for _ in compare(recorded, live, self._seen):
            pass  # only what stands for what is of interest here

    def request(self, recorded: HttpRequest) -> HttpRequest:
        """Returns a recorded request as the live server has to be asked."""
        path, _, query = recorded.target.partition("?")
        carrier = CARRIERS[endpoint_of(recorded)]
        query = carrier.rebound_query(query, self._token)
        target = path + (f"?{query}" if query else "")
        headers = Headers(
            (name, self._token(value) if name.lower() in carrier.token_fields else self._worded(value))
            for name, value in recorded.headers.without(*_NOT_SENT.split())
        )
        url = f"{self._upstream.scheme}://{self._upstream.netloc}{self._worded(target)}"
        return replace(recorded, url=url, headers=headers, body=self._body(recorded))

    def recorded_words(self, body: bytes) -> bytes:
        """Puts the recording's words back into an answer."""
        for old, new in self._texts.items():
            body = body.replace(xml_text(new).encode(), xml_text(old).encode())
        return body

    def _body(self, request: HttpRequest) -> bytes:
        try:
            form = form_of(request)
            if form is not None:
                root = form.read(request)
                return form.write(root) if self._rewrite(root) else request.body
            body = request.content
        except (XmlError, EncodingError):
            return request.body  # it is sent as it was
        body = values_replaced(body, self._live)
        for old, new in self._texts.items():
            body = body.replace(xml_text(old).encode(), xml_text(new).encode())
        return body

    def _live(self, value: bytes) -> bytes | None:
        try:
            text = value.decode()
        except UnicodeDecodeError:
            return None
        found = self._seen.identifiers.of(text) or self._seen.tokens.get(text)
        return None if found is None else found.encode()

    def _rewrite(self, root: etree._Element) -> bool:
        """Where identifiers and tokens stand alone: a SyncKey of 1 is not every other 1."""
        changed = False
        for element in root.iter(etree.Element):
            text = (element.text or "").strip()
            nature = nature_of(element) if text else Nature.VALUE
            other = None
            if nature is Nature.IDENTIFIER:
                other = self._seen.identifiers.of(text)
            elif nature is Nature.TOKEN:
                other = self._seen.tokens.get(text)
            if other is not None and other != text:
                element.text = other
                changed = True
        return changed

    def _token(self, value: str) -> str:
        return self._seen.tokens.get(value.strip()) or value

    def _worded(self, text: str) -> str:
        for old, new in self._texts.items():
            text = text.replace(old, new)
        return text
