"""MS-OXWSDLGM: Delegate Access Management Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsdlgm.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsdlgm.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSDLGM",
    title="Delegate Access Management Web Service Protocol",
    about="delegates",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsdlgm",
    error_texts={
        "ErrorNotDelegate": "The user is not a delegate for the mailbox.",
    },
)
