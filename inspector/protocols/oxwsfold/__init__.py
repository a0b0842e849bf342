"""MS-OXWSFOLD: Folders and Folder Permissions Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsfold.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsfold.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSFOLD",
    title="Folders and Folder Permissions Web Service Protocol",
    about="folders",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsfold",
)
