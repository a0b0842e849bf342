"""What is wrong in an ActiveSync body that can be read: strings that are no text, tokens without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from inspector.conformance import wire_codes as codes
from inspector.conformance.finding import Finding
from inspector.protocols.message import Message
from inspector.wire.paths import path_of
from inspector.wire.soap import local_name, namespace_of
from inspector.wire.wbxml import OWN, STRING, opaque_bytes

__all__ = ["check_wbxml"]

_UNNAMED = re.compile(r"_0x[0-9A-F]{2}")


def check_wbxml(message: Message) -> Iterator[Finding]:
    """Looks for strings that are no UTF-8, and for the first token of each that has no name.

    Args:
        message: a message of the ActiveSync endpoint; without a body that could be read nothing is found.
    """
    if message.wbxml is None:
        return
    said: set[object] = set()
    for element in message.wbxml.iter(etree.Element):
        if element.tag == STRING:
            yield from _string(message, element)
        elif element.tag not in said and (what := _unnamed(element)):
            said.add(element.tag)
            yield codes.UNNAMED_TOKEN.finding(
                message.direction, what, path=path_of(element), operation=message.identified.name
            )


def _string(message: Message, element: etree._Element) -> Iterator[Finding]:
    value = opaque_bytes(element)
    try:
        value.decode()
    except UnicodeDecodeError as problem:
        parent = element.getparent()
        where = "" if parent is None else f" in {local_name(parent)}"
        yield codes.NOT_TEXT.finding(
            message.direction,
            f"the byte 0x{value[problem.start]:02X} of a string{where} is no UTF-8",
            path=path_of(element if parent is None else parent),
            operation=message.identified.name,
        )


def _unnamed(element: etree._Element) -> str:
    """Says which token or code page nobody has named; empty if the element has a name."""
    name, namespace = local_name(element), namespace_of(element)
    if namespace.startswith(f"{OWN}:page-"):
        return f"there is no code page {namespace.removeprefix(f'{OWN}:page-')}; it has the token {name[1:]}"
    if namespace and _UNNAMED.fullmatch(name):
        return f"the token {name[1:]} of the code page {namespace} has no name"
    return ""
