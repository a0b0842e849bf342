"""MS-OXWSSYNC: Mailbox Contents Synchronization Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwssync.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwssync.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSSYNC",
    title="Mailbox Contents Synchronization Web Service Protocol",
    about="synchronising folders and items",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwssync",
)
