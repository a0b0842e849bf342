"""MS-OXWMT: Mail Tips Web Service Extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwmt.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwmt.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWMT",
    title="Mail Tips Web Service Extensions",
    about="what is told of recipients beforehand",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwmt",
)
