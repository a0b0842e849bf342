"""The instant messaging side of a mailbox: its contact list, and where it is kept."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from lxml import etree

from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscos.im_list import Contact, Group, ImList
from inspector.protocols.server import AccountState, Keeper

_CONTACT, _GROUP = 0x11, 0x12  # what change keys of contacts and of distribution lists begin with


class ContactList(AccountState):
    """The contact list of one mailbox.

    Args:
        mailbox: whose it is.
        keeper: keeps it.
    """

    keeps: ClassVar[tuple[str, ...]] = ("im-contact", "im-group", "im-migrated")

    def __init__(self, mailbox: Mailbox, keeper: Keeper) -> None:
        self.im_list = ImList(self)
        self.migrated = False
        self._mailbox = mailbox
        self._store = keeper
        self._personas: dict[str, int] = {}

    def restore(self, kind: str, key: str, value: bytes) -> None:
        """Takes what the store has kept: a contact, a group, or whether the list has been migrated."""
        if kind == "im-contact":
            contact = msgspec.json.decode(value, type=Contact)
            self._personas[self.persona_id(contact)] = contact.number
            self.im_list.restore(contact)
        elif kind == "im-group":
            self.im_list.restore(msgspec.json.decode(value, type=Group))
        elif kind == "im-migrated":
            self.migrated = value == b"true"

    def set_migrated(self, completed: bool) -> None:
        """Keeps whether the list has been migrated to the server."""
        self.migrated = completed
        self._put("im-migrated", "", b"true" if completed else b"false")

    # -- what the list needs -------------------------------------------------------------------------------

    def next_change(self) -> int:
        """Returns a number that has not been given out before."""
        return self._mailbox.next_change()

    def keep(self, thing: Contact | Group) -> None:
        """Keeps a contact or a group in place of its last version."""
        if isinstance(thing, Contact):
            self._personas[self.persona_id(thing)] = thing.number
        self._put(*_row(thing), msgspec.json.encode(thing))

    def drop(self, thing: Contact | Group) -> None:
        """Forgets a contact or a group."""
        if isinstance(thing, Contact):
            self._personas.pop(self.persona_id(thing), None)
        kind, key = _row(thing)
        self._store.drop(self._mailbox.address.lower(), kind, key)

    # -- identifiers ---------------------------------------------------------------------------------------

    def time(self, at: float) -> str:
        """Returns a clock time, in seconds, as an xs:dateTime."""
        return self._mailbox.time(at)

    def number_of(self, handle: str) -> int | None:
        """Returns the number that an item id or a persona id of this mailbox stands for."""
        if handle in self._personas:
            return self._personas[handle]
        entry = self._mailbox.ids.entry_of(handle)
        return None if entry is None else self._mailbox.ids.item_number(entry)

    def group_id(self, group: Group) -> tuple[str, str]:
        """Returns the item id and the change key of a group."""
        ids, folder = self._mailbox.ids, self._mailbox.known_folder("imcontactlist")
        return ids.item_id(group.number, folder), ids.change_key(_GROUP, group.change)

    def contact_id(self, contact: Contact) -> tuple[str, str]:
        """Returns the item id and the change key of a contact."""
        ids, folder = self._mailbox.ids, self._mailbox.known_folder("quickcontacts")
        return ids.item_id(contact.number, folder), ids.change_key(_CONTACT, contact.change)

    def persona_id(self, contact: Contact) -> str:
        """Returns the id of the persona that a contact belongs to."""
        return self._mailbox.ids.persona_id(contact.number)

    def quick_contacts(self) -> etree._Element:
        """Returns the FolderId of the folder that holds the contacts."""
        return self._mailbox.folder_id_element(self._mailbox.known_folder("quickcontacts"))

    def _put(self, kind: str, key: str, value: bytes) -> None:
        self._store.put(self._mailbox.address.lower(), kind, key, value)


def _row(thing: Contact | Group) -> tuple[str, str]:
    return "im-contact" if isinstance(thing, Contact) else "im-group", f"{thing.number:012}"
