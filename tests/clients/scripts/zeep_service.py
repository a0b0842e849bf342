"""A zeep service that keeps every answer as plain data."""

from __future__ import annotations

from functools import cache
from typing import Any

import requests
import zeep
import zeep.exceptions
import zeep.helpers
from lxml import etree
from zeep.transports import Transport
from zeep.wsdl import Document
from zeep.wsdl.utils import etree_to_string

from inspector.resources import schemas_dir

__all__ = ["EWS_PATH", "UM_PATH", "Answers", "Service"]

Answers = list[tuple[str, Any]]

UM_PATH = "/EWS/UM2007Legacy.asmx"
EWS_PATH = "/EWS/Exchange.asmx"
_BINDING = "{http://schemas.microsoft.com/exchange/services/2006/messages}"


class Service:
    """One of our WSDLs, bound to a server; what it answers is kept, a fault too.

    Args:
        wsdl: its file, from the folder of the schemas.
        binding: the name of its binding.
        address: where the service is.
        session: how requests are sent and authenticated; a plain one if ``None``.
        headers: SOAP headers of every request.
    """

    def __init__(
        self,
        wsdl: str,
        binding: str,
        address: str,
        session: requests.Session | None = None,
        headers: dict[str, Any] | None = None,
    ) -> None:
        if session is None:
            session = requests.Session()
            session.trust_env = False
        self._line = _Line(session=session)
        client = zeep.Client(_document(wsdl), transport=self._line)
        self._service = client.create_service(_BINDING + binding, address)
        self._headers = headers
        self.answers: Answers = []

    def ask(self, operation: str, *, headers: dict[str, Any] | None = None, **arguments: Any) -> Any:
        """Calls an operation; returns what it answered, or ``None`` if that was a fault.

        Args:
            operation: its name in the WSDL.
            headers: SOAP headers of this request, beside or in place of those of every request.
            arguments: what the operation is given.
        """
        merged = (self._headers or {}) | (headers or {})
        try:
            result = self._service[operation](**arguments, **({"_soapheaders": merged} if merged else {}))
        except zeep.exceptions.Fault as fault:
            detail = {} if fault.detail is None else {_local(part.tag): part.text for part in fault.detail}
            self.answers.append((operation, {"fault": fault.message, "code": fault.code, "detail": detail}))
            return None
        self.answers.append((operation, zeep.helpers.serialize_object(result, dict)))
        return result

    def ask_cut(self, operation: str, **arguments: Any) -> None:
        """Calls an operation by a message that lost its end on the way: it is not well-formed."""
        self._line.cuts = True
        try:
            self.ask(operation, **arguments)
        finally:
            self._line.cuts = False


class _Line(Transport):
    """zeep's own transport; what it sends can be cut."""

    cuts = False

    def post_xml(self, address: str, envelope: etree._Element, headers: dict[str, str]) -> requests.Response:
        message: bytes = etree_to_string(envelope)
        if self.cuts:
            message = message.removesuffix(b"</soap-env:Envelope>")
        return self.post(address, message, headers)


@cache
def _document(wsdl: str) -> Document:
    """Reads a WSDL; that takes longer than most scripts, and nothing of a server is in it."""
    return Document(str(schemas_dir() / wsdl), Transport())  # type: ignore[arg-type]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
