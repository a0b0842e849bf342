"""Reading requests: children by local name, and the schema's demands that a service cannot do without."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from inspector.protocols.common.failures import InvalidRequest
from inspector.wire.soap import local_name

_INTEGER = re.compile(r"[+-]?[0-9]{1,10}")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def children(element: etree._Element | None, name: str = "*") -> list[etree._Element]:
    """Returns the child elements of this local name, or all."""
    if element is None:
        return []
    return list(element.iterchildren(etree.Element if name == "*" else "{*}" + name))


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Returns the first child of this local name, or follows several names; ``None`` if there is none."""
    for name in path:
        if element is None:
            return None
        element = next(element.iterchildren("{*}" + name), None)
    return element


def first_child(element: etree._Element) -> etree._Element:
    """Returns the first child element.

    Raises:
        InvalidRequest: there is none.
    """
    found = next(element.iterchildren(etree.Element), None)
    if found is None:
        raise InvalidRequest(
            f"The element '{local_name(element)}' has incomplete content", int(element.sourceline or 0)
        )
    return found


def text_of(element: etree._Element | None) -> str:
    """Returns the text of an element as it stands; empty if there is none."""
    return "" if element is None else element.text or ""


def required(element: etree._Element, name: str) -> etree._Element:
    """Returns the child of this local name.

    Raises:
        InvalidRequest: there is none.
    """
    found = child(element, name)
    if found is None:
        raise InvalidRequest(
            f"The element '{local_name(element)}' lacks its child element '{name}'",
            int(element.sourceline or 0),
        )
    return found


def only(element: etree._Element, allowed: Sequence[str]) -> None:
    """Refuses children that the schema does not have, children out of order, and children that stand twice.

    Raises:
        InvalidRequest: there is one.
    """
    at = 0
    for item in element.iterchildren(etree.Element):
        name = local_name(item)
        if name not in allowed[at:]:
            raise InvalidRequest(
                f"The element '{local_name(element)}' has invalid child element '{name}'",
                int(item.sourceline or 0),
            )
        at = allowed.index(name, at) + 1


def boolean(element: etree._Element) -> bool:
    """Reads an xs:boolean.

    Raises:
        InvalidRequest: it is none.
    """
    value = _BOOLEANS.get(text_of(element).strip())
    if value is None:
        raise InvalidRequest(
            f"The '{local_name(element)}' element is invalid: '{text_of(element)}' is not a boolean",
            int(element.sourceline or 0),
        )
    return value


def integer(text: str) -> int | None:
    """Reads an xs:int, whose greatest value clients send where they want all of something.

    Args:
        text: its lexical form.

    Returns:
        The number; ``None``: it is none.
    """
    return int(text) if _INTEGER.fullmatch(text) else None


def whole_number(element: etree._Element, least: int, most: int) -> int:
    """Reads a whole number.

    Args:
        element: the element whose text it is.
        least: the smallest that there can be.
        most: the greatest.

    Raises:
        InvalidRequest: it is none, or not among these.
    """
    text = text_of(element).strip()
    value = integer(text)
    if value is None or not least <= value <= most:
        raise InvalidRequest(
            f"The '{local_name(element)}' element is invalid: '{text}' is not from {least} to {most}",
            int(element.sourceline or 0),
        )
    return value


def one_of(element: etree._Element, values: Sequence[str]) -> str:
    """Reads a value of an enumeration.

    Raises:
        InvalidRequest: it is not among them.
    """
    value = text_of(element)
    if value not in values:
        raise InvalidRequest(
            f"The '{local_name(element)}' element is invalid: '{value}' is not in the enumeration",
            int(element.sourceline or 0),
        )
    return value


def attribute(element: etree._Element, name: str, values: Sequence[str]) -> str:
    """Reads an attribute with an enumeration; empty if it is not there.

    Raises:
        InvalidRequest: it has a value that is not among them.
    """
    value = element.get(name, "")
    if value and value not in values:
        raise InvalidRequest(
            f"The '{name}' attribute is invalid: '{value}' is not in the enumeration",
            int(element.sourceline or 0),
        )
    return value


def truth(element: etree._Element, name: str) -> bool | None:
    """Reads an attribute of the type xs:boolean; ``None`` if it is not there.

    Raises:
        InvalidRequest: it is no boolean.
    """
    value = element.get(name)
    if value is None:
        return None
    if value.strip() not in _BOOLEANS:
        raise InvalidRequest(
            f"The '{name}' attribute is invalid: '{value}' is not a boolean", int(element.sourceline or 0)
        )
    return _BOOLEANS[value.strip()]
