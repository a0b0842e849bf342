"""MS-OXWSCORE: Core Items Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwscore.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwscore.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSCORE",
    title="Core Items Web Service Protocol",
    about="items of any kind",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwscore",
)
