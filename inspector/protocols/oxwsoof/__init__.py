"""MS-OXWSOOF: Out of Office (OOF) Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsoof.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSOOF",
    title="Out of Office (OOF) Web Service Protocol",
    about="replies while a user is out of office",
    package=__name__,
    operations=OPERATIONS,
    error_texts={
        "ErrorMailRecipientNotFound": "Mail recipient not found in Active Directory.",
        "ErrorInvalidScheduledOofDuration": "The time out of office must end after it begins.",
    },
)
