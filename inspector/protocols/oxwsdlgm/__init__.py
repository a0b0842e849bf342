"""MS-OXWSDLGM: Delegate Access Management Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsdlgm.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSDLGM",
    title="Delegate Access Management Web Service Protocol",
    about="delegates",
    package=__name__,
    operations=OPERATIONS,
    error_texts={
        "ErrorNotDelegate": "The user is not a delegate for the mailbox.",
    },
)
