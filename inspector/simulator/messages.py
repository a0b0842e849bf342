"""Messages that the server writes itself: the first voice message, and the one with a new PIN."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.oxwsmsg.arrival import drafted, mailbox_element, received, sent
from inspector.protocols.oxwsmsg.store import MessageStore

__all__ = ["pin_message", "voice_message"]

_CALLER = "+1 425 555 0123"


def voice_message(store: MessageStore, at: float) -> etree._Element:
    """Returns a voice message from an unknown caller (ItemClass as MS-OXOUM names it)."""
    return _from_server(
        store,
        at,
        T.ItemClass("IPM.Note.Microsoft.Voicemail.UM.CA"),
        T.Subject(f"Voice Mail from {_CALLER} (12 seconds)"),
        T.Body(f"You received a voice mail from {_CALLER}.", BodyType="Text"),
    )


def pin_message(store: MessageStore, pin: str, at: float) -> etree._Element:
    """Returns the message that tells a mailbox user a new PIN (MS-OXWUMS product note 23)."""
    return _from_server(
        store,
        at,
        T.Subject("Your Unified Messaging PIN was reset"),
        T.Body(f"Your new PIN for access to your mailbox by telephone is {pin}.", BodyType="Text"),
    )


def _from_server(store: MessageStore, at: float, *parts: etree._Element) -> etree._Element:
    owner = mailbox_element(store.name, store.address)
    server = mailbox_element("Unified Messaging", f"um@{store.address.partition('@')[2]}")
    given = T.Message(*parts, T.ToRecipients(owner), T.From(server))
    return received(
        sent(store, drafted(store, given, at), at),
        mailbox_element(store.name, store.address),
        store.time(at),
    )
