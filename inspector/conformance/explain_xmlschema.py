"""Why a schema rejects an element: the flaws that xmlschema sees, in words and with a place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from xmlschema import (
    XMLSchema10,
    XMLSchemaChildrenValidationError,
    XMLSchemaException,
    XMLSchemaValidationError,
)
from xmlschema.validators import XsdAttributeGroup

from inspector.conformance import xsd_codes as xsd
from inspector.conformance.codes import Code
from inspector.conformance.schema_flaw import PREFIX_OF, XSI, Flaw, is_header_block, listed, nearest, shown
from inspector.protocols.common.namespaces import SOAP_11
from inspector.protocols.fields import element_field
from inspector.wire.soap import local_name, namespace_of

_ATTRIBUTE = re.compile(r"^attribute ([^=\s]+)=")
_LONGEST = 60  # how much of a value it shows

_LOOKS_LIKE = {
    "boolean": "true or false",
    "int": "a whole number",
    "integer": "a whole number",
    "long": "a whole number",
    "short": "a whole number",
    "unsignedInt": "a whole number that is not negative",
    "double": "a number",
    "dateTime": "a date and time such as 2026-01-31T09:30:00Z",
    "date": "a date such as 2026-01-31",
    "time": "a time such as 09:30:00",
    "duration": "a duration such as PT15M",
    "base64Binary": "base64",
    "anyURI": "a URI",
    "language": "a language such as en-US",
    "FaultCode": "a qualified name such as soap:Client",
}


GIVES_UP = (XMLSchemaException, KeyError, ValueError, TypeError, RecursionError)
"""What xmlschema raises where it gives up, such as on an xsi:type that no schema has."""


def thorough(driver: Path) -> XMLSchema10:
    """Compiles a schema that tells what is wrong.

    Args:
        driver: the XSD file; it was vouched for when its set was made or imported, and nothing is fetched.
    """
    return XMLSchema10(str(driver), validation="lax", allow="local")


def flaws_by_xmlschema(schema: XMLSchema10, element: etree._Element) -> Iterator[Flaw]:
    """Yields what is wrong with an element: of a value that breaks several facets the first.

    Args:
        schema: a :func:`thorough` one.
        element: the element.

    Raises:
        Exception: one of :data:`GIVES_UP`.
    """
    said: set[tuple[Code, etree._Element, str]] = set()
    for error in schema.iter_errors(element):
        flaw = _flaw(error)
        if flaw is None:
            continue
        if flaw.element is not None and flaw.code in (xsd.BAD_VALUE, xsd.UNEXPECTED_TEXT):
            value = (flaw.code, flaw.element, flaw.attribute)
            if value in said:
                continue
            said.add(value)
        yield flaw


def _flaw(error: XMLSchemaValidationError) -> Flaw | None:
    element = error.elem
    if element is None:
        return Flaw(xsd.INVALID, str(error.reason or "it is not valid"), None)
    if isinstance(error, XMLSchemaChildrenValidationError):
        return _child_flaw(error, element)
    if isinstance(error.validator, XsdAttributeGroup):
        return _attribute_flaw(error, element)
    if isinstance(error.obj, str | bytes):
        return _value_flaw(error, element)
    return _content_flaw(str(error.reason or ""), element)


def _child_flaw(error: Any, parent: etree._Element) -> Flaw:
    expected = listed([_name(particle) for particle in error.expected or ()], "or")
    if error.invalid_tag is None or not 0 <= error.index < len(parent):
        wanted = f"; expected {expected}" if expected else ""
        return Flaw(xsd.MISSING_ELEMENT, f"{shown(parent.tag)} is not complete{wanted}", parent)
    child = parent[error.index]
    known = [str(part.name) for part in error.validator.iter_elements() if part.name]
    tag = str(child.tag)
    here = shown(tag)
    if tag in known:
        if any(sibling.tag == tag for sibling in child.itersiblings(preceding=True)):
            return Flaw(xsd.MISPLACED_ELEMENT, f"{here} stands here once more than the schema allows", child)
        if other := _alternative(error.validator, tag, [str(each.tag) for each in parent[: error.index]]):
            said = f"{here} and {shown(other)} stand here together; it is one or the other, not both"
            return Flaw(xsd.MISPLACED_ELEMENT, said, child)
        wanted = f"expected here is {expected}" if expected else "it belongs further up"
        return Flaw(xsd.MISPLACED_ELEMENT, f"{here} is out of order; {wanted}", child)
    local = local_name(child)
    namesakes = [name for name in known if name.rpartition("}")[2] == local]
    if namesakes:
        where = namespace_of(child)
        there = f"the namespace {where}" if where else "no namespace"
        if where in PREFIX_OF:
            there = (
                "the messages namespace"
                if PREFIX_OF[where] == "m"
                else f"the namespace of {PREFIX_OF[where]}:"
            )
        return Flaw(xsd.WRONG_NAMESPACE, f"{local} is in {there}; {shown(namesakes[0])} is meant", child)
    message = f"{here} is not expected in {shown(parent.tag)}"
    close = nearest(local, [name.rpartition("}")[2] for name in known])
    if expected:
        message += f"; expected {expected}"
    elif not known:
        message += ", which holds no elements"
    elif not close:
        message += f"; it holds {listed([shown(name) for name in known], 'and')}"
    if close:
        full = next(name for name in known if name.rpartition("}")[2] == close)
        message += f". Did you mean {shown(full)}?"
    return Flaw(xsd.UNEXPECTED_ELEMENT, message, child)


def _alternative(group: Any, tag: str, before: list[str]) -> str | None:
    """Of the elements before one, that which stands in its place: another branch of a choice of one."""
    if group.model == "choice" and group.max_occurs == 1:
        branches = [_names_in(branch) for branch in group]
        others = {name for names in branches if tag not in names for name in names}
        if any(tag in names for names in branches) and (there := others.intersection(before)):
            return min(there, key=before.index)
    inner = (_alternative(part, tag, before) for part in group if hasattr(part, "model"))
    return next((other for other in inner if other), None)


def _names_in(particle: Any) -> set[str]:
    if hasattr(particle, "model"):
        return {str(part.name) for part in particle.iter_elements()}
    return {str(particle.name)}


def _attribute_flaw(error: Any, element: etree._Element) -> Flaw | None:
    declared = {str(name): use for name, use in error.validator.items() if name}
    reason = str(error.reason)
    here = shown(element.tag)
    for name, attribute in declared.items():
        if name not in element.attrib and attribute.use == "required" and _names(reason, name):
            return Flaw(xsd.MISSING_ATTRIBUTE, f"{here} lacks the attribute {shown(name)}", element)
    for key in element.attrib:
        name = str(key)
        if name not in declared and _names(reason, name) and not name.startswith(f"{{{XSI}}}"):
            if name.startswith(f"{{{SOAP_11}}}") and is_header_block(element):
                return None  # SOAP itself puts mustUnderstand and actor on any header block (section 4.2)
            return _unknown_attribute(name, list(declared), element)
    return Flaw(xsd.INVALID, f"{here}: {reason}", element)


def _unknown_attribute(name: str, declared: list[str], element: etree._Element) -> Flaw:
    known = f"; it has {listed(sorted(map(shown, declared)), 'and')}" if declared else "; it has none"
    close = nearest(name.rpartition("}")[2], declared)
    hint = f". Did you mean {shown(close)}?" if close else ""
    local = name.rpartition("}")[2]
    return Flaw(
        xsd.UNKNOWN_ATTRIBUTE, f"{shown(element.tag)} has no attribute {local}{known}{hint}", element, local
    )


def _value_flaw(error: Any, element: etree._Element) -> Flaw:
    reason = str(error.reason or "")
    found = _ATTRIBUTE.match(reason)
    attribute = found[1].rpartition(":")[2] if found else ""
    value = error.obj.decode("utf-8", "replace") if isinstance(error.obj, bytes) else error.obj
    place = f"the attribute {attribute} of {shown(element.tag)}" if attribute else shown(element.tag)
    message = f"{place}: {_value(value, element, attribute)} {_why(error, reason, value)}"
    return Flaw(xsd.BAD_VALUE, message, element, attribute)


def _value(value: str, element: etree._Element, attribute: str = "") -> str:
    """Shows a value, unless it is one that nobody may read."""
    if element_field(element, attribute).is_secret:
        return f"a text of {len(value)} characters"
    text = " ".join(value.split()) if "\n" in value else value
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "...")


def _why(error: Any, reason: str, value: str) -> str:
    validator = error.validator
    fixed = getattr(validator, "fixed", None)
    if isinstance(fixed, str):  # of a facet it is a truth value that says something else
        return f"must be {fixed!r}"
    allowed = getattr(validator, "enumeration", None) or _allowed_by_union(validator)
    if allowed:
        names = [str(item) for item in allowed]
        close = nearest(value.strip(), names)
        hint = f". Did you mean {close}?" if close else ""
        return f"is not one of {listed(names, 'and')}{hint}"
    kind = str(getattr(getattr(validator, "parent", None), "local_name", None) or "")
    if kind in _LOOKS_LIKE:
        return f"is not {_LOOKS_LIKE[kind]}"
    if patterns := getattr(validator, "regexps", None):
        return f"does not match {listed([str(pattern) for pattern in patterns], 'or')}"
    for name, fits in _LENGTHS.items():
        limit = getattr(validator, "value", None)
        if type(validator).__name__ == name and limit is not None:
            return fits(limit)
    base = str(getattr(validator, "local_name", None) or "")
    if base:
        looks = _LOOKS_LIKE.get(base)
        return f"is not of the type {base}" + (f" ({looks})" if looks else "")
    return f"is not valid ({reason})" if not _ATTRIBUTE.match(reason) else "is not valid"


_LENGTHS: dict[str, Callable[[Any], str]] = {
    "XsdMinLengthFacet": lambda limit: f"is shorter than {limit} characters",
    "XsdMaxLengthFacet": lambda limit: f"is longer than {limit} characters",
    "XsdLengthFacet": lambda limit: f"is not {limit} characters long",
    "XsdMinInclusiveFacet": lambda limit: f"is less than {limit}",
    "XsdMaxInclusiveFacet": lambda limit: f"is more than {limit}",
    "XsdMinExclusiveFacet": lambda limit: f"is not more than {limit}",
    "XsdMaxExclusiveFacet": lambda limit: f"is not less than {limit}",
}


def _allowed_by_union(validator: Any) -> list[Any]:
    members = getattr(validator, "member_types", None) or ()
    return [value for member in members for value in (getattr(member, "enumeration", None) or ())]


def _content_flaw(reason: str, element: etree._Element) -> Flaw | None:
    here = shown(element.tag)
    if "character data" in reason:
        text = "".join([element.text or "", *(child.tail or "" for child in element)])
        if not text.strip():  # which matters in an element that has to be empty
            said = f"{here} must be empty; it holds white space"
            return None if len(element) else Flaw(xsd.UNEXPECTED_TEXT, said, element)
        return Flaw(
            xsd.UNEXPECTED_TEXT,
            f"{here} holds elements only, not {_value(text, element)}",
            element,
        )
    if "can't have child" in reason or "simple content" in reason:
        return Flaw(xsd.UNEXPECTED_TEXT, f"{here} holds a text only, no elements", element)
    if "nil" in reason:
        return Flaw(xsd.WRONG_TYPE, f"{here} must not be nil", element, "nil")
    if "cannot substitute" in reason:  # said of the parent too, which has no xsi:type
        kind = element.get(f"{{{XSI}}}type")
        return Flaw(xsd.WRONG_TYPE, f"{here} cannot be of the type {kind}", element, "type") if kind else None
    return Flaw(xsd.INVALID, f"{here}: {reason}", element)


def _names(reason: str, name: str) -> bool:
    """Whether a reason of xmlschema, which quotes names with any prefix, speaks of this name."""
    local = re.escape(name.rpartition("}")[2])
    return re.search(rf"'(?:[\w.-]+:|\{{[^}}]*\}})?{local}'", reason) is not None


def _name(particle: Any) -> str:
    name = getattr(particle, "name", None)
    return shown(str(name)) if name else "an element of another namespace"
