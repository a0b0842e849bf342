"""Handles: the identifiers that a server issues and that tie messages together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from lxml import etree

from inspector.protocols.fields import Role, element_field
from inspector.wire.soap import local_name

SHORTEST = 6
"""What is shorter is no identifier that could be told from other values."""
VALUE = re.compile(rb"""(?<=["'>])[^"'<>]{%d,2048}(?=["'<])""" % SHORTEST)
"""Values of attributes and elements, as they stand in the bytes of a message."""

# What a mail is called stands in other messages and in its own text too.
_NOT_HANDED_BACK = frozenset(("message", "meeting"))


def is_handle(element: etree._Element, attribute: str = "") -> bool:
    """Whether a place holds an identifier that the server issues and is given back, or its change key.

    Args:
        element: the element.
        attribute: the attribute's local name; empty for the element's text.
    """
    field = element_field(element, attribute)
    if field.role is Role.IDENTIFIER:
        return field.kind not in _NOT_HANDED_BACK
    return field.role is Role.CHANGE_KEY


def values_replaced(body: bytes, instead: Callable[[bytes], bytes | None]) -> bytes:
    """Puts other values in the place of some, where one is the whole of an attribute or an element.

    Args:
        body: a message.
        instead: returns what stands in the place of a value; ``None``: it stays.
    """

    def other(found: re.Match[bytes]) -> bytes:
        value = found[0].strip()
        known = instead(value)
        return found[0] if known is None else found[0].replace(value, known)

    return VALUE.sub(other, body)


def handles_in(payload: etree._Element, paths: Iterable[str]) -> list[str]:
    """Reads the handles that a message names.

    Args:
        payload: the Body's first child.
        paths: as in :class:`~inspector.protocols.operation.Operation`: local names from any element below the
            payload on, ``/`` between them; the last may be ``@Attribute``.

    Returns:
        The values, each once, in the order of the document.
    """
    return list(_found(payload, tuple(paths)))


def handles_with_kinds(payload: etree._Element, paths: Iterable[str]) -> list[tuple[str, str]]:
    """Reads the handles that a message names, each with what it names: ``item``, ``call``, ``group`` ...

    Args:
        payload: the Body's first child.
        paths: as of :func:`handles_in`.

    Returns:
        The values, each once, in the order of the paths, and of the document for each of these. The kind is
        what the documents' tables of fields say of the place; empty if they do not.
    """
    found: dict[str, str] = {}
    for path in paths:
        for value, place in _found(payload, (path,)).items():
            found.setdefault(value, element_field(*place).kind)
    return list(found.items())


Where = tuple[etree._Element, str]
"""An element, and the local name of its attribute that holds a value; empty: its text does."""


def _found(payload: etree._Element, paths: tuple[str, ...]) -> dict[str, Where]:
    found: dict[str, Where] = {}
    tags, plans = _planned(paths)
    if not tags:
        return {}
    for element in payload.iterdescendants(*tags):
        for steps in plans[local_name(element)]:
            for value, where in _values(element, steps):
                if value:
                    found.setdefault(value, where)
    return found


@lru_cache(256)
def _planned(paths: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, list[tuple[str, ...]]]]:
    """Returns what to look for, as lxml is asked for it, and the steps to take from each local name."""
    plans: dict[str, list[tuple[str, ...]]] = {}
    for path in paths:
        first, *rest = path.split("/")
        plans.setdefault(first, []).append(tuple(rest))
    return tuple(f"{{*}}{name}" for name in plans), plans


def _values(element: etree._Element, steps: tuple[str, ...]) -> Iterator[tuple[str, Where]]:
    """Yields what stands at the end of some steps from an element on, and where."""
    if not steps:
        yield (element.text or "").strip() if len(element) == 0 else "", (element, "")
    elif steps[0].startswith("@"):
        yield element.get(steps[0][1:], ""), (element, steps[0][1:])
    else:
        for child in element.iterchildren(f"{{*}}{steps[0]}"):
            yield from _values(child, steps[1:])
