"""Contacts: made, read, changed and deleted as items of any kind are."""

from __future__ import annotations

from inspector.protocols.oxwscore.items import SERVICE
from inspector.protocols.server import MailboxStore, Server

__all__ = ["SERVER"]

SERVER: Server[MailboxStore] = Server(SERVICE)
"""The operations on contacts."""
