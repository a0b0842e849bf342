"""Carries MS-OXWSCOS's operations out on the contact list of each account."""

from __future__ import annotations

from inspector.protocols.oxwscos.contact_list import ContactList
from inspector.protocols.oxwscos.service import SERVICE
from inspector.protocols.server import DocumentServer

SERVER: DocumentServer[ContactList] = DocumentServer(
    SERVICE, lambda ground: ContactList(ground.mailbox, ground.keeper)
)
"""The operations of MS-OXWSCOS, on the contact list of each account."""
