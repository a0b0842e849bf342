"""What is wrong by a schema, and the words in which it is said, whoever sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from inspector.conformance.codes import Code
from inspector.protocols.common.namespaces import SOAP_11
from inspector.wire.element_paths import PREFIXES
from inspector.wording import close_to

XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREFIX_OF = {uri: prefix for prefix, uri in PREFIXES.items()} | {XSI: "xsi"}
"""The prefix of this project for each namespace that has one."""

_SHOWN = 12  # how many expected names or allowed values a message lists


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong.

    Args:
        code: its kind.
        message: what is wrong, in a sentence.
        element: where; ``None`` if the place is not known.
        attribute: the attribute that it concerns; empty if it concerns the element.
    """

    code: Code
    message: str
    element: etree._Element | None
    attribute: str = ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Returns the known name that a misspelt one is closest to, or ``None`` if none is close."""
    return next(iter(close_to(name, known, 0.75)), None)


def is_header_block(element: etree._Element | None) -> bool:
    """Whether an element is a SOAP header block, on which SOAP allows attributes of its own."""
    parent = None if element is None else element.getparent()
    return parent is not None and parent.tag == f"{{{SOAP_11}}}Header"


def shown(tag: object) -> str:
    """Writes a name in Clark notation with the prefixes of this project."""
    namespace, brace, local = str(tag).rpartition("}")
    if not brace:
        return local
    prefix = PREFIX_OF.get(namespace[1:])
    return f"{prefix}:{local}" if prefix else str(tag)


def listed(names: list[str], word: str) -> str:
    """Puts names into a sentence; of very many the first."""
    names = list(dict.fromkeys(names))
    if len(names) > _SHOWN:
        return f"{', '.join(names[:_SHOWN])} {word} {len(names) - _SHOWN} more"
    return f" {word} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
