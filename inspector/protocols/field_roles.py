"""What values are for: the roles that the vocabulary gives to places in messages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a value is for. Only a ``plain`` one names nobody; all others may, whatever they are called.

    The order is that of care: where a name has two roles and nothing tells which, the first counts.
    """

    SECRET = "secret"
    PIN = "pin"
    MAIL_ADDRESS = "mail-address"
    PHONE = "phone"
    PERSON_NAME = "person-name"
    PEOPLE = "people"
    """Names and addresses in a list, as in a mail's ``To``."""
    SID = "sid"
    USER = "user"
    """Who logs in: ``DOMAIN\\user``, or an address."""
    HOST = "host"
    BIRTHDAY = "birthday"
    PERSONAL = "personal"
    """Streets, devices, distinguished numbers of a person: of a shape, and told apart from each other."""
    MIME = "mime"
    BASE64_DATA = "base64-data"
    URL = "url"
    CHANGE_KEY = "change-key"
    IDENTIFIER = "identifier"
    """What a server calls a thing; the kind says which thing."""
    SYNC_TOKEN = "sync-token"
    """What a server makes up anew at each turn, for itself to read."""
    CLIENT_MADE = "client-made"
    """What a client makes up anew for each message or run."""
    SERVER_TIME = "server-time"
    FREE_TEXT = "free-text"
    PLAIN = "plain"
    """A word, number or time of the protocol."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a place is for.

    Args:
        role: the role of its value.
        kind: what an identifier names (``call``, ``item``, ``group`` ...), or of which sort a text is:
            ``error`` is a sentence of the server, ``trace`` a line of a mail's way, ``time-zone`` a name in a
            list of time zones, ``file`` the name of a file, ``structured`` the parts of a name; empty if
            nothing is said.
        unordered: its children are a set: they may stand in any order and mean the same.
    """

    role: Role
    kind: str = ""
    unordered: bool = False

    @property
    def is_secret(self) -> bool:
        """Whether nobody may read its value, in a report or on a screen."""
        return self.role is Role.SECRET or self.role is Role.PIN


UNKNOWN = Field(Role.FREE_TEXT)
"""What no table names."""
