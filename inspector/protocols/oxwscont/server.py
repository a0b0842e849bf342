"""Contacts: made, read, changed and deleted as items of any kind are."""

from __future__ import annotations

from inspector.protocols.oxwscont.filling import fill_contacts
from inspector.protocols.oxwscore.items import SERVICE
from inspector.protocols.server import DocumentServer, Ground, Mailbox


def _fill(ground: Ground) -> None:
    fill_contacts(ground.mailbox, ground.mailbox.ids.seed, ground.spec.contents.contacts)


SERVER: DocumentServer[Mailbox] = DocumentServer(SERVICE, fill=_fill)
"""The operations on contacts."""
