"""The properties of items as tables, and those that all items have (ItemType of MS-OXWSCORE)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from inspector.wire.soap import local_name


@dataclass(frozen=True)
class Property:
    """A property.

    Args:
        name: the local name of its element.
        rank: its place in the sequence of the schema.
        uri: its field URI, such as ``item:Subject``.
        read_only: whether only the server sets it.
        default: whether the base shape Default has it.
        on_demand: whether AllProperties leaves it out, so that it must be asked for.
        body_of_item: whether FindItem never returns it.
        appendable: whether AppendToItemField can add to it.
    """

    name: str
    rank: int
    uri: str
    read_only: bool = False
    default: bool = False
    on_demand: bool = False
    body_of_item: bool = False
    appendable: bool = False


Properties = Mapping[str, Property]
"""The properties of a kind of items by name, in the order of the schema."""

ITEM = (
    "item",
    """
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
""",
)
"""What every item has, for :func:`properties_of`."""


def properties_of(*parts: tuple[str, str]) -> Properties:
    """Reads the table of a kind of items.

    Args:
        parts: in the order of the schema, what field URIs begin with, and the names with their marks:
            ``r`` read-only, ``d`` in the base shape Default, ``o`` on demand, ``b`` never in FindItem, ``a``
            appendable.
    """
    table: dict[str, Property] = {}
    for prefix, text in parts:
        words = text.split()
        for at, word in enumerate(words):
            if not word[0].isupper():
                continue
            marks = words[at + 1] if at + 1 < len(words) and words[at + 1].islower() else ""
            table[word] = Property(
                word,
                len(table),
                f"{prefix}:{word}",
                read_only="r" in marks,
                default="d" in marks,
                on_demand="o" in marks,
                body_of_item="b" in marks,
                appendable="a" in marks,
            )
    return table


def in_order(elements: Iterable[etree._Element], properties: Properties) -> list[etree._Element]:
    """Returns property elements in the order of the schema; those of the same name keep theirs.

    Args:
        elements: the elements.
        properties: the table of their kind.
    """
    return sorted(elements, key=lambda element: properties[local_name(element)].rank)
