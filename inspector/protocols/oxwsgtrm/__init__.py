"""MS-OXWSGTRM: Get Rooms List Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsgtrm.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsgtrm.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSGTRM",
    title="Get Rooms List Web Service Protocol",
    about="rooms",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsgtrm",
)
