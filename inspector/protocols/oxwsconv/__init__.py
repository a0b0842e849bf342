"""MS-OXWSCONV: Conversations Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsconv.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsconv.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSCONV",
    title="Conversations Web Service Protocol",
    about="conversations",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsconv",
)
