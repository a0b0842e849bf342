"""MS-OXWSCVTID: Convert Item Identifier Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwscvtid.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwscvtid.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSCVTID",
    title="Convert Item Identifier Web Service Protocol",
    about="converting identifiers",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwscvtid",
)
