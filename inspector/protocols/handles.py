"""Handles: the identifiers that a server issues and that tie messages together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from inspector.wire.soap import local_name

__all__ = ["handles_in"]


def handles_in(payload: etree._Element, paths: Iterable[str]) -> list[str]:
    """Reads the handles that a message names.

    Args:
        payload: the Body's first child.
        paths: as in :class:`~inspector.protocols.operation.Operation`: local names from any element below the
            payload on, ``/`` between them; the last may be ``@Attribute``.

    Returns:
        The values, each once, in the order of the document.
    """
    found: dict[str, None] = {}
    wanted = [path.split("/") for path in paths]
    if not wanted:
        return []
    for element in payload.iterdescendants(etree.Element):
        for steps in wanted:
            found.update((value, None) for value in _values(element, steps) if value)
    return list(found)


def _values(element: etree._Element, steps: list[str]) -> Iterator[str]:
    if local_name(element) != steps[0]:
        return
    if len(steps) == 1:
        yield (element.text or "").strip() if len(element) == 0 else ""
    elif steps[1].startswith("@"):
        yield element.get(steps[1][1:], "")
    else:
        for child in element.iterchildren(etree.Element):
            yield from _values(child, steps[1:])
