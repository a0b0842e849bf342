"""Extended properties that a server works out (MS-OXPROPS): what a property tag says of an item.

Clients that were written for MAPI ask for sizes, flags and keys by tag. A tag that stands for a property of
the item reads that property, and some write it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, first_child, text_of
from inspector.protocols.oxwscore.attachments import is_listed
from inspector.protocols.oxwscore.bodies import as_text
from inspector.protocols.oxwscore.extended import INTERNET_HEADERS, Extended, extended_of
from inspector.protocols.oxwscore.ids import uuid_from
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.mime import header_of, headers_of
from inspector.protocols.oxwscore.properties import Properties
from inspector.protocols.oxwscore.store import Item
from inspector.protocols.oxwscore.times import as_utc
from inspector.wire.soap import local_name


@dataclass(frozen=True)
class _Seen:
    mailbox: Mailbox
    item: Item
    stored: etree._Element

    def text(self, *names: str) -> str:
        return text_of(child(self.stored, *names))

    def is_true(self, name: str) -> bool:
        return self.text(name) in ("true", "1")


Read = Callable[[_Seen], str]


def _of(*names: str) -> Read:
    return lambda seen: seen.text(*names)


_UNSENT, _READ = 0x08, 0x01
_CHOICES = {
    "Importance": ("Low", "Normal", "High"),
    "Sensitivity": ("Normal", "Personal", "Private", "Confidential"),
}


def _choice(name: str) -> Read:
    values = _CHOICES[name]
    return lambda seen: str(values.index(seen.text(name))) if seen.text(name) in values else ""


def _truth(tells: Callable[[_Seen], bool]) -> Read:
    return lambda seen: "true" if tells(seen) else "false"


def _people(*holders: str) -> Read:
    def read(seen: _Seen) -> str:
        found = [
            one for name in holders for each in children(seen.stored, name) for one in each.iter("{*}Mailbox")
        ]
        return "; ".join(text_of(child(one, "Name")) or text_of(child(one, "EmailAddress")) for one in found)

    return read


def _flags(seen: _Seen) -> str:
    """PidTagMessageFlags (MS-OXCMSG section 2.2.1.6)."""
    flags = (
        (0x01, seen.item.is_read),
        (0x02, seen.is_true("IsUnmodified")),
        (0x04, seen.is_true("IsSubmitted")),
        (0x08, seen.is_true("IsDraft")),
        (0x10, is_listed(seen.stored)),
        (0x20, seen.is_true("IsFromMe")),
        (0x40, seen.is_true("IsAssociated")),
        (0x80, seen.is_true("IsResend")),
    )
    return str(sum(bit for bit, is_set in flags if is_set))


def _entry(seen: _Seen) -> str:
    return seen.mailbox.entry_id(seen.item)


def _parent_entry(seen: _Seen) -> str:
    return base64.b64encode(seen.mailbox.ids.folder_entry(seen.item.folder)).decode()


def _key(what: str) -> Read:
    """A key that stays as long as the item, 16 bytes."""
    return lambda seen: base64.b64encode(
        uuid_from(seen.mailbox.ids.seed, what, seen.mailbox.address.lower(), seen.item.number).bytes
    ).decode()


def _body(seen: _Seen) -> str:
    body = child(seen.stored, "Body")
    is_html = body is not None and body.get("BodyType") == "HTML"
    return as_text(text_of(body)) if is_html else text_of(body)


def _headers(seen: _Seen) -> str:
    return "" if seen.is_true("IsDraft") else headers_of(seen.stored)


def _address_of(name: str) -> Read:
    return _of(name, "Mailbox", "EmailAddress")


_TAGS: Mapping[int, tuple[str, Read, str]] = {
    0x0017: ("Integer", _choice("Importance"), "Importance"),
    0x001A: ("String", _of("ItemClass"), "ItemClass"),
    0x0036: ("Integer", _choice("Sensitivity"), "Sensitivity"),
    0x0037: ("String", _of("Subject"), "Subject"),
    0x0039: ("SystemTime", _of("DateTimeSent"), "DateTimeSent"),
    0x0042: ("String", _of("From", "Mailbox", "Name"), ""),
    0x0065: ("String", _address_of("From"), ""),
    0x0070: ("String", _of("ConversationTopic"), ""),
    0x0071: ("Binary", _of("ConversationIndex"), ""),
    0x007D: ("String", _headers, ""),
    0x0C1A: ("String", _of("Sender", "Mailbox", "Name"), ""),
    0x0C1F: ("String", _address_of("Sender"), ""),
    0x0E02: ("String", _people("BccRecipients", "Resources"), ""),
    0x0E03: ("String", _people("CcRecipients", "OptionalAttendees"), ""),
    0x0E04: ("String", _people("ToRecipients", "RequiredAttendees"), ""),
    0x0E06: ("SystemTime", _of("DateTimeReceived"), "DateTimeReceived"),
    0x0E07: ("Integer", _flags, "IsDraft"),
    0x0E08: ("Integer", lambda seen: str(len(seen.item.xml)), ""),
    0x0E09: ("Binary", _parent_entry, ""),
    0x0E1B: ("Boolean", _truth(lambda seen: is_listed(seen.stored)), ""),
    0x0E1D: ("String", _of("ConversationTopic"), ""),
    0x0E23: ("Integer", lambda seen: str(seen.item.number), ""),
    0x0E69: ("Boolean", _truth(lambda seen: seen.item.is_read), ""),
    0x0FF6: ("Binary", _key("instance"), ""),
    0x0FF9: ("Binary", _key("record"), ""),
    0x0FFF: ("Binary", _entry, ""),
    0x1000: ("String", _body, ""),
    0x1035: ("String", _of("InternetMessageId"), "InternetMessageId"),
    0x1039: ("String", _of("References"), "References"),
    0x1042: ("String", _of("InReplyTo"), "InReplyTo"),
    0x3007: ("SystemTime", _of("DateTimeCreated"), ""),
    0x3008: ("SystemTime", _of("LastModifiedTime"), ""),
    0x300B: ("Binary", _key("search"), ""),
    0x3FF8: ("String", lambda seen: seen.mailbox.name, ""),
    0x3FFA: ("String", _of("LastModifiedName"), ""),
    0x5D01: ("String", _address_of("Sender"), ""),
    0x5D02: ("String", _address_of("From"), ""),
    0x65E0: ("Binary", _key("source"), ""),
}
"""By tag: the type, what reads it, and the property that it writes; empty: only the server sets it."""


def is_worked_out(wanted: Extended) -> bool:
    """Tells whether the server works an extended property out, so that none is kept."""
    return wanted.tag in _TAGS


def extended_values(mailbox: Mailbox, item: Item, stored: etree._Element, wanted: Extended) -> list[str]:
    """Returns the values that an item has of an extended property; empty if it has none.

    Args:
        mailbox: the mailbox.
        item: the item.
        stored: its properties.
        wanted: the extended property.
    """
    if is_worked_out(wanted):
        _, read, _ = _TAGS[wanted.tag or 0]
        value = read(_Seen(mailbox, item, stored))
        return [value] if value else []
    kept = (each for each in children(stored, "ExtendedProperty") if extended_of(first_child(each)) == wanted)
    values = [text_of(value) for each in kept for value in each.iter("{*}Value")]
    if not values and wanted.set_id == INTERNET_HEADERS:
        header = header_of(stored, wanted.name)
        return [header] if header else []
    return values


def extended_property(
    mailbox: Mailbox, item: Item, stored: etree._Element, wanted: Extended
) -> Sequence[etree._Element]:
    """Returns the ExtendedProperty that shows an extended property; nothing if the item has none.

    Args:
        mailbox: the mailbox.
        item: the item.
        stored: its properties.
        wanted: the extended property, whose names the answer has.
    """
    values = extended_values(mailbox, item, stored, wanted)
    if not values:
        return ()
    shown = [T.Value(value) for value in values]
    return (T.ExtendedProperty(wanted.element(), *([T.Values(*shown)] if wanted.is_array else shown)),)


def meant_by(given: etree._Element, properties: Properties) -> list[etree._Element] | None:
    """Returns the properties that an ExtendedProperty sets if its tag stands for some.

    Args:
        given: the ExtendedProperty.
        properties: the table of the kind of the item; what it does not have is left out.

    Returns:
        ``None``: it is an extended property of its own.

    Raises:
        OperationError: ErrorInvalidPropertySet: only the server sets it.
    """
    wanted = extended_of(first_child(given))
    if not is_worked_out(wanted):
        return None
    kind, _, name = _TAGS[wanted.tag or 0]
    value = text_of(child(given, "Value")).strip()
    if not name:
        raise OperationError("ErrorInvalidPropertySet")
    if name == "IsDraft":
        flags = _number(value)
        bits = (("IsDraft", _UNSENT), ("IsRead", _READ))
        meant = [T(flag, "true" if flags & bit else "false") for flag, bit in bits]
    elif name in _CHOICES:
        number = _number(value)
        if number >= len(_CHOICES[name]):
            raise OperationError("ErrorInvalidPropertySet")
        meant = [T(name, _CHOICES[name][number])]
    else:
        meant = [T(name, as_utc(value) if kind == "SystemTime" else value)]
    return [each for each in meant if local_name(each) in properties]


def _number(value: str) -> int:
    if not value.isdecimal() or len(value) > 9:
        raise OperationError("ErrorInvalidPropertySet")
    return int(value)
