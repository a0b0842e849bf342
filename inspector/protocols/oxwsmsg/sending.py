"""Messages as a kind of items: kept, sent or both, by MessageDisposition (MS-OXWSMSG section 2.2.5.1)."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.reading import child, children
from inspector.protocols.common.versions import VERSIONS
from inspector.protocols.oxwscore.item_kind import Asked, ItemKind, kept
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.properties import Properties
from inspector.protocols.oxwscore.store import Item
from inspector.protocols.oxwsmsg.arrival import deliver, recipients, sent
from inspector.protocols.oxwsmsg.properties import PROPERTIES
from inspector.protocols.oxwsmsg.since import SETTABLE

DISPOSITION = (
    "MessageDisposition",
    ("SaveOnly", "SendOnly", "SendAndSaveCopy"),
    "ErrorMessageDispositionRequired",
)
"""The attribute that every request about messages has, its values, and what tells that it is missing."""


def kept_or_sent(
    asked: Asked,
    item: Item | None,
    stored: etree._Element,
    folder: int,
    properties: Properties = PROPERTIES,
) -> Item | None:
    """Does what MessageDisposition wants with a new or changed message.

    Args:
        asked: the request.
        item: the message as it was; ``None``: it is new.
        stored: its properties now.
        folder: the folder for a new one.
        properties: the table of its kind.

    Returns:
        The message as it is kept; ``None``: it was sent.

    Raises:
        OperationError: it has no recipients; the folder for its copy is not there.
    """
    store, disposition = asked.store, asked.payload.get("MessageDisposition")
    if disposition == "SaveOnly":
        return kept(asked, item, stored, folder)
    target = next(iter(children(child(asked.payload, "SavedItemFolderId"))), None)
    copies = store.known_folder("sentitems") if target is None else store.folder_named(target)
    send(store, stored, asked.at, copies if disposition == "SendAndSaveCopy" else None, properties)
    if item is not None:
        store.remove(item)
    return None


def send(
    mailbox: Mailbox,
    message: etree._Element,
    at: float,
    keep_in: int | None,
    properties: Properties = PROPERTIES,
) -> None:
    """Sends a message; a copy of it is kept in a folder if one is given.

    Args:
        mailbox: the sender's mailbox.
        message: its properties.
        at: the clock time, in seconds.
        keep_in: the number of the folder for a copy; ``None``: none is kept.
        properties: the table of its kind.
    """
    gone = sent(mailbox, message, at)
    if keep_in is not None:
        mailbox.add(keep_in, gone)
    deliver(mailbox, recipients(gone), gone, at, properties)


MESSAGE = ItemKind(
    name="Message",
    properties=PROPERTIES,
    folder="drafts",
    demands={"CreateItem": DISPOSITION, "UpdateItem": DISPOSITION},
    keep=kept_or_sent,
    settable={name: VERSIONS[since].product for name, since in SETTABLE.items()},
    has_mime=True,
    responses=("ReplyToItem", "ReplyAllToItem", "ForwardItem"),
)
"""Messages."""
