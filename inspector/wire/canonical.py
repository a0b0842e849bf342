"""What a piece of XML says, without how it is written: the digest that requests are matched by.

Prefixes, the order of attributes, comments, processing instructions and white space between elements do not
matter. Text in elements that hold only text matters to the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b

from lxml import etree

_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_SPACE = " \t\r\n"  # XML 1.0 section 2.3: other spaces are content
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


def canonical_tokens(
    element: etree._Element,
    skip: Callable[[etree._Element], bool] | None = None,
    skip_attribute: Callable[[etree._Element, str], bool] | None = None,
    is_set: Callable[[etree._Element], bool] | None = None,
    concerned: Mapping[str, bool] | None = None,
) -> list[str]:
    """Writes an element as a list of tokens that two documents share exactly if they say the same.

    Args:
        element: the root of what is written.
        skip: tells which elements are left out, with all that they hold.
        skip_attribute: tells which attributes are left out, by element and name in Clark notation.
        is_set: tells of which elements the children may stand in any order.
        concerned: tells by tag which elements the three are asked about; ``None``: all.
    """
    tokens: list[str] = []
    tag = str(element.tag)
    asked = concerned is None or concerned[tag]
    _walk(element, tag, asked, tokens, (skip, skip_attribute, is_set, concerned))
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
    concerned: Mapping[str, bool] | None = None,
) -> bytes:
    """Returns the tokens of an element as one text, in UTF-8.

    Args:
        element: the root of what is written.
        skip: as for :func:`canonical_tokens`.
        skip_attribute: as for :func:`canonical_tokens`.
        is_set: as for :func:`canonical_tokens`.
        concerned: as for :func:`canonical_tokens`.
    """
    # NUL cannot occur in XML, so that no two lists of tokens join to the same text.
    tokens = canonical_tokens(element, skip, skip_attribute, is_set, concerned)
    return "\0".join(tokens).encode("utf-8", "surrogatepass")


def digest_of(text: bytes) -> bytes:
    """Returns 16 bytes for a canonical text."""
    return blake2b(text, digest_size=16).digest()


_Questions = tuple[
    Callable[[etree._Element], bool] | None,
    Callable[[etree._Element, str], bool] | None,
    Callable[[etree._Element], bool] | None,
    Mapping[str, bool] | None,
]


def _walk(element: etree._Element, tag: str, asked: bool, tokens: list[str], questions: _Questions) -> None:
    """Writes an element; of one that is not asked about, no question can be answered with yes."""
    skip, skip_attribute, is_set, concerned = questions
    tokens.append("<" + tag)
    attributes = element.items()
    if len(attributes) > 1:
        attributes.sort()
    for name, value in attributes:
        if name[0] == "{" and name.startswith(_XSI):
            if name != _XSI_TYPE:
                continue  # schemaLocation and its kin say nothing about the message
            value = _expanded(element, value)
        if not asked or skip_attribute is None or not skip_attribute(element, name):
            tokens.append("@" + name)
            tokens.append("=" + value)
    text = element.text or ""
    if count := len(element):
        unordered = asked and is_set is not None and count > 1 and is_set(element)
        members: list[list[str]] | None = [] if unordered else None
        leaf = True
        for child in element:
            child_tag = child.tag
            if isinstance(child_tag, str):
                leaf = False
                if text and text.strip(_SPACE):
                    tokens.append("#" + text)
                child_asked = concerned is None or concerned[child_tag]
                if not child_asked or skip is None or not skip(child):
                    if members is None:
                        _walk(child, child_tag, child_asked, tokens, questions)
                    else:
                        members.append([])
                        _walk(child, child_tag, child_asked, members[-1], questions)
                text = child.tail or ""
            else:  # a comment or a processing instruction does not part a text
                text += child.tail or ""
        if members:
            for member in sorted(members):
                tokens += member
        if not leaf and not text.strip(_SPACE):
            text = ""
    if text:
        tokens.append("#" + text)
    tokens.append(">")


def _expanded(element: etree._Element, qname: str) -> str:
    prefix, colon, local = qname.strip().rpartition(":")
    return f"{{{element.nsmap.get(prefix if colon else None) or ''}}}{local}"
