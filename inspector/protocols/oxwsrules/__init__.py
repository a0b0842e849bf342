"""MS-OXWSRULES: Inbox Rules Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsrules.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSRULES",
    title="Inbox Rules Web Service Protocol",
    about="rules of the inbox",
    package=__name__,
    operations=OPERATIONS,
)
