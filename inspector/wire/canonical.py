"""What a piece of XML says, without how it is written: the digest that requests are matched by.

Prefixes, the order of attributes, comments, processing instructions and white space between elements do not
matter. Text in elements that hold only text matters to the letter.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from lxml import etree

__all__ = ["canonical_text", "canonical_tokens", "digest", "digest_of"]

_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_SPACE = " \t\r\n"  # XML 1.0 section 2.3: other spaces are content
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


def canonical_tokens(
    element: etree._Element,
    skip: Callable[[etree._Element], bool] | None = None,
    skip_attribute: Callable[[etree._Element, str], bool] | None = None,
    is_set: Callable[[etree._Element], bool] | None = None,
) -> list[str]:
    """Writes an element as a list of tokens that two documents share exactly if they say the same.

    Args:
        element: the root of what is written.
        skip: tells which elements are left out, with all that they hold.
        skip_attribute: tells which attributes are left out, by element and name in Clark notation.
        is_set: tells of which elements the children may stand in any order.
    """
    tokens: list[str] = []
    _walk(element, tokens, skip, skip_attribute, is_set)
    return tokens


def digest(
    element: etree._Element,
    skip: Callable[[etree._Element], bool] | None = None,
    skip_attribute: Callable[[etree._Element, str], bool] | None = None,
) -> bytes:
    """Returns 16 bytes that are the same for two elements exactly if they say the same.

    Args:
        element: the root of what is digested.
        skip: as for :func:`canonical_tokens`.
        skip_attribute: as for :func:`canonical_tokens`.
    """
    return digest_of(canonical_text(element, skip, skip_attribute))


def canonical_text(
    element: etree._Element,
    skip: Callable[[etree._Element], bool] | None = None,
    skip_attribute: Callable[[etree._Element, str], bool] | None = None,
    is_set: Callable[[etree._Element], bool] | None = None,
) -> bytes:
    """Returns the tokens of an element as one text, in UTF-8.

    Args:
        element: the root of what is written.
        skip: as for :func:`canonical_tokens`.
        skip_attribute: as for :func:`canonical_tokens`.
        is_set: as for :func:`canonical_tokens`.
    """
    # NUL cannot occur in XML, so that no two lists of tokens join to the same text.
    return "\0".join(canonical_tokens(element, skip, skip_attribute, is_set)).encode("utf-8", "surrogatepass")


def digest_of(text: bytes) -> bytes:
    """Returns 16 bytes for a canonical text."""
    return blake2b(text, digest_size=16).digest()


def _walk(
    element: etree._Element,
    tokens: list[str],
    skip: Callable[[etree._Element], bool] | None,
    skip_attribute: Callable[[etree._Element, str], bool] | None,
    is_set: Callable[[etree._Element], bool] | None,
) -> None:
    tokens.append("<" + str(element.tag))
    if element.attrib:
        for name, value in sorted(element.items()):
            if name.startswith(_XSI):
                if name != _XSI_TYPE:
                    continue  # schemaLocation and its kin say nothing about the message
                value = _expanded(element, value)
            if skip_attribute is None or not skip_attribute(element, name):
                tokens.append("@" + name)
                tokens.append("=" + value)
    members: list[list[str]] | None = None
    if is_set is not None and len(element) > 1 and is_set(element):
        members = []
    pending = element.text or ""
    leaf = True
    for child in element:
        if isinstance(child.tag, str):
            leaf = False
            if pending.strip(_SPACE):
                tokens.append("#" + pending)
            if skip is None or not skip(child):
                if members is None:
                    _walk(child, tokens, skip, skip_attribute, is_set)
                else:
                    members.append([])
                    _walk(child, members[-1], skip, skip_attribute, is_set)
            pending = child.tail or ""
        else:  # a comment or a processing instruction does not part a text
            pending += child.tail or ""
    if members:
        for member in sorted(members):
            tokens += member
    if pending and (leaf or pending.strip(_SPACE)):
        tokens.append("#" + pending)
    tokens.append(">")


def _expanded(element: etree._Element, qname: str) -> str:
    prefix, colon, local = qname.strip().rpartition(":")
    return f"{{{element.nsmap.get(prefix if colon else None) or ''}}}{local}"
