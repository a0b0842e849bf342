"""MS-OXWSAVAIL: Availability Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsavail.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSAVAIL",
    title="Availability Web Service Protocol",
    about="when people are free",
    package=__name__,
    operations=OPERATIONS,
    error_texts={
        "ErrorMailRecipientNotFound": "Mail recipient not found in Active Directory.",
        "ErrorInvalidTimeInterval": "The time interval must end after it begins.",
        "ErrorTimeIntervalTooBig": "The time interval is longer than 62 days.",
        "ErrorInvalidMergedFreeBusyInterval": "The merged interval must be from 5 to 1440 minutes.",
        "ErrorInvalidFreeBusyViewType": "The requested view is not valid.",
    },
)
