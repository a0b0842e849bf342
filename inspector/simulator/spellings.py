"""One message, spelt in other ways: prefixes and default namespaces mean the same to whoever reads XML."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from inspector.protocols.common.namespaces import ERRORS, MESSAGES, SOAP_11, TYPES

Spelling = Callable[[etree._Element], etree._Element]
"""Returns a copy of a tree that is spelt in another way."""

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def _with_prefixes(soap: str, messages: str, types: str, errors: str) -> Spelling:
    names: dict[str | None, str] = {soap: SOAP_11, messages: MESSAGES, types: TYPES, errors: ERRORS}

    def spelt(root: etree._Element) -> etree._Element:
        new = etree.Element(root.tag, dict(root.attrib), nsmap=names)
        _fill(new, root, lambda parent, element: None)
        return new

    return spelt


def _with_defaults(root: etree._Element) -> etree._Element:
    """Each change of namespace is a default namespace, declared where it begins."""

    def declared(parent: etree._Element, element: etree._Element) -> dict[str | None, str] | None:
        space = etree.QName(element).namespace
        return {None: space} if space and parent.nsmap.get(None) != space else None

    new = etree.Element(root.tag, dict(root.attrib), nsmap={None: SOAP_11})
    _fill(new, root, declared)
    return new


def _with_local_prefixes(root: etree._Element) -> etree._Element:
    """Each prefix is declared where it is first needed, under a name of its own."""

    def declared(parent: etree._Element, element: etree._Element) -> dict[str | None, str] | None:
        space = etree.QName(element).namespace
        return {f"q{len(parent.nsmap)}": space} if space and space not in parent.nsmap.values() else None

    new = etree.Element(root.tag, dict(root.attrib), nsmap={"env": SOAP_11})
    _fill(new, root, declared)
    return new


SPELLINGS: dict[str, Spelling] = {
    "other prefixes": _with_prefixes("soap", "messages", "types", "errors"),
    "crossed prefixes": _with_prefixes("t", "s", "m", "a1"),
    "default namespaces": _with_defaults,
    "prefixes declared where they are used": _with_local_prefixes,
}
"""By name: other ways to spell a SOAP message."""

_Declared = Callable[[etree._Element, etree._Element], "dict[str | None, str] | None"]


def _fill(new: etree._Element, old: etree._Element, declared: _Declared) -> None:
    """Copies what is in an element. Each level is one call: answers are not deep."""
    new.text = old.text
    for element in old.iterchildren(etree.Element):
        names = declared(new, element) or {}
        names |= _needed(element)
        if not etree.QName(element).namespace and new.nsmap.get(None):
            names[None] = ""
        made = etree.SubElement(new, element.tag, dict(element.attrib), nsmap=names or None)
        _fill(made, element, declared)
        made.tail = element.tail


def _needed(element: etree._Element) -> dict[str | None, str]:
    """The prefixes that stand in values, which the copy keeps: of a fault's code, and of xsi:type."""
    value = element.get(_TYPE) or (element.text if etree.QName(element).localname == "faultcode" else "")
    prefix, colon, _ = (value or "").partition(":")
    return {prefix: element.nsmap[prefix]} if colon and prefix in element.nsmap else {}
