"""MS-OXWSAVAIL: Availability Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsavail.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsavail.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSAVAIL",
    title="Availability Web Service Protocol",
    about="when people are free",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsavail",
    error_texts={
        "ErrorMailRecipientNotFound": "Mail recipient not found in Active Directory.",
        "ErrorInvalidTimeInterval": "The time interval must end after it begins.",
        "ErrorTimeIntervalTooBig": "The time interval is longer than 62 days.",
        "ErrorInvalidMergedFreeBusyInterval": "The merged interval must be from 5 to 1440 minutes.",
        "ErrorInvalidFreeBusyViewType": "The requested view is not valid.",
    },
)
