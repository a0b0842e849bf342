"""MS-OXWSATT: Attachment Handling Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsatt.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSATT",
    title="Attachment Handling Web Service Protocol",
    about="attachments",
    package=__name__,
    operations=OPERATIONS,
)
