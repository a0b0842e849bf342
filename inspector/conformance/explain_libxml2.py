"""What libxml2 has against a message, in the words of this project.

It is asked where xmlschema finds nothing, gives up, or would take too long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lxml import etree

from inspector.conformance import xsd_codes as xsd
from inspector.conformance.codes import Code
from inspector.conformance.schema_flaw import XSI, Flaw, is_header_block, listed, shown
from inspector.protocols.common.namespaces import SOAP_11
from inspector.protocols.fields import element_field
from inspector.wire.soap import local_name

# What libxml2 calls its errors; all others are INVALID.
_BY_TYPE = {
    "SCHEMAV_ELEMENT_CONTENT": xsd.UNEXPECTED_ELEMENT,
    "SCHEMAV_CVC_COMPLEX_TYPE_4": xsd.MISSING_ATTRIBUTE,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": xsd.UNKNOWN_ATTRIBUTE,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": xsd.UNKNOWN_ATTRIBUTE,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_1": xsd.UNEXPECTED_TEXT,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": xsd.UNEXPECTED_TEXT,
    "SCHEMAV_CVC_TYPE_3_1_2": xsd.UNEXPECTED_TEXT,
    "SCHEMAV_CVC_ELT_4_1": xsd.WRONG_TYPE,
    "SCHEMAV_CVC_ELT_4_2": xsd.WRONG_TYPE,
    "SCHEMAV_CVC_ELT_4_3": xsd.WRONG_TYPE,
    "SCHEMAV_CVC_ELT_3_1": xsd.WRONG_TYPE,
    "SCHEMAV_CVC_ENUMERATION_VALID": xsd.BAD_VALUE,
    "SCHEMAV_CVC_PATTERN_VALID": xsd.BAD_VALUE,
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": xsd.BAD_VALUE,
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_2": xsd.BAD_VALUE,
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_3": xsd.BAD_VALUE,
    "SCHEMAV_CVC_MINLENGTH_VALID": xsd.BAD_VALUE,
    "SCHEMAV_CVC_MAXLENGTH_VALID": xsd.BAD_VALUE,
    "SCHEMAV_CVC_MININCLUSIVE_VALID": xsd.BAD_VALUE,
    "SCHEMAV_CVC_MAXINCLUSIVE_VALID": xsd.BAD_VALUE,
}
_SENTENCE = re.compile(r"(?:Element '([^']*)'(?:, attribute '([^']*)')?: )?(.*)", re.DOTALL)
_LONGEST = 60  # how much of a value is shown
_READ = 2000  # how much of a message is read

# What libxml2 says of a place -> what is said of it here. In the words, "here" is the element or its
# attribute, "element" the element, the others are groups of the pattern, shown as _SHOWN_AS says.
_WORDS = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (
            r"This element is not expected. Expected is (?:one of )?\( (?P<names>[^()]*) \)",
            "{here} is not expected; expected is {names}",
        ),
        (r"This element is not expected", "{here} is not expected"),
        (
            r"Missing child [^()]*\((?:s\)[^(]*\()? (?P<names>[^()]*) \)",
            "{here} is not complete; expected is {names}",
        ),
        (r"Missing child", "{here} is not complete"),
        (r"The attribute '(?P<name>.*)' is required but missing", "{element} lacks the attribute {name}"),
        (r"The attribute '(?P<name>.*)' is not allowed", "{element} has no attribute {name}"),
        (
            r"\[facet 'enumeration'\] The value '(?P<value>.*)' is not an element .*\{'(?P<allowed>.*)'\}",
            "{here}: {value} is not one of {allowed}",
        ),
        (
            r"\[facet 'pattern'\] The value '(?P<value>.*)' is not accepted by the pattern '(?P<limit>.*)'",
            "{here}: {value} does not match {limit}",
        ),
        (r"\[facet 'minLength'\].*'(?P<limit>\d+)'", "{here}: the value is shorter than {limit} characters"),
        (r"\[facet 'maxLength'\].*'(?P<limit>\d+)'", "{here}: the value is longer than {limit} characters"),
        (
            r"\[facet 'min\w*'\] The value '(?P<value>[^']*)' is [^']*'(?P<limit>[^']*)'",
            "{here}: {value} is less than {limit}",
        ),
        (
            r"\[facet 'max\w*'\] The value '(?P<value>[^']*)' is [^']*'(?P<limit>[^']*)'",
            "{here}: {value} is more than {limit}",
        ),
        (
            r"'(?P<value>.*)' is not a valid value of the .*type '(?:xs:)?(?P<name>.*)'",
            "{here}: {value} is not of the type {name}",
        ),
        (r"'(?P<value>.*)' is not a valid value", "{here}: {value} is not of its type"),
        (r"Character content.*is empty", "{here} must be empty; it holds text"),
        (r"Character content", "{here} holds elements only, no text"),
        (r"Element content.*is empty", "{here} must be empty; it holds elements"),
        (r"Element content", "{here} holds a text only, no elements"),
        (
            r"The QName value '(?P<name>.*)' of the .*attribute",
            "{element} has the type {name}, which no schema has",
        ),
        (r"The type definition '(?P<name>.*)', specified by", "{element} cannot be of the type {name}"),
        (r".*nillable", "{element} must not be nil"),
        (r".*is abstract", "{element} has to say of which type it is: the declared one is abstract"),
        (r"No matching global", "no schema has {element}"),
        (r"'(?P<value>.*)", "{here}: {value} is not of its type"),  # so long a value that nothing follows it
    )
)


def flaws_by_libxml2(entries: Iterable[Any], root: etree._Element | None) -> Iterator[Flaw]:
    """Explains what libxml2 found.

    Args:
        entries: of the error log.
        root: the element that was judged; ``None`` if the log has no places. Values are not shown then.
    """
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        code = _BY_TYPE.get(entry.type_name, xsd.INVALID)
        if code is xsd.UNEXPECTED_ELEMENT and "Missing child" in entry.message:
            code = xsd.MISSING_ELEMENT
        if f"'{{{XSI}}}" in entry.message:
            code = xsd.WRONG_TYPE
        element = _located(root, entry.path) if root is not None and entry.path else None
        if code is xsd.UNKNOWN_ATTRIBUTE and f"{{{SOAP_11}}}" in entry.message and is_header_block(element):
            continue
        message = _in_words(_bounded(entry.message.strip()), code, element)
        if (entry.path, message) not in seen:
            seen.add((entry.path, message))
            yield Flaw(code, message, element)


def _bounded(message: str) -> str:
    """Cuts a message whose value is long in its middle: its beginning and its end tell what it is about."""
    return message if len(message) <= _READ else f"{message[: _READ // 2]}...{message[-_READ // 2 :]}"


def _in_words(message: str, code: Code, element: etree._Element | None) -> str:
    found = _SENTENCE.match(message)
    assert found is not None
    tag, attribute, said = found[1] or "", found[2] or "", found[3]
    of_what = shown(tag) if tag else "the message"
    here = f"the attribute {shown(attribute)} of {of_what}" if attribute else of_what
    if code is xsd.BAD_VALUE and (element is None or _is_secret(attribute, element)):
        return f"{here}: the value is not of its type"
    for pattern, words in _WORDS:
        if there := pattern.match(said):
            groups = {name: _SHOWN_AS[name](value) for name, value in there.groupdict().items()}
            return words.format(here=here, element=of_what, **groups)[:600]
    return f"{here} is not valid"


def _is_secret(attribute: str, element: etree._Element) -> bool:
    return element_field(element, attribute.rpartition("}")[2]).is_secret


def _cut(value: str) -> str:
    return repr(value if len(value) <= _LONGEST else value[:_LONGEST] + "...")


_SHOWN_AS: dict[str, Callable[[str], str]] = {
    "name": shown,
    "names": lambda names: listed([shown(name.strip()) for name in names.split(",")], "or"),
    "value": _cut,
    "allowed": lambda values: listed(values.split("', '"), "and"),
    "limit": str,
}


def _located(root: etree._Element, path: str) -> etree._Element | None:
    """Follows a path of libxml2, whose prefixes are the document's, and whose * is any element."""
    here = [root]
    for step in path.strip("/").split("/")[1:]:
        name, _, number = step.rstrip("]").partition("[")
        prefix, _, local = name.rpartition(":")
        children = [
            child
            for child in here[0].iterchildren(etree.Element)
            if name == "*" or (local_name(child) == local and (child.prefix or "") == prefix)
        ]
        here = children[int(number or 1) - 1 :][:1] if number.isdigit() or not number else []
        if not here:
            return None
    return here[0]
