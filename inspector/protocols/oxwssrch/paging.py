"""Pages of FindItem and FindFolder (MS-OXWSSRCH, IndexedPageViewType and FractionalPageViewType)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from lxml import etree

from inspector.protocols.common.failures import InvalidRequest
from inspector.protocols.common.reading import children, integer
from inspector.wire.soap import local_name

MOST = 1000
"""How many entries an answer has at most; servers are set so, and say that there is more."""

T = TypeVar("T")


def page(payload: etree._Element, found: Sequence[T]) -> tuple[Sequence[T], dict[str, str]]:
    """Takes the part of a result that a request asks for.

    Args:
        payload: the FindItem or FindFolder element.
        found: everything that was found, in order.

    Returns:
        The part, and the attributes of RootFolder that say where it ends.
    """
    view = next((item for item in children(payload) if local_name(item).endswith(("View", "ViewType"))), None)
    most = min(_number(view, "MaxEntriesReturned", MOST), MOST)
    start = _start(view, len(found))
    if view is not None and view.get("BasePoint") == "End":
        end = max(len(found) - start, 0)
        start = max(end - most, 0)
        part, last = found[start:end], start == 0
        offset = len(found) - start
    else:
        part = found[start : start + most]
        offset = min(start + most, len(found)) if part else len(found)
        last = offset >= len(found)
    where = {
        "IndexedPagingOffset": str(offset),
        "TotalItemsInView": str(len(found)),
        "IncludesLastItemInRange": "true" if last else "false",
    }
    return part, where


def _start(view: etree._Element | None, total: int) -> int:
    if view is not None and view.get("Denominator"):
        below = _number(view, "Denominator", 1)
        if below < 1:
            raise InvalidRequest("The 'Denominator' attribute is invalid: it must be 1 or more")
        return total * _number(view, "Numerator", 0) // below
    return _number(view, "Offset", 0)


def _number(view: etree._Element | None, name: str, default: int) -> int:
    text = "" if view is None else view.get(name, "").strip()
    if not text:
        return default
    value = integer(text)
    if value is None or value < 0:
        raise InvalidRequest(f"The '{name}' attribute is invalid: '{text}' is not a number from 0 on")
    return value
