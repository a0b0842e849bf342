"""Identifiers as Exchange makes them: EntryIDs (MS-OXCDATA section 2.2.4), EWS ids around them, change keys.

They are opaque to clients; here they can be read back, so that the simulator keeps no table of them. All
follow from a seed: the same requests get the same identifiers in every run.
"""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from inspector.wire.encoding import decode_base64

_FOLDER_TYPE, _MESSAGE_TYPE = b"\x01\x00", b"\x07\x00"
_FOLDER_SIZE, _MESSAGE_SIZE = 46, 70
_COUNTER = 6
_ATTACHED = b"\x01\x12\x00\x10\x00"  # one attachment, whose id has 18 bytes: its length and a GUID


def uuid_from(*parts: object) -> uuid.UUID:
    """Returns the GUID that follows from these parts."""
    digest = blake2b("\0".join(str(part) for part in parts).encode(), digest_size=16).digest()
    return uuid.UUID(bytes=digest, version=4)


@dataclass(frozen=True)
class Identifiers:
    """Makes and reads the identifiers of one mailbox.

    Args:
        seed: what all identifiers follow from.
        address: the mailbox's primary mail address.
    """

    seed: str
    address: str

    @cached_property
    def mailbox_guid(self) -> uuid.UUID:
        """The GUID of the mailbox."""
        return uuid_from(self.seed, "mailbox", self.address.lower())

    @cached_property
    def _provider(self) -> bytes:
        return uuid_from(self.seed, "provider", self.address.lower()).bytes

    @cached_property
    def _database(self) -> bytes:
        return uuid_from(self.seed, "database", self.address.lower()).bytes

    def folder_entry(self, number: int) -> bytes:
        """Returns the EntryID of a folder, 46 bytes."""
        counter = number.to_bytes(_COUNTER, "big") + b"\0\0"
        return bytes(4) + self._provider + _FOLDER_TYPE + self._database + counter

    def item_entry(self, number: int, born_in: int) -> bytes:
        """Returns the EntryID of an item, 70 bytes.

        Args:
            number: the item's number.
            born_in: the number of the folder in which it was made.
        """
        folder = born_in.to_bytes(_COUNTER, "big") + b"\0\0"
        counter = number.to_bytes(_COUNTER, "big") + b"\0\0"
        database = self._database
        return bytes(4) + self._provider + _MESSAGE_TYPE + database + folder + database + counter

    def ews_id(self, entry: bytes) -> str:
        """Returns the id by which EWS speaks of an EntryID."""
        guid = str(self.mailbox_guid).encode()
        head = b"\0\3" + len(guid).to_bytes(2, "little") + guid
        return base64.b64encode(head + b"\0" + len(entry).to_bytes(2, "little") + entry).decode()

    def item_id(self, number: int, born_in: int) -> str:
        """Returns the EWS id of an item."""
        return self.ews_id(self.item_entry(number, born_in))

    def folder_id(self, number: int) -> str:
        """Returns the EWS id of a folder."""
        return self.ews_id(self.folder_entry(number))

    def attachment_id(self, number: int, born_in: int, token: str) -> str:
        """Returns the id of an attachment: the id of its item, and behind it what names it inside the item.

        Args:
            number: the item's number.
            born_in: the number of the folder in which the item was made.
            token: the GUID of the attachment.
        """
        item = base64.b64decode(self.item_id(number, born_in))
        return base64.b64encode(item + _ATTACHED + uuid.UUID(token).bytes).decode()

    def attachment_of(self, attachment_id: str) -> tuple[bytes, str] | None:
        """Returns an item's EntryID and the GUID in the id of an attachment; ``None`` if it is malformed."""
        raw = decode_base64(attachment_id)
        size = len(_ATTACHED) + 16
        if raw is None or len(raw) <= size or raw[-size:-16] != _ATTACHED:
            return None
        entry = self.entry_of(base64.b64encode(raw[:-size]).decode())
        return None if entry is None else (entry, str(uuid.UUID(bytes=raw[-16:])))

    def change_key(self, kind: int, change: int) -> str:
        """Returns the change key of a version.

        Args:
            kind: 1 for a folder, 9 for an item.
            change: the number of the change.
        """
        state = self._database + change.to_bytes(_COUNTER, "big")
        head = kind.to_bytes(4, "little") + len(state).to_bytes(4, "little")
        return base64.b64encode(head + state).decode()

    def change_of(self, change_key: str) -> int | None:
        """Returns the number of the change that a change key names; ``None`` if it is not one of ours."""
        raw = decode_base64(change_key)
        if raw is None or len(raw) != 30 or raw[8:24] != self._database:
            return None
        return int.from_bytes(raw[24:], "big")

    def entry_of(self, ews_id: str) -> bytes | None:
        """Returns the EntryID inside an EWS id; ``None`` if the id is malformed."""
        raw = decode_base64(ews_id)
        if raw is None or len(raw) < 43 or raw[:4] != b"\0\3\x24\0":
            return None
        size = int.from_bytes(raw[41:43], "little")
        return raw[43 : 43 + size] if len(raw) == 43 + size else None

    def item_number(self, entry: bytes) -> int | None:
        """Returns the number of the item that an EntryID names; ``None`` if none of this mailbox."""
        if len(entry) != _MESSAGE_SIZE or entry[4:22] != self._provider + _MESSAGE_TYPE:
            return None
        number = int.from_bytes(entry[62:68], "big")
        born_in = int.from_bytes(entry[38:44], "big")
        return number if entry == self.item_entry(number, born_in) else None

    def folder_number(self, entry: bytes) -> int | None:
        """Returns the number of the folder that an EntryID names; ``None`` if none of this mailbox."""
        if len(entry) != _FOLDER_SIZE:
            return None
        number = int.from_bytes(entry[38:44], "big")
        return number if entry == self.folder_entry(number) else None

    def persona_id(self, number: int) -> str:
        """Returns the id of a persona: a GUID, as conversations and personas have it."""
        guid = str(self.mailbox_guid).encode()
        head = b"\0\4" + len(guid).to_bytes(2, "little") + guid
        persona = uuid_from(self.seed, "persona", self.address.lower(), number).bytes
        return base64.b64encode(head + b"\0\x10\0" + persona).decode()

    def call_id(self, number: int) -> str:
        """Returns the identifier of a call: a GUID at the server's name, in base64 as in MS-OXWUMS 4.7."""
        guid = uuid_from(self.seed, "call", self.address.lower(), number)
        name = f"{guid}@um.{self.address.partition('@')[2]}"
        return base64.b64encode(name.encode()).decode()
