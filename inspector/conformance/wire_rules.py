"""What the wire demands of a message before any document is asked: HTTP, XML and SOAP.

Each message gets at most one finding about why it cannot be read; what can be read is looked at further.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import partial

from lxml import etree

from inspector.cassette.withheld import withheld_reason
from inspector.conformance.codes import Code
from inspector.conformance.finding import Direction, Finding, Level, Severity
from inspector.protocols.common.namespaces import ERRORS, MESSAGES, TYPES
from inspector.protocols.message import Message
from inspector.protocols.operation import Endpoint
from inspector.wire.encoding import EncodingError, charset_of, charset_parameter
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.paths import path_of, step_name
from inspector.wire.soap import SOAP_11, SOAP_12, Envelope, local_name, namespace_of

__all__ = ["NOT_JUDGED", "WIRE_CODES", "WITHHELD", "check_wire", "check_wire_of", "no_response", "withheld"]

MAX_ATTRIBUTE = 1_000_000
"""From this length on, in characters, an attribute is a finding."""
_LONG_ATTRIBUTES = etree.XPath(f"//@*[string-length(.) >= {MAX_ATTRIBUTE}]")

_error = partial(Code, severity=Severity.ERROR, level=Level.WIRE)
_warning = partial(Code, severity=Severity.WARNING, level=Level.WIRE)

NO_RESPONSE = _error(
    code="WIRE001",
    name="no-response",
    what="A request is answered.",
    why="The connection broke or timed out before the answer was complete; a client "
    "cannot tell what was done.",
)
CONTENT_ENCODING = _error(
    code="WIRE002",
    name="broken-content-encoding",
    what="The body can be taken out of the Content-Encoding that its header names (RFC 9110 section 8.4).",
    why="A body that is cut, damaged, or larger than any bound once unpacked is not read at all.",
)
EMPTY = _error(
    code="WIRE003",
    name="empty-body",
    what="A POST to a SOAP endpoint, and its answer, carry a body.",
    why="SOAP 1.1 section 6: the HTTP body holds the envelope. Empty first legs of an authentication "
    "handshake are left out.",
)
NOT_XML = _error(
    code="WIRE004",
    name="not-xml",
    what="The body is XML.",
    why="SOAP 1.1 section 3: all SOAP messages are encoded using XML.",
)
MALFORMED = _error(
    code="WIRE005",
    name="not-well-formed",
    what="The body is well-formed XML with well-formed names.",
    why="Nothing can be said about a document that a parser gives up on (XML 1.0 section 2.1). The usual "
    "causes are text that was not escaped and a body that was cut.",
)
DTD = _error(
    code="WIRE006",
    name="document-type-declaration",
    what="The body has no document type declaration.",
    why="SOAP 1.1 section 3 forbids it, and entities are how a small body becomes a huge one or reads files.",
)
TOO_DEEP = _error(
    code="WIRE007",
    name="nested-too-deep",
    what="Elements are nested no deeper than 256.",
    why="No message of the documents comes near; a parser's stack is a classic target.",
)
TOO_LARGE = _error(
    code="WIRE008",
    name="too-large",
    what="An XML body has no more than 64 MiB, and no more than three million tags and attributes.",
    why="It is stored and replayed, but neither parsed nor judged.",
)
CHARSET = _error(
    code="WIRE009",
    name="wrong-character-encoding",
    what="The bytes of the body are text in the character encoding that the body declares.",
    why="XML 1.0 section 4.3.3 makes it a fatal error. The usual cause is a string that was built with "
    'encoding="utf-16" and then sent as UTF-8.',
)
CHARSET_MISMATCH = _warning(
    code="WIRE010",
    name="character-encodings-disagree",
    what="The charset of Content-Type and the encoding that the body itself shows are the same.",
    why="RFC 7303 section 3 lets the header win over the XML declaration, most parsers do it the other way "
    "round: readers can disagree about the same bytes.",
)
PREFIX = _error(
    code="WIRE011",
    name="prefix-not-bound",
    what="Each prefix in the body is bound to a namespace.",
    why="Namespaces in XML section 5. Without the xmlns declaration the element has no meaning.",
)
NOT_SOAP = _error(
    code="WIRE012",
    name="not-soap",
    what="The root element is a SOAP Envelope.",
    why="SOAP 1.1 section 4. A page for people in place of an answer mostly comes from a proxy or a login "
    "form.",
)
SOAP_NAMESPACE = _error(
    code="WIRE013",
    name="soap-namespace",
    what=f"Envelope and Body are in the namespace {SOAP_11}.",
    why="SOAP 1.1 section 4.4 (VersionMismatch). Many published samples carry an https:// variant of the "
    "namespace, which names nothing.",
)
SOAP_VERSION = _error(
    code="WIRE014",
    name="soap-1.2",
    what="The envelope is one of SOAP 1.1.",
    why="The documents bind their operations to SOAP 1.1 (MS-OXWSMSG section 2.1 and its sisters); a SOAP "
    "1.2 envelope is another message.",
)
NO_BODY = _error(
    code="WIRE015",
    name="no-body-element",
    what="The envelope has a Body.",
    why="SOAP 1.1 section 4: the Body MUST be present.",
)
NO_PAYLOAD = _error(
    code="WIRE016",
    name="body-has-no-child",
    what="The Body has a child element: what is asked for, or answered.",
    why="The bindings are document/literal: the child is the operation.",
)
SEVERAL_PAYLOADS = _error(
    code="WIRE017",
    name="body-has-several-children",
    what="The Body has one child element only.",
    why="A document/literal message has one part (WSDL 1.1 section 3.5); a server looks at the first child "
    "and is silent about the others.",
)
NAMESPACE_MISSING = _error(
    code="WIRE018",
    name="exchange-namespace-missing",
    what="The Body's child is in a namespace.",
    why=f"Operations are elements of {MESSAGES}. The usual cause is a forgotten default namespace.",
)
NAMESPACE_MISSPELT = _error(
    code="WIRE019",
    name="exchange-namespace-misspelt",
    what="The namespace of the Body's child is the messages namespace, to the letter.",
    why="Namespaces are compared as strings: https:// for http://, a slash at the end or another case make "
    "another namespace (Namespaces in XML section 2.3).",
)
CONTENT_TYPE = _warning(
    code="WIRE020",
    name="content-type",
    what="A SOAP message travels as text/xml.",
    why="SOAP 1.1 section 6: applications MUST use the media type text/xml. Exchange answers other types "
    "with 415.",
)
WBXML = _error(
    code="WIRE021",
    name="not-wbxml",
    what="The body of an ActiveSync message is WBXML 1.3 as ActiveSync uses it.",
    why="MS-ASWBXML section 2.1: in UTF-8, without attributes, extensions and processing instructions. A "
    "body that is cut or damaged cannot be read beyond that place, and no rule looks at it.",
)
LONG_ATTRIBUTE = _warning(
    code="WIRE022",
    name="attribute-too-long",
    what=f"No attribute has {MAX_ATTRIBUTE:,} characters or more.",
    why="Identifiers, names and codes stand in attributes, and the documents bound or enumerate them; "
    "content stands in elements. Many readers refuse such a message, and libxml2's own bound is ten million.",
)
WITHHELD = _warning(
    code="WIRE023",
    name="withheld",
    what="What was said could be kept.",
    why="A message that cannot be scrubbed, or is larger than the recorder was told to keep, was passed on "
    "but not written: a marker stands in its place, and no rule looks at it. Nobody who sent it is to blame.",
)
NOT_JUDGED = _warning(
    code="WIRE024",
    name="not-judged",
    what="Every part of ews-inspector could deal with the message.",
    why="A part of this program failed on it. The message was kept, but not judged, or not joined with the "
    "legs of its handshake. Nobody who sent it is to blame; please report it.",
)

AFTER_BODY = _warning(
    code="WIRE025",
    name="element-after-body",
    what="Nothing follows the Body in the Envelope.",
    why="SOAP 1.1 section 4.1 allows it, the WS-I Basic Profile does not (R1011), and Exchange reads nothing "
    "there: what was meant to be a header or a part of the Body is silently lost.",
)

WIRE_CODES = tuple(value for value in list(globals().values()) if isinstance(value, Code))
"""The table of WIRE codes, in order."""

_BY_REASON = {
    "encoding": CONTENT_ENCODING,
    "empty": EMPTY,
    "not-xml": NOT_XML,
    "malformed": MALFORMED,
    "dtd": DTD,
    "too-deep": TOO_DEEP,
    "too-large": TOO_LARGE,
    "charset": CHARSET,
    "prefix": PREFIX,
    "not-soap": NOT_SOAP,
    "wbxml": WBXML,
}
# Only these statuses carry SOAP (SOAP 1.1 section 6.2); the others are answers of HTTP.
_SOAP_STATUSES = frozenset((200, 500))


def check_wire(request: Message, response: Message | None) -> Iterator[Finding]:
    """Checks both messages of an interaction.

    Args:
        request: the request.
        response: the response; ``None`` if there was none.
    """
    http = request.http
    assert isinstance(http, HttpRequest)
    if request.identified.endpoint is Endpoint.ACTIVESYNC:
        for message in (request, response):
            if message is not None and message.problem is not None:
                yield from check_wire_of(message)
        return
    if not request.identified.endpoint.speaks_soap or http.method != "POST":
        return
    refused = isinstance(response, Message) and _status(response) in (401, 407)
    if http.body or not refused:
        yield from check_wire_of(request)
    if response is not None and (_status(response) in _SOAP_STATUSES or response.envelope):
        yield from check_wire_of(response)


def no_response(message: Message, error: str | None) -> Finding:
    """Makes the finding of a request that got no answer.

    Args:
        message: the request.
        error: what happened, if that is known.
    """
    detail = f" ({error})" if error else ""
    return NO_RESPONSE.finding(
        Direction.RESPONSE, f"the request got no answer{detail}", operation=message.identified.name
    )


def withheld(message: Message) -> Finding | None:
    """Makes the finding of a message whose body was not written when it was recorded; ``None`` if it was."""
    reason = withheld_reason(message.http.body)
    return None if reason is None else WITHHELD.finding(message.direction, reason)


def _status(response: Message) -> int:
    assert isinstance(response.http, HttpResponse)
    return response.http.status


def check_wire_of(message: Message) -> Iterator[Finding]:
    """Checks one message that should be SOAP, or WBXML that could not be read.

    Args:
        message: a request, or a response of a status that carries SOAP.
    """
    if message.envelope is not None:
        yield from _content_type(message)
        yield from _envelope(message, message.envelope)
        yield from _long_attributes(message, message.envelope)
        return
    name = message.identified.name
    if message.problem is not None:
        code = _BY_REASON[message.problem.problem.reason]
        yield code.finding(
            message.direction, message.problem.what, line=message.problem.problem.line, operation=name
        )
    elif not message.http.body:
        yield EMPTY.finding(message.direction, "the body is empty", operation=name)
    else:  # a response that does not even claim to be XML
        media_type = message.http.media_type
        yield NOT_SOAP.finding(message.direction, f"the body is {media_type}, not SOAP", operation=name)


def _content_type(message: Message) -> Iterator[Finding]:
    declared = message.http.header("content-type")
    if declared is None or message.http.media_type != "text/xml":
        said = f"the Content-Type is {declared}" if declared else "there is no Content-Type"
        yield CONTENT_TYPE.finding(
            message.direction, f"{said}; SOAP 1.1 uses text/xml", operation=message.identified.name
        )
    named = charset_parameter(declared)
    if named is None or named == "utf-8":
        content = message.http.content
        if named is None or not content.startswith((b"<?xml", b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
            return
    try:
        shown = charset_of(message.http.content, None)
    except EncodingError:  # it could not have been parsed
        return
    if _family(named) != _family(shown):
        yield CHARSET_MISMATCH.finding(
            message.direction,
            f"Content-Type says charset={named}, the body is written in {shown}",
            operation=message.identified.name,
        )


def _family(charset: str) -> str:
    """One name for each encoding; UTF-16 with and without a byte order are one, ASCII is a part of UTF-8."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return charset
    for family in ("utf-16", "utf-32", "utf-8"):
        if name.startswith(family):
            return family
    return "utf-8" if name == "ascii" else name


def _envelope(message: Message, envelope: Envelope) -> Iterator[Finding]:
    name = message.identified.name
    if envelope.namespace != SOAP_11:
        yield _soap_namespace(message, envelope.namespace)
    body = envelope.body
    if body is None:
        yield NO_BODY.finding(message.direction, "the envelope has no Body", xpath="Envelope", operation=name)
        return
    if namespace_of(body) != envelope.namespace:
        yield SOAP_NAMESPACE.finding(
            message.direction,
            f"Body is in {namespace_of(body) or 'no namespace'}, its Envelope in {envelope.namespace}",
            xpath="Body",
            line=_line(body),
            operation=name,
        )
    after = next(body.itersiblings("*"), None)
    # SOAP's own namespace, or none, the schema forbids there.
    if after is not None and namespace_of(after) not in ("", envelope.namespace):
        yield AFTER_BODY.finding(
            message.direction,
            f"{local_name(after)} follows the Body, where nobody reads it",
            xpath=path_of(after),
            line=_line(after),
            operation=name,
        )
    payload = envelope.payload
    if payload is None:
        yield NO_PAYLOAD.finding(
            message.direction,
            "the Body has no child element",
            xpath="Body",
            line=_line(body),
            operation=name,
        )
        return
    second = next(payload.itersiblings("*"), None)
    if second is not None:
        yield SEVERAL_PAYLOADS.finding(
            message.direction,
            f"the Body has a second child, {local_name(second)}, after {local_name(payload)}",
            xpath=path_of(second),
            line=_line(second),
            operation=name,
        )
    namespace = namespace_of(payload)
    if namespace != MESSAGES and namespace != envelope.namespace:
        yield _exchange_namespace(message, local_name(payload), namespace, _line(payload))


def _long_attributes(message: Message, envelope: Envelope) -> Iterator[Finding]:
    if len(message.http.content) < MAX_ATTRIBUTE:
        return
    found = _LONG_ATTRIBUTES(envelope.root)
    assert isinstance(found, list)
    for value in found[:1]:
        element = value.getparent()
        name = value.attrname.rpartition("}")[2]
        yield LONG_ATTRIBUTE.finding(
            message.direction,
            f"the attribute {name} has {len(value):,} characters",
            xpath=path_of(element, name),
            line=_line(element),
            operation=message.identified.name,
        )


def _soap_namespace(message: Message, namespace: str) -> Finding:
    name = message.identified.name
    if namespace == SOAP_12:
        return SOAP_VERSION.finding(
            message.direction,
            "the envelope is one of SOAP 1.2; Exchange speaks SOAP 1.1",
            xpath="Envelope",
            line=1,
            operation=name,
        )
    said = (
        "the Envelope is in no namespace"
        if not namespace
        else f"the SOAP namespace is {_slip(namespace, SOAP_11)}"
    )
    return SOAP_NAMESPACE.finding(
        message.direction, f"{said}; it must be {SOAP_11}", xpath="Envelope", line=1, operation=name
    )


def _exchange_namespace(message: Message, child: str, namespace: str, line: int) -> Finding:
    operation = message.identified.name
    xpath = f"Body/{step_name(namespace, child)}"
    if not namespace:
        return NAMESPACE_MISSING.finding(
            message.direction,
            f"{child} is in no namespace; a default namespace or a prefix for {MESSAGES} is missing",
            xpath=xpath,
            line=line,
            operation=operation,
        )
    known = {TYPES: "the types namespace", ERRORS: "the errors namespace"}
    said = known.get(namespace) or f"the namespace {_slip(namespace, MESSAGES)}"
    return NAMESPACE_MISSPELT.finding(
        message.direction,
        f"{child} is in {said}; operations are in {MESSAGES}",
        xpath=xpath,
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
