"""What is wrong in a body that can be read: strings that are no text, tokens without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from inspector.wire.soap import local_name, namespace_of
from inspector.wire.wbxml.xml import OWN, STRING, opaque_bytes

_UNNAMED = re.compile(r"_0x[0-9A-F]{2}")


class Flaw(NamedTuple):
    """A flaw of a body.

    Args:
        reason: ``string`` or ``token``.
        what: what is wrong, as a sentence without its full stop.
        element: the element whose it is.
    """

    reason: str
    what: str
    element: etree._Element


def flaws_of(root: etree._Element) -> Iterator[Flaw]:
    """Looks for strings that are no UTF-8, and for the first token of each that has no name.

    Args:
        root: the root of the body as XML.
    """
    said: set[object] = set()
    for element in root.iter(etree.Element):
        if element.tag == STRING:
            yield from _string(element)
        elif element.tag not in said and (what := _unnamed(element)):
            said.add(element.tag)
            yield Flaw("token", what, element)


def _string(element: etree._Element) -> Iterator[Flaw]:
    value = opaque_bytes(element)
    try:
        value.decode()
    except UnicodeDecodeError as problem:
        parent = element.getparent()
        where = "" if parent is None else f" in {local_name(parent)}"
        what = f"the byte 0x{value[problem.start]:02X} of a string{where} is no UTF-8"
        yield Flaw("string", what, element if parent is None else parent)


def _unnamed(element: etree._Element) -> str:
    """Says which token or code page nobody has named; empty if the element has a name."""
    name, namespace = local_name(element), namespace_of(element)
    if namespace.startswith(f"{OWN}:page-"):
        return f"there is no code page {namespace.removeprefix(f'{OWN}:page-')}; it has the token {name[1:]}"
    if namespace and _UNNAMED.fullmatch(name):
        return f"the token {name[1:]} of the code page {namespace} has no name"
    return ""
