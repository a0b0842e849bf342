"""Restrictions and orders of FindItem and FindFolder (MS-OXWSSRCH section 2.2.4)."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree

from inspector.protocols.common.failures import InvalidRequest, OperationError
from inspector.protocols.common.reading import child, children, required, text_of
from inspector.wire.soap import local_name

Reader = Callable[[etree._Element], Sequence[str]]
"""Returns the values that something has of the property that a field URI names."""

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "IsEqualTo": operator.eq,
    "IsGreaterThan": operator.gt,
    "IsGreaterThanOrEqualTo": operator.ge,
    "IsLessThan": operator.lt,
    "IsLessThanOrEqualTo": operator.le,
}
_PATHS = ("FieldURI", "IndexedFieldURI", "ExtendedFieldURI")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def refuse_others(payload: etree._Element) -> None:
    """Refuses what is no restriction: all that there is would be a wrong answer to it.

    Args:
        payload: the element of the operation.

    Raises:
        OperationError: it has a query string, as if there were no content index, or wants groups.
    """
    if text_of(child(payload, "QueryString")).strip():
        raise OperationError("ErrorContentIndexingNotEnabled")
    if any(child(payload, name) is not None for name in ("GroupBy", "DistinguishedGroupBy")):
        raise OperationError("ErrorUnsupportedPathForSortGroup")


def fits(expression: etree._Element, read: Reader) -> bool:
    """Tells whether something fits a search expression.

    Args:
        expression: the child of Restriction.
        read: reads its properties.

    Raises:
        InvalidRequest: an expression that there is not, or that lacks a part.
    """
    kind = local_name(expression)
    if kind == "And":
        return all(fits(part, read) for part in children(expression))
    if kind == "Or":
        return any(fits(part, read) for part in children(expression))
    if kind == "Not":
        return not any(fits(part, read) for part in children(expression))
    values = read(_path(expression))
    if kind == "Exists":
        return any(values)
    if kind == "Excludes":
        mask = _mask(required(expression, "Bitmask").get("Value", ""))
        return all(not int(value) & mask for value in values if value.lstrip("-").isdigit())
    if kind == "Contains":
        return any(_contains(expression, value) for value in values)
    if kind == "IsNotEqualTo":
        return not any(_compare(operator.eq, one, two) for one in values for two in _others(expression, read))
    if kind not in _COMPARISONS:
        raise InvalidRequest(f"The element 'Restriction' has invalid child element '{kind}'")
    compare = _COMPARISONS[kind]
    return any(_compare(compare, one, two) for one in values for two in _others(expression, read))


def sort_key(value: str) -> tuple[int, float, str]:
    """Returns what a value is sorted by: numbers by size, everything else as text without regard to case."""
    if _NUMBER.fullmatch(value):
        return (0, float(value), "")
    return (1, 0.0, value.casefold())


def _path(expression: etree._Element) -> etree._Element:
    found = next((item for item in children(expression) if local_name(item) in _PATHS), None)
    if found is None:
        raise InvalidRequest(f"The element '{local_name(expression)}' has no field URI")
    return found


def _mask(text: str) -> int:
    try:
        return int(text, 16 if text.lower().startswith("0x") else 10)
    except ValueError:
        raise InvalidRequest(f"The 'Value' attribute is invalid: '{text}' is not a bit mask") from None


def _others(expression: etree._Element, read: Reader) -> Sequence[str]:
    holder = required(expression, "FieldURIOrConstant")
    constant = child(holder, "Constant")
    return read(_path(holder)) if constant is None else (constant.get("Value", ""),)


def _compare(compare: Callable[[Any, Any], bool], value: str, other: str) -> bool:
    one, two = value.strip().casefold(), other.strip().casefold()
    if {one, two} <= {"true", "false", "0", "1"} and {one, two} & {"true", "false"}:
        return compare(one in ("true", "1"), two in ("true", "1"))
    if _NUMBER.fullmatch(one) and _NUMBER.fullmatch(two):
        return compare(float(one), float(two))
    return compare(one, two)


def _contains(expression: etree._Element, value: str) -> bool:
    wanted = required(expression, "Constant").get("Value", "")
    how = expression.get("ContainmentComparison", "Exact")
    if how != "Exact":
        value, wanted = (_plain(text, how) for text in (value, wanted))
    mode = expression.get("ContainmentMode", "FullString")
    if mode == "FullString":
        return value == wanted
    if mode == "Prefixed":
        return value.startswith(wanted)
    if mode == "PrefixOnWords":
        return any(word.startswith(wanted) for word in value.split())
    return wanted in value


def _plain(text: str, how: str) -> str:
    if "NonSpac" in how:
        split = unicodedata.normalize("NFD", text)
        text = "".join(character for character in split if not unicodedata.combining(character))
    return text.casefold() if "IgnoreCase" in how or how.startswith("Loose") else text
