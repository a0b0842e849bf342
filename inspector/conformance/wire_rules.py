"""What the wire demands of a message before any document is asked: HTTP, XML and SOAP.

Each message gets at most one finding about why it cannot be read; what can be read is looked at further.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from lxml import etree

from inspector.cassette.withheld import withheld_reason
from inspector.conformance import wire_codes as codes
from inspector.conformance.declarations import check_declared, misspelt_charset
from inspector.conformance.finding import Direction, Finding
from inspector.protocols.common.headers import is_understood
from inspector.protocols.common.namespaces import ERRORS, MESSAGES, TYPES
from inspector.protocols.message import Message
from inspector.wire.binary_xml import form_of
from inspector.wire.element_paths import path_of, step_name
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.soap import SOAP_11, SOAP_12, Envelope, SoapFault, local_name, namespace_of

_LONG_ATTRIBUTES = etree.XPath(f"//@*[string-length(.) >= {codes.MAX_ATTRIBUTE}]")

_BY_REASON = {
    "encoding": codes.CONTENT_ENCODING,
    "empty": codes.EMPTY,
    "not-xml": codes.NOT_XML,
    "malformed": codes.MALFORMED,
    "dtd": codes.DTD,
    "too-deep": codes.TOO_DEEP,
    "too-large": codes.TOO_LARGE,
    "charset": codes.CHARSET,
    "prefix": codes.PREFIX,
    "not-soap": codes.NOT_SOAP,
    "binary-form": codes.BINARY_FORM,
    "string": codes.NOT_TEXT,
    "token": codes.UNNAMED_TOKEN,
}
_OURS = f"{{{MESSAGES}}}"
# Only these statuses carry SOAP (SOAP 1.1 section 6.2); the others are answers of HTTP.
_SOAP_STATUSES = frozenset((200, 500))


def check_wire(request: Message, response: Message | None) -> Sequence[Finding]:
    """Checks both messages of an interaction.

    Args:
        request: the request.
        response: the response; ``None`` if there was none.
    """
    http, endpoint = request.http, request.identified.endpoint
    assert isinstance(http, HttpRequest)
    if not endpoint.speaks_soap:
        there = [message for message in (request, response) if message is not None]
        return [each for message in there for each in _of_bare(message)]
    if http.method != "POST":
        return ()
    status = 0
    if response is not None:
        assert isinstance(response.http, HttpResponse)
        status = response.http.status
    found: Sequence[Finding] = ()
    if http.body or status not in (401, 407):
        found = check_wire_of(request)
    if response is not None and (status in _SOAP_STATUSES or response.envelope):
        found = [*found, *check_wire_of(response)]
    return found


def _of_bare(message: Message) -> Iterable[Finding]:
    """Checks a message of an endpoint without SOAP: why it cannot be read, or the flaws in its form."""
    if message.problem is not None:
        return check_wire_of(message)
    form = None if message.bare is None else form_of(message.http)
    if form is None or message.bare is None:
        return ()
    return [
        _BY_REASON[flaw.reason].finding(
            message.direction, flaw.what, path=path_of(flaw.element), operation=message.identified.name
        )
        for flaw in form.flaws(message.bare)
    ]


def no_response(message: Message, error: str | None) -> Finding:
    """Makes the finding of a request that got no answer.

    Args:
        message: the request.
        error: what happened, if that is known.
    """
    detail = f" ({error})" if error else ""
    return codes.NO_RESPONSE.finding(
        Direction.RESPONSE, f"the request got no answer{detail}", operation=message.identified.name
    )


def withheld(message: Message) -> Finding | None:
    """Makes the finding of a message whose body was not written when it was recorded; ``None`` if it was."""
    if message.envelope is not None:
        return None  # of what could be read, nothing was withheld
    reason = withheld_reason(message.http.body)
    return None if reason is None else codes.WITHHELD.finding(message.direction, reason)


def check_wire_of(message: Message) -> Sequence[Finding]:
    """Checks one message that should be SOAP, or one that could not be read.

    Args:
        message: a request, or a response of a status that carries SOAP.
    """
    envelope = message.envelope
    if envelope is None:
        return list(_not_read(message))
    found = check_declared(message)
    head, payload = envelope.known_head, envelope.payload
    if head is not None and head.understood is None:
        head.understood = all(map(is_understood, head.headers))
    is_plain = (
        head is not None
        and payload is not None
        and envelope.has_payload_alone
        and str(payload.tag).startswith(_OURS)
        and (head.understood or message.direction is Direction.RESPONSE)
    )
    if not is_plain:  # nearly all are
        found = [*found, *_envelope(message, envelope)]
    if len(message.http.content) >= codes.MAX_ATTRIBUTE:
        found = [*found, *_long_attributes(message, envelope)]
    return found


def _not_read(message: Message) -> Iterator[Finding]:
    name = message.identified.name
    if misspelt := misspelt_charset(message.http.header("content-type") or ""):
        said = f"the Content-Type has a parameter {misspelt}; charset is meant"
        yield codes.CONTENT_TYPE.finding(message.direction, said, operation=name)
    if message.problem is not None:
        code = _BY_REASON[message.problem.problem.reason]
        yield code.finding(
            message.direction, message.problem.what, line=message.problem.problem.line, operation=name
        )
    elif not message.http.body:
        yield codes.EMPTY.finding(message.direction, "the body is empty", operation=name)
    else:  # a response that does not even claim to be XML
        media_type = message.http.media_type
        yield codes.NOT_SOAP.finding(message.direction, f"the body is {media_type}, not SOAP", operation=name)


def _envelope(message: Message, envelope: Envelope) -> Iterator[Finding]:
    name = message.identified.name
    if envelope.namespace != SOAP_11:
        yield _soap_namespace(message, envelope.namespace)
    elif envelope.headers and message.direction is Direction.REQUEST:
        yield from _not_understood(message, envelope)
    body = envelope.body
    if body is None:
        yield codes.NO_BODY.finding(
            message.direction, "the envelope has no Body", path="Envelope", operation=name
        )
        return
    if namespace_of(body) != envelope.namespace:
        yield codes.SOAP_NAMESPACE.finding(
            message.direction,
            f"Body is in {namespace_of(body) or 'no namespace'}, its Envelope in {envelope.namespace}",
            path="Body",
            line=_line(body),
            operation=name,
        )
    after = next(body.itersiblings("*"), None)
    # SOAP's own namespace, or none, the schema forbids there.
    if after is not None and namespace_of(after) not in ("", envelope.namespace):
        yield codes.AFTER_BODY.finding(
            message.direction,
            f"{local_name(after)} follows the Body, where nobody reads it",
            path=path_of(after),
            line=_line(after),
            operation=name,
        )
    payload = envelope.payload
    if payload is None:
        yield codes.NO_PAYLOAD.finding(
            message.direction,
            "the Body has no child element",
            path="Body",
            line=_line(body),
            operation=name,
        )
        return
    second = next(payload.itersiblings("*"), None)
    if second is not None:
        yield codes.SEVERAL_PAYLOADS.finding(
            message.direction,
            f"the Body has a second child, {local_name(second)}, after {local_name(payload)}",
            path=path_of(second),
            line=_line(second),
            operation=name,
        )
    if envelope.fault is not None:
        yield from _fault_code(message, envelope.fault)
    namespace = namespace_of(payload)
    if namespace != MESSAGES and namespace != envelope.namespace:
        yield _exchange_namespace(message, local_name(payload), namespace, _line(payload))


def _not_understood(message: Message, envelope: Envelope) -> Iterator[Finding]:
    for block in envelope.headers:
        if not is_understood(block):
            yield codes.NOT_UNDERSTOOD.finding(
                message.direction,
                f"the header {local_name(block)[:100]} must be understood, and Exchange does not know it",
                path=path_of(block),
                line=_line(block),
                operation=message.identified.name,
            )


def _fault_code(message: Message, fault: SoapFault) -> Iterator[Finding]:
    code = fault.element.find("faultcode")
    prefix, colon, name = (("" if code is None else code.text) or "").strip().partition(":")
    # What is no qualified name at all the schema says.
    if code is not None and colon and ":" not in name and prefix not in code.nsmap:
        yield codes.FAULT_PREFIX.finding(
            message.direction,
            f"the prefix {prefix[:100]} of the faultcode is bound to no namespace",
            path=path_of(code),
            line=_line(code),
            operation=message.identified.name,
        )


def _long_attributes(message: Message, envelope: Envelope) -> Iterator[Finding]:
    found = _LONG_ATTRIBUTES(envelope.root)
    assert isinstance(found, list)
    for value in found[:1]:
        element = value.getparent()
        name = value.attrname.rpartition("}")[2]
        yield codes.LONG_ATTRIBUTE.finding(
            message.direction,
            f"the attribute {name} has {len(value):,} characters",
            path=path_of(element, name),
            line=_line(element),
            operation=message.identified.name,
        )


def _soap_namespace(message: Message, namespace: str) -> Finding:
    name = message.identified.name
    if namespace == SOAP_12:
        return codes.SOAP_VERSION.finding(
            message.direction,
            "the envelope is one of SOAP 1.2; Exchange speaks SOAP 1.1",
            path="Envelope",
            line=1,
            operation=name,
        )
    said = (
        "the Envelope is in no namespace"
        if not namespace
        else f"the SOAP namespace is {_slip(namespace, SOAP_11)}"
    )
    return codes.SOAP_NAMESPACE.finding(
        message.direction, f"{said}; it must be {SOAP_11}", path="Envelope", line=1, operation=name
    )


def _exchange_namespace(message: Message, child: str, namespace: str, line: int) -> Finding:
    operation = message.identified.name
    path = f"Body/{step_name(namespace, child)}"
    if not namespace:
        return codes.NAMESPACE_MISSING.finding(
            message.direction,
            f"{child} is in no namespace; a default namespace or a prefix for {MESSAGES} is missing",
            path=path,
            line=line,
            operation=operation,
        )
    known = {TYPES: "the types namespace", ERRORS: "the errors namespace"}
    said = known.get(namespace) or f"the namespace {_slip(namespace, MESSAGES)}"
    return codes.NAMESPACE_MISSPELT.finding(
        message.direction,
        f"{child} is in {said}; operations are in {MESSAGES}",
        path=path,
        line=line,
        operation=operation,
    )


def _slip(namespace: str, meant: str) -> str:
    """Says how a namespace differs from the one that was meant, if it is clearly a slip."""
    shown = namespace if len(namespace) <= 200 else namespace[:200] + "..."
    slips = (
        (namespace == meant.replace("http://", "https://", 1), "with https:// for http://"),
        (namespace.rstrip("/") == meant.rstrip("/"), "with another ending"),
        (namespace.strip() == meant, "with white space around it"),
        (namespace.lower() == meant.lower(), "with other letter case"),
        (
            len(namespace) < 200 and SequenceMatcher(None, namespace, meant).ratio() > 0.85,
            "misspelt",
        ),
    )
    for applies, how in slips:
        if applies:
            return f"{shown} ({how})"
    return shown


def _line(element: object) -> int:
    return int(getattr(element, "sourceline", 0) or 0)
