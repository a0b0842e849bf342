"""The table of XSD codes: the kinds of flaw that the schema check finds."""

from __future__ import annotations

from functools import partial

from inspector.conformance.codes import Code
from inspector.conformance.finding import Level, Severity
from inspector.protocols.registry import operations

_error = partial(Code, severity=Severity.ERROR, level=Level.XSD)
_info = partial(Code, severity=Severity.INFO, level=Level.XSD)

UNEXPECTED_ELEMENT = _error(
    code="XSD001",
    name="unexpected-element",
    what="Each element is one that the schema has in this place.",
    why="A server refuses such a request as ErrorSchemaValidation; a client that reads by schema fails on "
    "such an answer. The nearest name that the schema does have is given for a misspelt one.",
)
MISPLACED_ELEMENT = _error(
    code="XSD002",
    name="misplaced-element",
    what="Elements come in the order, and no more often, than the schema says.",
    why="The types of the documents are sequences: the same elements in another order are another message.",
)
MISSING_ELEMENT = _error(
    code="XSD003",
    name="missing-element",
    what="Elements that the schema requires are there.",
    why="Schemas are laxer than the documents: what even the schema requires is never left out by a server.",
)
WRONG_NAMESPACE = _error(
    code="XSD004",
    name="wrong-namespace",
    what="Each element is in the namespace that the schema has it in.",
    why="Of two elements with one name, m:ItemId and t:ItemId, only one exists. Children of operations are "
    "in the messages namespace, what stands deeper mostly in the types namespace.",
)
BAD_VALUE = _error(
    code="XSD005",
    name="bad-value",
    what="Each text and attribute has a value of its type.",
    why="Values out of an enumeration are the most common slip: they are case-sensitive.",
)
MISSING_ATTRIBUTE = _error(
    code="XSD006",
    name="missing-attribute",
    what="Attributes that the schema requires are there.",
    why="Ids and versions travel in attributes; without one the element names nothing.",
)
UNKNOWN_ATTRIBUTE = _error(
    code="XSD007",
    name="unknown-attribute",
    what="Each attribute is one that the schema has on its element.",
    why="A server refuses the request; names of attributes are case-sensitive.",
)
UNEXPECTED_TEXT = _error(
    code="XSD008",
    name="unexpected-content",
    what="Text stands only in elements that hold text, and elements only in those that hold elements.",
    why="Text between elements is mostly a value that was not put into its element.",
)
WRONG_TYPE = _error(
    code="XSD009",
    name="wrong-type",
    what="xsi:type and xsi:nil say what the schema allows.",
    why="XML Schema part 1, section 2.6: a type must exist and be derived from the declared one.",
)
INVALID = _error(
    code="XSD010",
    name="not-valid",
    what="The message is valid in every other respect.",
    why="What libxml2 rejects for a reason that has no code of its own.",
)
UNKNOWN_OPERATION = _error(
    code="XSD011",
    name="unknown-operation",
    what="A request to the UM endpoint asks for one of its eleven operations.",
    why="MS-OXWUMS section 6 lists them, and no other document has operations there: a server refuses every "
    "other name. The EWS endpoint has far more than any schema set here, so that there it is XSD900.",
)
STRANGE_RESPONSE_MESSAGE = _error(
    code="XSD012",
    name="response-message-of-another-operation",
    what="The response messages of an answer are those of its own operation.",
    why="ArrayOfResponseMessagesType (MS-OXWSCDATA) lists those of all operations in any mixture, so that no "
    "schema objects; each operation's section has its own alone, and clients look for that. Where a rule of "
    "the operation's document says so, it alone does.",
)
UNKNOWN_DETAIL = _info(
    code="XSD103",
    name="unknown-detail",
    what="What stands in the detail of a fault, and in MessageXml, in a namespace of Exchange's is known to "
    "some schema.",
    why="Both may hold anything, so that a misspelt name passes every schema; a client that looks for the "
    "right one does not find it. What is in another namespace is nobody's business.",
)
NOT_JUDGED = _info(
    code="XSD900",
    name="not-judged",
    what="The schema set has the operation.",
    why="What no schema describes is neither valid nor invalid. It is said once for each operation of a "
    "session; 'ews-inspector schemas import' adds a set that has it.",
)
TOO_MANY = _info(
    code="XSD901",
    name="too-large-to-judge",
    what="The message has at most 200,000 elements.",
    why="Beyond that each flaw costs memory that a hostile message could exhaust; it is stored, not judged.",
)

BY_CODE = {value.code: value for value in list(globals().values()) if isinstance(value, Code)} | {
    known.code: _info(code=known.code, name=known.name, what=known.what, why=known.why)
    for operation in operations()
    for known in operation.deviations
}
"""The codes of the schema check, what documents say of their operations among them, such as ``XSD101``."""
XSD_CODES = tuple(BY_CODE[code] for code in sorted(BY_CODE))
"""The same, in order."""
