"""MS-OXWSURPT: Retention Tag Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsurpt.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsurpt.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSURPT",
    title="Retention Tag Web Service Protocol",
    about="retention tags",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsurpt",
)
