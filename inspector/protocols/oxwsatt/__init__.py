"""MS-OXWSATT: Attachment Handling Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsatt.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsatt.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSATT",
    title="Attachment Handling Web Service Protocol",
    about="attachments",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsatt",
)
