"""Which operation of which document a request asks for.

The endpoint follows from the path of the URL, the operation from the Body's first child: most clients send no
SOAPAction, and the documents give the same one to two operations (docs/errata.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from inspector.protocols.asemail.activesync import read_head
from inspector.protocols.asemail.decode import root_of
from inspector.protocols.asemail.operations import OPERATIONS as ASEMAIL
from inspector.protocols.common.namespaces import MESSAGES
from inspector.protocols.operation import Document, Endpoint, Operation
from inspector.protocols.oxwscext.operations import OPERATIONS as OXWSCEXT
from inspector.protocols.oxwscos.operations import OPERATIONS as OXWSCOS
from inspector.protocols.oxwsmsg.operations import OPERATIONS as OXWSMSG
from inspector.protocols.oxwums.operations import OPERATIONS as OXWUMS
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest
from inspector.wire.soap import Envelope, local_name, namespace_of, read_envelope
from inspector.wire.xml import XmlError, XmlProblem

__all__ = [
    "Document",
    "Endpoint",
    "Identified",
    "Operation",
    "endpoint_of",
    "identify",
    "operation",
    "operations",
]

_ALL = OXWUMS + OXWSMSG + OXWSCOS + OXWSCEXT
_ACTIVESYNC = {operation.name: operation for operation in ASEMAIL}
_BY_NAME = {operation.name: operation for operation in _ALL}
_BY_REQUEST = {operation.request: operation for operation in _ALL if operation.name != "PlayOnPhone2"}

# Paths are matched without regard to case; proxies put folders in front.
_PATHS = (
    (re.compile(r"/um2007legacy\.asmx(/|$)|/unifiedmessaging/service\.asmx(/|$)", re.I), Endpoint.UM),
    (re.compile(r"/exchange\.asmx(/|$)", re.I), Endpoint.EWS),
    (re.compile(r"/microsoft-server-activesync(/|$)", re.I), Endpoint.ACTIVESYNC),
    (re.compile(r"/autodiscover/autodiscover\.(xml|svc|json)(/|$)", re.I), Endpoint.AUTODISCOVER),
    (re.compile(r"/ews/[^/]+\.(xsd|wsdl)$", re.I), Endpoint.SCHEMA),
)

_BODY_CHILD = re.compile(
    rb"<(?:[\w.-]{1,64}:)?Body(?:\s[^<>]{0,4096})?>\s{0,4096}<(?:[\w.-]{1,64}:)?([A-Za-z][\w.-]{0,100})[\s/>]",
    re.ASCII,
)


@dataclass(frozen=True)
class Identified:
    """What a request turned out to be.

    Args:
        endpoint: the kind of endpoint that it was sent to.
        name: the operation's name: as in its document, else the local name of the Body's first child, an
            ActiveSync command, or ``None`` if it cannot be told.
        operation: the operation, if one of the documents defines it.
        envelope: the SOAP message, parsed; ``None`` if it is none.
        problem: why a body that should be SOAP or WBXML could not be read; ``None`` if it could.
        wbxml: the root of an ActiveSync body, decoded; ``None`` if it is none.
    """

    endpoint: Endpoint
    name: str | None = None
    operation: Operation | None = None
    envelope: Envelope | None = None
    problem: XmlError | None = None
    wbxml: etree._Element | None = None

    @property
    def payload(self) -> etree._Element | None:
        """What is asked: the Body's first child, or the root of an ActiveSync body."""
        return self.envelope.payload if self.envelope else self.wbxml

    @property
    def document(self) -> Document | None:
        """The document that defines the operation; ``None``: not of our documents."""
        return self.operation.document if self.operation else None


def operations() -> tuple[Operation, ...]:
    """Returns all operations that the documents define over SOAP, 40 of them."""
    return _ALL


def operation(name: str | None) -> Operation | None:
    """Returns the operation of this name, or ``None`` if no document defines it."""
    return (_BY_NAME.get(name) or _ACTIVESYNC.get(name)) if name else None


def endpoint_of(request: HttpRequest) -> Endpoint:
    """Says which kind of endpoint a request is sent to, by its path."""
    path = request.path
    if (
        request.method == "GET"
        and request.query.lower() in ("wsdl", "singlewsdl")
        and path.lower().endswith(".asmx")
    ):
        return Endpoint.SCHEMA
    for pattern, endpoint in _PATHS:
        if pattern.search(path):
            return endpoint
    return Endpoint.OTHER


def identify(request: HttpRequest) -> Identified:
    """Says what a request asks for. The body is parsed here, once; the result carries it along.

    Args:
        request: the request, complete.
    """
    endpoint = endpoint_of(request)
    if endpoint is Endpoint.ACTIVESYNC:
        return _identified_activesync(request)
    if endpoint is Endpoint.AUTODISCOVER:
        return _identified_autodiscover(request)
    if not endpoint.speaks_soap or request.method != "POST" or not request.body:
        return Identified(endpoint)
    try:
        envelope = read_envelope(request.content)
    except XmlError as problem:
        return _guessed(endpoint, request.content, problem)
    except EncodingError as problem:
        return Identified(endpoint, problem=XmlError(problem.what, XmlProblem("encoding")))
    payload = envelope.payload
    if payload is None:
        return Identified(endpoint, envelope=envelope)
    known = _operation_of(payload, endpoint)
    return Identified(endpoint, known.name if known else local_name(payload), known, envelope)


def _operation_of(payload: etree._Element, endpoint: Endpoint) -> Operation | None:
    name = local_name(payload)
    # A forgotten or misspelt namespace is a finding, not another operation.
    if namespace_of(payload) not in (MESSAGES, "") and not namespace_of(payload).endswith("/messages"):
        return None
    if name == "PlayOnPhone":
        children = {local_name(child) for child in payload.iterchildren(etree.Element)}
        if "ItemId" in children:
            return _BY_NAME["PlayOnPhone2"]
        if "entryId" in children:
            return _BY_NAME["PlayOnPhone"]
        return _BY_NAME["PlayOnPhone" if endpoint is Endpoint.UM else "PlayOnPhone2"]
    return _BY_REQUEST.get(name)


def _guessed(endpoint: Endpoint, content: bytes, problem: XmlError) -> Identified:
    """A body that is not well-formed often still shows what it was meant to ask."""
    found = _BODY_CHILD.search(content)
    if found is None:
        return Identified(endpoint, problem=problem)
    name = found[1].decode("ascii")
    if name == "PlayOnPhone" and (b"ItemId" in content or endpoint is Endpoint.EWS):
        name = "PlayOnPhone2"
    return Identified(endpoint, name, _BY_NAME.get(name), problem=problem)


def _identified_autodiscover(request: HttpRequest) -> Identified:
    if request.method != "POST" or not request.body:
        return Identified(Endpoint.AUTODISCOVER, "Autodiscover")
    try:
        envelope = read_envelope(request.content)
    except (XmlError, EncodingError):
        return Identified(Endpoint.AUTODISCOVER, "Autodiscover")  # the plain (POX) form has no envelope
    payload = envelope.payload
    name = "Autodiscover" if payload is None else local_name(payload).removesuffix("RequestMessage")
    return Identified(Endpoint.AUTODISCOVER, name, envelope=envelope)


def _identified_activesync(request: HttpRequest) -> Identified:
    command = read_head(request).command
    known = _ACTIVESYNC.get(command or "")
    try:
        return Identified(Endpoint.ACTIVESYNC, command, known, wbxml=root_of(request))
    except XmlError as problem:
        return Identified(Endpoint.ACTIVESYNC, command, known, problem=problem)
    except EncodingError as problem:
        why = XmlError(problem.what, XmlProblem("encoding"))
        return Identified(Endpoint.ACTIVESYNC, command, known, problem=why)
