"""The documents, and which operation of which document a request asks for.

The endpoint follows from the path of the URL, the operation from the Body's first child: most clients send no
SOAPAction, and the documents give the same one to two operations (docs/errata.md). Where several documents
have the same operation for different kinds of items, the items in the request tell whose it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib import import_module

from lxml import etree

from inspector.protocols.carrier import unreadable
from inspector.protocols.carriers import CARRIERS
from inspector.protocols.document import Document
from inspector.protocols.endpoints import endpoint_of
from inspector.protocols.identified_request import Identified
from inspector.protocols.operation import Endpoint, Operation
from inspector.protocols.shared_elements import Alternatives
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest
from inspector.wire.soap import local_name, read_envelope
from inspector.wire.xml import XmlError

__all__ = [
    "DOCUMENTS",
    "FOLDERS",
    "Document",
    "Endpoint",
    "Identified",
    "Operation",
    "answered",
    "endpoint_of",
    "guessed_answer",
    "identify",
    "operation",
    "operations",
    "operations_named",
]

FOLDERS = (
    "common",
    "oxwums",
    "oxwsmsg",
    "oxwscos",
    "oxwscext",
    "asemail",
    "oxwscore",
    "oxwscont",
    "oxwsmtgs",
    "oxwstask",
    "oxwsfold",
    "oxwssrch",
    "oxwssync",
    "oxwsatt",
    "oxwscvtid",
    "oxwsgtz",
    "oxwsrslnm",
    "oxwsntif",
    "oxwsoof",
    "oxwsavail",
    "oxwsgtrm",
    "oxwsdlgm",
    "oxwsrules",
    "oxwsusrcfg",
    "oxwsped",
    "oxwsphoto",
    "oxwsurpt",
    "oxwsconv",
    "oxwmt",
    "oxwconfig",
)
"""The folders of the documents, in the order in which their rules judge: the one list of them.

Of those that share an operation, the first is the one whose it is if the items do not tell.
"""

DOCUMENTS: tuple[Document, ...] = tuple(
    import_module(f"inspector.protocols.{folder}").DOCUMENT for folder in FOLDERS
)
"""The documents that this project knows, each from its folder."""

_EVERY = tuple(each for document in DOCUMENTS for each in document.operations)
_ALL = tuple(each for each in _EVERY if each.endpoint.speaks_soap)


def _by(key: Callable[[Operation], str], listed: Iterable[Operation]) -> Mapping[str, tuple[Operation, ...]]:
    found: dict[str, tuple[Operation, ...]] = defaultdict(tuple)
    for each in listed:
        found[key(each)] += (each,)
    return dict(found)


_BY_NAME = _by(lambda each: each.name, _EVERY)
_SHARED = {name: every for name, every in _by(lambda each: each.name, _ALL).items() if len(every) > 1}
_BY_REQUEST = {name: Alternatives(every) for name, every in _by(lambda each: each.request, _ALL).items()}
_BY_RESPONSE = {name: Alternatives(every) for name, every in _by(lambda each: each.response, _ALL).items()}

_BODY_CHILD = re.compile(
    rb"<(?:[\w.-]{1,64}:)?Body(?:\s[^<>]{0,4096})?>\s{0,4096}<(?:[\w.-]{1,64}:)?([A-Za-z][\w.-]{0,100})[\s/>]",
    re.ASCII,
)


def operations() -> tuple[Operation, ...]:
    """Returns all operations that the documents define over SOAP, one that several define once for each."""
    return _ALL


def operations_named(name: str | None) -> tuple[Operation, ...]:
    """Returns the operation of this name as each document has it that defines it."""
    return _BY_NAME.get(name or "", ())


def operation(name: str | None) -> Operation | None:
    """Returns the operation of this name, or ``None`` if no document defines it.

    Of several documents that do, it is the one that comes first.
    """
    return next(iter(operations_named(name)), None)


def answered(payload: etree._Element, endpoint: Endpoint | None = None) -> Identified:
    """Says what was asked, as far as the answer alone tells.

    Args:
        payload: the Body's first child of the answer.
        endpoint: where it came from; where its operation is at home if ``None``.
    """
    name = local_name(payload)
    known = _BY_RESPONSE[name].of_answer(payload) if name in _BY_RESPONSE else None
    if known is None:
        asked = None if name == "Fault" else name.removesuffix("Response")
        return Identified(endpoint or Endpoint.EWS, asked)
    return Identified(endpoint or known.endpoint, known.name, known, shared=_SHARED.get(known.name, ()))


def identify(request: HttpRequest) -> Identified:
    """Says what a request asks for. The body is parsed here, once; the result carries it along.

    Args:
        request: the request, complete.
    """
    endpoint = endpoint_of(request)
    if not endpoint.speaks_soap:
        return _asked_of_carrier(request, endpoint)
    if request.method != "POST" or not request.body:
        return Identified(endpoint)
    try:
        envelope = read_envelope(request.content)
    except XmlError as problem:
        return _guessed(endpoint, request.content, problem)
    except EncodingError as problem:
        return Identified(endpoint, problem=unreadable(problem).problem)
    payload = envelope.payload
    if payload is None:
        return Identified(endpoint, envelope=envelope)
    asked = _asked_by(str(payload.tag))
    if asked is None:
        return Identified(endpoint, local_name(payload), None, envelope)
    known = asked.of_request(payload, endpoint)
    return Identified(endpoint, known.name, known, envelope, None, None, _SHARED.get(known.name, ()))


@lru_cache(maxsize=1024)
def _asked_by(tag: str) -> Alternatives | None:
    namespace, _, name = tag.rpartition("}")
    # A forgotten or misspelt namespace is a finding, not another operation.
    if namespace and not namespace.endswith("/messages"):
        return None
    return _BY_REQUEST.get(name)


def _guessed(endpoint: Endpoint, content: bytes, problem: XmlError) -> Identified:
    """A body that is not well-formed often still shows what it was meant to ask."""
    found = _BODY_CHILD.search(content)
    if found is None:
        return Identified(endpoint, problem=problem)
    name = found[1].decode("ascii")
    if name not in _BY_REQUEST:
        return Identified(endpoint, name, problem=problem)
    known = _BY_REQUEST[name].of_text(content, endpoint)
    return Identified(endpoint, known.name, known, problem=problem, shared=_SHARED.get(known.name, ()))


def guessed_answer(content: bytes, endpoint: Endpoint | None = None) -> Identified | None:
    """Says what was asked, by an answer that is not well-formed; ``None`` if it does not look like one.

    Args:
        content: the body.
        endpoint: where it came from; where its operation is at home if ``None``.
    """
    found = _BODY_CHILD.search(content)
    name = found[1].decode("ascii") if found else ""
    if not name.endswith(("Response", "Fault")):
        return None
    if name not in _BY_RESPONSE:
        return Identified(
            endpoint or Endpoint.EWS, None if name == "Fault" else name.removesuffix("Response")
        )
    known = _BY_RESPONSE[name].of_text(b"", endpoint)
    return Identified(endpoint or known.endpoint, known.name, known, shared=_SHARED.get(known.name, ()))


def _asked_of_carrier(request: HttpRequest, endpoint: Endpoint) -> Identified:
    name, content = CARRIERS[endpoint].asked(request)
    known = (each for each in operations_named(name) if each.endpoint is endpoint)
    return Identified(endpoint, name, next(known, None), content.envelope, content.problem, content.bare)
