"""Calendar items and meetings: made, read, changed and deleted as items of any kind are."""

from __future__ import annotations

from inspector.protocols.oxwscore.items import SERVICE
from inspector.protocols.oxwsmtgs.filling import fill_calendar, fill_invitations
from inspector.protocols.server import DocumentServer, Ground, Mailbox


def _fill(ground: Ground) -> None:
    mailbox, contents = ground.mailbox, ground.spec.contents
    fill_calendar(mailbox, mailbox.ids.seed, contents.appointments)
    fill_invitations(mailbox, mailbox.ids.seed, contents.invitations)


_LIMIT = "of a series of appointments the first alone, no answers to invitations"

SERVER: DocumentServer[Mailbox] = DocumentServer(
    SERVICE, fill=_fill, how_far=dict.fromkeys(("CreateItem", "UpdateItem"), _LIMIT)
)
"""The operations on calendar items and meetings."""
