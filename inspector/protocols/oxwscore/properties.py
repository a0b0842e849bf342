"""The properties of a message (MS-OXWSMSG section 2.2.4.1, and ItemType of MS-OXWSCORE), as one table."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from inspector.protocols.common.failures import InvalidRequest
from inspector.wire.soap import local_name

__all__ = ["PROPERTIES", "Property", "extended_key", "in_order", "property_of"]


@dataclass(frozen=True)
class Property:
    """A property.

    Args:
        name: the local name of its element.
        rank: its place in the sequence of the schema.
        prefix: what its field URI begins with: ``item`` or ``message``.
        read_only: whether only the server sets it.
        default: whether the base shape Default has it.
        on_demand: whether AllProperties leaves it out, so that it must be asked for.
        body_of_item: whether FindItem never returns it.
        appendable: whether AppendToItemField can add to it.
    """

    name: str
    rank: int
    prefix: str
    read_only: bool = False
    default: bool = False
    on_demand: bool = False
    body_of_item: bool = False
    appendable: bool = False


_EXTENDED = ("DistinguishedPropertySetId", "PropertySetId", "PropertyName", "PropertyId")

# name and marks: r read-only, d in the Default shape, o on demand, b never in FindItem, a appendable
_ITEM = """
MimeContent ob  ItemId rd  ParentFolderId r  ItemClass  Subject d  Sensitivity d  Body dba  Attachments b
DateTimeReceived r  Size rd  Categories a  Importance  InReplyTo  IsSubmitted r  IsDraft r  IsFromMe r
IsResend r  IsUnmodified r  InternetMessageHeaders rb  DateTimeSent rd  DateTimeCreated rd
ResponseObjects rdb  ReminderDueBy  ReminderIsSet  ReminderNextTime r  ReminderMinutesBeforeStart
DisplayCc r  DisplayTo r  DisplayBcc ro  HasAttachments rd  ExtendedProperty o  Culture  EffectiveRights r
LastModifiedName r  LastModifiedTime r  IsAssociated r  WebClientReadFormQueryString r
WebClientEditFormQueryString r  ConversationId r  UniqueBody rob  Flag  StoreEntryId ro  InstanceKey ro
NormalizedBody rob  EntityExtractionResult ro  PolicyTag  ArchiveTag  RetentionDate  Preview ro
RightsManagementLicenseData ro  PredictedActionReasons ro  IsClutter ro  BlockStatus  HasBlockedImages
TextBody rob  IconIndex
"""
_MESSAGE = """
Sender  ToRecipients dba  CcRecipients dba  BccRecipients dba  IsReadReceiptRequested d
IsDeliveryReceiptRequested d  ConversationIndex r  ConversationTopic r  From d  InternetMessageId r  IsRead d
IsResponseRequested  References  ReplyTo a  ReceivedBy r  ReceivedRepresenting r  ApprovalRequestData r
VotingInformation r  ReminderMessageData r
"""


def _table() -> dict[str, Property]:
    table: dict[str, Property] = {}
    for prefix, text in (("item", _ITEM), ("message", _MESSAGE)):
        words = text.split()
        for at, word in enumerate(words):
            if not word[0].isupper():
                continue
            marks = words[at + 1] if at + 1 < len(words) and words[at + 1].islower() else ""
            table[word] = Property(
                word,
                len(table),
                prefix,
                read_only="r" in marks,
                default="d" in marks,
                on_demand="o" in marks,
                body_of_item="b" in marks,
                appendable="a" in marks,
            )
    return table


PROPERTIES = _table()
"""The properties by name, in the order of the schema."""


def property_of(uri: str) -> Property | None:
    """Returns the property that a field URI names, such as ``item:Subject``; ``None``: messages have none."""
    prefix, _, name = uri.partition(":")
    found = PROPERTIES.get(name)
    return found if found is not None and found.prefix == prefix else None


def in_order(elements: list[etree._Element]) -> list[etree._Element]:
    """Returns property elements in the order of the schema; those of the same name keep theirs."""
    return sorted(elements, key=lambda element: PROPERTIES[local_name(element)].rank)


def extended_key(path: etree._Element) -> tuple[str, ...]:
    """Returns what identifies an extended property, from its ExtendedFieldURI."""
    tag = path.get("PropertyTag", "")
    if tag:
        try:
            tag = f"{int(tag, 16 if tag.lower().startswith('0x') else 10):#06x}"
        except ValueError:
            raise InvalidRequest(f"The 'PropertyTag' attribute is invalid: '{tag}' is not a number") from None
    values = [path.get(name, "").lower() for name in _EXTENDED]
    return (tag, *values, path.get("PropertyType", ""))
