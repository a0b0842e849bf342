"""The table of XSD codes: the kinds of flaw that the schema check finds."""

from __future__ import annotations

from functools import partial

from inspector.conformance.codes import Code, read_codes
from inspector.conformance.finding import Level, Severity
from inspector.protocols.registry import operations

_info = partial(Code, severity=Severity.INFO, level=Level.XSD)

_CODES = read_codes("xsd_codes.toml", Level.XSD)

UNEXPECTED_ELEMENT = _CODES["XSD001"]
MISPLACED_ELEMENT = _CODES["XSD002"]
MISSING_ELEMENT = _CODES["XSD003"]
WRONG_NAMESPACE = _CODES["XSD004"]
BAD_VALUE = _CODES["XSD005"]
MISSING_ATTRIBUTE = _CODES["XSD006"]
UNKNOWN_ATTRIBUTE = _CODES["XSD007"]
UNEXPECTED_TEXT = _CODES["XSD008"]
WRONG_TYPE = _CODES["XSD009"]
INVALID = _CODES["XSD010"]
UNKNOWN_OPERATION = _CODES["XSD011"]
STRANGE_RESPONSE_MESSAGE = _CODES["XSD012"]
UNKNOWN_DETAIL = _CODES["XSD103"]
NOT_JUDGED = _CODES["XSD900"]
TOO_MANY = _CODES["XSD901"]

BY_CODE = _CODES | {
    known.code: _info(code=known.code, name=known.name, what=known.what, why=known.why)
    for operation in operations()
    for known in operation.deviations
}
"""The codes of the schema check, what documents say of their operations among them, such as ``XSD101``."""
XSD_CODES = tuple(BY_CODE[code] for code in sorted(BY_CODE))
"""The same, in order."""
