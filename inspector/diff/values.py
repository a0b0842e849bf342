"""What values say, however they are written: equal instants, numbers, booleans, base64 texts.

Which kind of value stands where is read from the bundled schemas, by the names of elements and attributes. A
name that has kinds of several sorts there (such as ``Month``, a number and a name) is compared to the letter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache

from lxml import etree

from inspector.resources import schemas_dir
from inspector.wire.xml import parse_xml

_XS = "{http://www.w3.org/2001/XMLSchema}"


class ValueKind(StrEnum):
    """The kinds of values that can be written in several ways."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    INSTANT = "instant"
    DURATION = "duration"
    BASE64 = "base64"
    TEXT = "text"


_KINDS = {
    ValueKind.BOOLEAN: "boolean",
    ValueKind.NUMBER: "decimal double float integer int long short byte nonNegativeInteger positiveInteger "
    "unsignedLong unsignedInt unsignedShort unsignedByte",
    ValueKind.INSTANT: "dateTime date time",
    ValueKind.DURATION: "duration",
    ValueKind.BASE64: "base64Binary",
}
_BUILT_IN = {name: kind for kind, names in _KINDS.items() for name in names.split()}


class Facts:
    """What the schemas say of names.

    Args:
        schemas: the roots of schema files.
    """

    def __init__(self, schemas: Iterable[etree._Element]) -> None:
        roots = list(schemas)
        self._bases: defaultdict[str, set[str]] = defaultdict(set)
        for root in roots:
            for name, base in _bases(root):
                self._bases[name].add(base)
        self._elements = self._kinds(roots, "element")
        self._attributes = self._kinds(roots, "attribute")
        self._free_types = {str(kind.get("name")) for root in roots for kind in _free_types(root)}
        self.any_order = self._any_order(roots)

    def kind(self, element: str, attribute: str = "") -> ValueKind:
        """Returns the kind of a value.

        Args:
            element: the element's local name.
            attribute: the attribute's local name; empty for the element's text.
        """
        if attribute:
            return self._attributes.get(attribute, ValueKind.TEXT)
        return self._elements.get(element, ValueKind.TEXT)

    def _kinds(self, roots: Iterable[etree._Element], what: str) -> dict[str, ValueKind]:
        found: defaultdict[str, set[ValueKind]] = defaultdict(set)
        for root in roots:
            for declared in root.iter(_XS + what):
                name, type_name = declared.get("name"), declared.get("type")
                if name and (type_name or what == "attribute" or declared.find(f".//{_XS}element") is None):
                    found[name] |= self._of_type(type_name, frozenset())
        return {name: kinds.pop() for name, kinds in found.items() if len(kinds) == 1}

    def _of_type(self, name: str | None, seen: frozenset[str]) -> set[ValueKind]:
        if name is None:
            return {ValueKind.TEXT}
        prefix, _, local = name.rpartition(":")
        if prefix in ("xs", "xsd"):
            return {_BUILT_IN.get(local, ValueKind.TEXT)}
        if local in seen:
            return set()
        bases = self._bases.get(local, ())
        return {kind for base in bases for kind in self._of_type(base, seen | {local})}

    def _any_order(self, roots: Iterable[etree._Element]) -> frozenset[str]:
        """Elements all of whose types leave the order of children open."""
        open_ones: set[str] = set()
        others: set[str] = set()
        for root in roots:
            for declared in root.iter(_XS + "element"):
                name, type_name = declared.get("name"), declared.get("type")
                if name and type_name:
                    free = type_name.rpartition(":")[2] in self._free_types
                    (open_ones if free else others).add(name)
        return frozenset(open_ones - others)


def _bases(root: etree._Element) -> Iterator[tuple[str, str]]:
    for kind in root.iter(_XS + "simpleType", _XS + "complexType"):
        name = kind.get("name")
        simple = kind.find(_XS + "restriction")
        derived = simple if simple is not None else kind.find(f"{_XS}simpleContent/{_XS}extension")
        if name and derived is not None:
            yield name, derived.get("base") or "xs:string"
        elif name and kind.tag == _XS + "simpleType":
            yield name, "xs:string"


def _free_types(root: etree._Element) -> Iterator[etree._Element]:
    """Types with xs:all, or with one choice that may be repeated: there names may stand in any order."""
    for kind in root.iter(_XS + "complexType"):
        model = next((c for c in kind if c.tag in (_XS + "all", _XS + "choice")), None)
        if model is not None and (model.tag == _XS + "all" or model.get("maxOccurs") == "unbounded"):
            yield kind


@cache
def facts() -> Facts:
    """Returns what the bundled schemas say; they are read when it is first asked.

    Raises:
        InputError: the schemas are missing from the installation.
    """
    return Facts(parse_xml(path.read_bytes()) for path in sorted(schemas_dir().rglob("*.xsd")))


def canonical(kind: ValueKind, text: str) -> str:
    """Writes a value in the one way that all equal ones share; what is no value of its kind stays.

    >>> canonical(ValueKind.INSTANT, "2026-01-05T10:00:00.000+02:00")
    '2026-01-05T08:00:00Z'
    """
    stripped = text.strip(" \t\r\n")
    if kind is ValueKind.BASE64:
        return "".join(text.split())
    if kind is ValueKind.BOOLEAN:
        return {"1": "true", "0": "false"}.get(stripped, stripped)
    if kind is ValueKind.NUMBER:
        return _number(stripped)
    if kind is ValueKind.INSTANT:
        return _instant(stripped)
    if kind is ValueKind.DURATION:
        return _duration(stripped)
    return text


def _number(text: str) -> str:
    if len(text) > 400:
        return text
    try:
        value = Decimal(text)
        if not value.is_finite():
            return text
        return str(value.normalize() + 0) if value else "0"
    except InvalidOperation:
        return text


_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


def is_instant(text: str) -> bool:
    """Whether a text is an xs:dateTime."""
    return _DATE_TIME.fullmatch(text.strip(" \t\r\n")) is not None


def _instant(text: str) -> str:
    found = _DATE_TIME.fullmatch(text)
    if found is None:
        return text
    fraction = (found[2] or "").rstrip("0").rstrip(".")
    if found[3] is None:  # without a zone it is no instant; it says the same only as one without a zone
        return found[1] + fraction
    try:
        at = datetime.fromisoformat(found[1] + found[3].replace("Z", "+00:00")).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
    return at.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + fraction + "Z"


_DURATION = re.compile(
    r"(-?)P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(\.\d{1,9})?S)?)?", re.ASCII
)


def _duration(text: str) -> str:
    """Days, hours, minutes and seconds; years and months have no fixed length, and stay."""
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()[1:]):
        return text
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:5])
    try:
        whole = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return text
    total = whole.days * 86_400 + whole.seconds
    return f"{found[1] if total else ''}PT{total}{(found[6] or '').rstrip('0').rstrip('.')}S"
