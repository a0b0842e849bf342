"""Where an element stands in a message, as findings and diffs write it."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.namespaces import PREFIXES

__all__ = ["path_of"]

_PREFIX = {uri: prefix for prefix, uri in PREFIXES.items()}


def path_of(element: etree._Element, attribute: str = "") -> str:
    """Returns the path of an element from the root on, with the prefixes of this project.

    Args:
        element: the element.
        attribute: the name of one of its attributes; empty for the element itself.

    >>> from inspector.wire.xml import parse_xml
    >>> path_of(parse_xml(b"<a><b/><b/></a>")[1])
    '/a/b[2]'
    """
    steps: list[str] = []
    here: etree._Element | None = element
    while here is not None:
        steps.append(_step(here))
        here = here.getparent()
    path = "/" + "/".join(reversed(steps))
    return f"{path}/@{attribute.rpartition('}')[2]}" if attribute else path


def _step(element: etree._Element) -> str:
    namespace, _, local = str(element.tag).rpartition("}")
    prefix = _PREFIX.get(namespace[1:], "*" if namespace else "")
    name = f"{prefix}:{local}" if prefix else local
    alike = str(element.tag)
    before = sum(1 for _ in element.itersiblings(alike, preceding=True))
    alone = before == 0 and next(element.itersiblings(alike), None) is None
    return name if alone else f"{name}[{before + 1}]"
