"""The table of WIRE codes: what HTTP, XML and SOAP demand of a message before any document is asked."""

from __future__ import annotations

from inspector.conformance.codes import read_codes
from inspector.conformance.finding import Level
from inspector.protocols.common.namespaces import MESSAGES
from inspector.wire.soap import SOAP_11
from inspector.wire.xml import MAX_DEPTH, MAX_MARKS, MAX_XML

MAX_ATTRIBUTE = 1_000_000
"""From this length on, in characters, an attribute is a finding."""


_CODES = read_codes(
    "wire_codes.toml",
    Level.WIRE,
    SOAP_11=SOAP_11,
    MESSAGES=MESSAGES,
    MAX_ATTRIBUTE=MAX_ATTRIBUTE,
    MAX_DEPTH=MAX_DEPTH,
    MAX_MARKS=MAX_MARKS,
    MAX_MIB=MAX_XML >> 20,
)

NO_RESPONSE = _CODES["WIRE001"]
CONTENT_ENCODING = _CODES["WIRE002"]
EMPTY = _CODES["WIRE003"]
NOT_XML = _CODES["WIRE004"]
MALFORMED = _CODES["WIRE005"]
DTD = _CODES["WIRE006"]
TOO_DEEP = _CODES["WIRE007"]
TOO_LARGE = _CODES["WIRE008"]
CHARSET = _CODES["WIRE009"]
CHARSET_MISMATCH = _CODES["WIRE010"]
PREFIX = _CODES["WIRE011"]
NOT_SOAP = _CODES["WIRE012"]
SOAP_NAMESPACE = _CODES["WIRE013"]
SOAP_VERSION = _CODES["WIRE014"]
NO_BODY = _CODES["WIRE015"]
NO_PAYLOAD = _CODES["WIRE016"]
SEVERAL_PAYLOADS = _CODES["WIRE017"]
NAMESPACE_MISSING = _CODES["WIRE018"]
NAMESPACE_MISSPELT = _CODES["WIRE019"]
CONTENT_TYPE = _CODES["WIRE020"]
BINARY_FORM = _CODES["WIRE021"]
LONG_ATTRIBUTE = _CODES["WIRE022"]
WITHHELD = _CODES["WIRE023"]
NOT_JUDGED = _CODES["WIRE024"]
AFTER_BODY = _CODES["WIRE025"]
NOT_TEXT = _CODES["WIRE026"]
UNNAMED_TOKEN = _CODES["WIRE027"]
XML_11 = _CODES["WIRE028"]
FAULT_PREFIX = _CODES["WIRE029"]
NOT_UNDERSTOOD = _CODES["WIRE030"]

WIRE_CODES = tuple(_CODES.values())
"""The table of WIRE codes, in order."""
