"""Carries MS-OXWSMSG's operations out on the mailbox, whose inbox has messages from the start."""

from __future__ import annotations

from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwsmsg.filling import fill_inbox
from inspector.protocols.oxwsmsg.send_item import SERVICE
from inspector.protocols.server import DocumentServer, Ground


def _fill(ground: Ground) -> None:
    fill_inbox(ground.mailbox, ground.mailbox.ids.seed, ground.spec.contents.messages)


SERVER: DocumentServer[Mailbox] = DocumentServer(SERVICE, fill=_fill)
