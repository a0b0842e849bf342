"""The properties of a message (MS-OXWSMSG section 2.2.4.1) as a table."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from inspector.protocols.oxwscore import properties
from inspector.protocols.oxwscore.properties import ITEM

MESSAGE = (
    "message",
    """
Sender  ToRecipients dba  CcRecipients dba  BccRecipients dba  IsReadReceiptRequested d
IsDeliveryReceiptRequested d  ConversationIndex r  ConversationTopic r  From d  InternetMessageId r  IsRead d
IsResponseRequested  References  ReplyTo a  ReceivedBy r  ReceivedRepresenting r  ApprovalRequestData r
VotingInformation r  ReminderMessageData r
""",
)
"""What messages have besides what every item has, for :func:`properties_of`."""

PROPERTIES = properties.properties_of(ITEM, MESSAGE)
"""The properties of a message."""


def in_order(elements: Iterable[etree._Element]) -> list[etree._Element]:
    """Returns a message's properties in the order of the schema; those of the same name keep theirs."""
    return properties.in_order(elements, PROPERTIES)
