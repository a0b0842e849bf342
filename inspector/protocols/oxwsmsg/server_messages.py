"""Messages that the server writes itself, such as the one with a new PIN."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.new_items import mailbox_element
from inspector.protocols.oxwsmsg.arrival import drafted, received, sent


def pin_message(mailbox: Mailbox, pin: str, at: float) -> etree._Element:
    """Returns the message that tells a mailbox user a new PIN (MS-OXWUMS product note 23)."""
    return from_server(
        mailbox,
        at,
        T.Subject("Your Unified Messaging PIN was reset"),
        T.Body(f"Your new PIN for access to your mailbox by telephone is {pin}.", BodyType="Text"),
    )


def welcome_message(mailbox: Mailbox, app: str, at: float) -> etree._Element:
    """Returns the message that welcomes the user of a new mail app (MS-OXWSCEXT section 3.1.4.5.3.1)."""
    return from_server(
        mailbox,
        at,
        T.Subject(f"{app} is ready to use"),
        T.Body(f"The mail app {app} was installed.", BodyType="Text"),
    )


def from_server(mailbox: Mailbox, at: float, *parts: etree._Element) -> etree._Element:
    """Returns a message from Unified Messaging to the mailbox user, as it lies in the inbox.

    Args:
        mailbox: the mailbox.
        at: the clock time at which it arrives, in seconds.
        parts: its properties.
    """
    owner = mailbox_element(mailbox.name, mailbox.address)
    server = mailbox_element("Unified Messaging", f"um@{mailbox.address.partition('@')[2]}")
    given = T.Message(*parts, T.ToRecipients(owner), T.From(server))
    return received(
        sent(mailbox, drafted(mailbox, given, at), at),
        mailbox_element(mailbox.name, mailbox.address),
        mailbox.time(at),
    )
