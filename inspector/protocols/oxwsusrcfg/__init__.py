"""MS-OXWSUSRCFG: User Configuration Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsusrcfg.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsusrcfg.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSUSRCFG",
    title="User Configuration Web Service Protocol",
    about="configurations that clients keep",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsusrcfg",
)
