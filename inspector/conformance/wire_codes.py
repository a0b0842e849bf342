"""The table of WIRE codes: what HTTP, XML and SOAP demand of a message before any document is asked."""

from __future__ import annotations

from functools import partial

from inspector.conformance.codes import Code
from inspector.conformance.finding import Level, Severity
from inspector.protocols.common.namespaces import MESSAGES
from inspector.wire.soap import SOAP_11

MAX_ATTRIBUTE = 1_000_000
"""From this length on, in characters, an attribute is a finding."""

_error = partial(Code, severity=Severity.ERROR, level=Level.WIRE)
_warning = partial(Code, severity=Severity.WARNING, level=Level.WIRE)
_info = partial(Code, severity=Severity.INFO, level=Level.WIRE)

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
BINARY_FORM = _error(
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

NOT_TEXT = _error(
    code="WIRE026",
    name="wbxml-string-not-text",
    what="A string of an ActiveSync body is text in UTF-8.",
    why="MS-ASWBXML section 2.1 has no other character set. A phone that cannot read one string stalls on "
    "the whole answer, and asks for it again and again.",
)
UNNAMED_TOKEN = _warning(
    code="WIRE027",
    name="wbxml-token-without-name",
    what="Each token of an ActiveSync body has a name, on a code page that there is.",
    why="MS-ASWBXML section 2.1.2.1 lists them. What stands behind another token cannot be told; it can be "
    "of a later protocol version.",
)
XML_11 = _warning(
    code="WIRE028",
    name="xml-1.1",
    what="The body is XML 1.0.",
    why="SOAP 1.1 section 3 means XML 1.0, and Exchange and its clients read no other: a document that needs "
    "what XML 1.1 allows beyond it is refused.",
)
FAULT_PREFIX = _info(
    code="WIRE029",
    name="fault-code-prefix",
    what="The prefix of a faultcode is bound to a namespace.",
    why="SOAP 1.1 section 4.4 makes the faultcode a qualified name. Clients mostly go by what follows the "
    "prefix, and MS-OXWUMS 4.15 itself shows one that is bound nowhere.",
)
NOT_UNDERSTOOD = _error(
    code="WIRE030",
    name="header-not-understood",
    what="A header block that must be understood is one that Exchange knows.",
    why='SOAP 1.1 section 4.2.3: a server that does not know a block with mustUnderstand="1" must not '
    "process the message. Known are the headers of the types namespace, WS-Addressing and WS-Security.",
)

WIRE_CODES = tuple(value for value in list(globals().values()) if isinstance(value, Code))
"""The table of WIRE codes, in order."""
