"""ActiveSync as a carrier: the query names the command (MS-ASHTTP), the body is WBXML (MS-ASWBXML)."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from inspector.protocols.activesync.head import READS, is_success, read_head
from inspector.protocols.activesync.policy_key import HEADER, rebound_query
from inspector.protocols.carrier import Carrier, Content, Grade, Result, unreadable
from inspector.wire.binary_xml import root_of
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.soap import SoapFault, local_name
from inspector.wire.xml import XmlError


class ActiveSync(Carrier):
    """Commands of phones, and what came of them."""

    token_fields = frozenset((HEADER,))

    def asked(self, request: HttpRequest) -> tuple[str | None, Content]:
        return read_head(request).command, self.content(request)

    def content(self, message: HttpRequest | HttpResponse) -> Content:
        try:
            return Content(bare=root_of(message))
        except (XmlError, EncodingError) as problem:
            return unreadable(problem)

    def result(self, payload: etree._Element, fault: SoapFault | None) -> Result:
        """Says which status is the first that is no success, in order."""
        command = local_name(payload)
        for status in payload.iter("{*}Status"):
            text = (status.text or "").strip()
            parent = status.getparent()
            # A flag of a message has a status of its own (MS-ASEMAIL section 2.2.2.70).
            if text and not is_success(command, text) and (parent is None or local_name(parent) != "Flag"):
                return Result(f"Status {text}", Grade.ERROR)
        return Result("OK")

    def key_parts(self, request: HttpRequest, name: str | None) -> tuple[str, str]:
        """A request is told by its command's parameters, whichever form the query has, and whoever asks."""
        if name is None:
            return super().key_parts(request, name)
        parameters = sorted(read_head(request).parameters.items())
        return name, "\0".join(f"{key.lower()}={value}" for key, value in parameters)

    def only_reads(self, name: str) -> bool:
        return name in READS

    def user(self, request: HttpRequest) -> str:
        return read_head(request).user

    def rebound_query(self, query: str, token_for: Callable[[str], str]) -> str:
        return rebound_query(query, token_for)
