"""MS-OXWSSYNC: Mailbox Contents Synchronization Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwssync.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSSYNC",
    title="Mailbox Contents Synchronization Web Service Protocol",
    about="synchronising folders and items",
    package=__name__,
    operations=OPERATIONS,
)
