"""MS-OXWSPHOTO: Photo Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsphoto.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsphoto.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSPHOTO",
    title="Photo Web Service Protocol",
    about="photos of users",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsphoto",
)
