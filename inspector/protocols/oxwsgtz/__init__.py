"""MS-OXWSGTZ: Get Server Time Zone Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsgtz.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSGTZ",
    title="Get Server Time Zone Web Service Protocol",
    about="time zones",
    package=__name__,
    operations=OPERATIONS,
)
