"""MS-OXWSGTZ: Get Server Time Zone Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsgtz.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsgtz.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSGTZ",
    title="Get Server Time Zone Web Service Protocol",
    about="time zones",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsgtz",
)
