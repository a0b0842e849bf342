"""MS-OXWSGTRM: Get Rooms List Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsgtrm.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSGTRM",
    title="Get Rooms List Web Service Protocol",
    about="rooms",
    package=__name__,
    operations=OPERATIONS,
)
