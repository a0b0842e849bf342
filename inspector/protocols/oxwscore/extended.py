"""Which extended property an ExtendedFieldURI means (MS-OXWSXPROP section 2.1.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.failures import InvalidRequest

_REST = "-0000-0000-c000-000000000046"
_SETS = {
    "Address": "00062004" + _REST,
    "Appointment": "00062002" + _REST,
    "CalendarAssistant": "11000e07-b51b-40d6-af21-caa85edab1d0",
    "Common": "00062008" + _REST,
    "InternetHeaders": "00020386" + _REST,
    "Meeting": "6ed8da90-450b-101b-98da-00aa003f1305",
    "PublicStrings": "00020329" + _REST,
    "Sharing": "00062040" + _REST,
    "Task": "00062003" + _REST,
    "UnifiedMessaging": "4442858e-a9e3-4e80-b900-317a210cc15b",
}
"""The GUIDs of the distinguished property sets."""

INTERNET_HEADERS = _SETS["InternetHeaders"]
"""The set whose properties are named like the headers of a mail."""


@dataclass(frozen=True)
class Extended:
    """An extended property.

    Args:
        tag: its property tag; ``None`` if it is named otherwise.
        set_id: the GUID of its property set, in lower case; empty if it has a tag.
        name: its name in the set, in lower case.
        number: its id in the set; ``None`` if it has a name.
        kind: its type, such as ``String``.
        asked: the attributes by which a request names it: two spellings of one property are equal.
    """

    tag: int | None
    set_id: str
    name: str
    number: int | None
    kind: str
    asked: tuple[tuple[str, str], ...] = field(compare=False)

    @property
    def is_array(self) -> bool:
        """Whether it has several values."""
        return self.kind.endswith("Array")

    def element(self) -> etree._Element:
        """Returns the ExtendedFieldURI that names it as the request did; tags are written as servers do."""
        names = dict(self.asked)
        if self.tag is not None:
            names["PropertyTag"] = f"{self.tag:#x}"
        return T.ExtendedFieldURI(names)


def extended_of(path: etree._Element) -> Extended:
    """Reads an ExtendedFieldURI.

    Raises:
        InvalidRequest: its tag or id is no number.
    """
    set_id = path.get("PropertySetId", "").lower() or _SETS.get(
        path.get("DistinguishedPropertySetId", ""), ""
    )
    return Extended(
        _number(path, "PropertyTag"),
        set_id,
        path.get("PropertyName", "").lower(),
        _number(path, "PropertyId"),
        path.get("PropertyType", ""),
        tuple((str(name), str(value)) for name, value in path.attrib.items()),
    )


def _number(path: etree._Element, name: str) -> int | None:
    text = path.get(name, "").strip()
    if not text:
        return None
    try:
        return int(text, 16 if text.lower().startswith("0x") else 10)
    except ValueError:
        raise InvalidRequest(f"The '{name}' attribute is invalid: '{text}' is not a number") from None
