"""MS-OXWSOOF: Out of Office (OOF) Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsoof.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsoof.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSOOF",
    title="Out of Office (OOF) Web Service Protocol",
    about="replies while a user is out of office",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsoof",
    error_texts={
        "ErrorMailRecipientNotFound": "Mail recipient not found in Active Directory.",
        "ErrorInvalidScheduledOofDuration": "The time out of office must end after it begins.",
    },
)
