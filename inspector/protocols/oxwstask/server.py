"""Tasks: made, read, changed and deleted as items of any kind are."""

from __future__ import annotations

from inspector.protocols.oxwscore.items import SERVICE
from inspector.protocols.oxwstask.filling import fill_tasks
from inspector.protocols.server import DocumentServer, Ground, Mailbox


def _fill(ground: Ground) -> None:
    fill_tasks(ground.mailbox, ground.mailbox.ids.seed, ground.spec.contents.tasks)


_LIMIT = "tasks are not delegated"

SERVER: DocumentServer[Mailbox] = DocumentServer(
    SERVICE, fill=_fill, how_far=dict.fromkeys(("CreateItem", "UpdateItem"), _LIMIT)
)
"""The operations on tasks."""
