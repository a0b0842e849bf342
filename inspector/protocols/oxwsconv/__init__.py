"""MS-OXWSCONV: Conversations Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsconv.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSCONV",
    title="Conversations Web Service Protocol",
    about="conversations",
    package=__name__,
    operations=OPERATIONS,
)
