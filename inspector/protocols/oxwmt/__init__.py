"""MS-OXWMT: Mail Tips Web Service Extensions."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwmt.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWMT",
    title="Mail Tips Web Service Extensions",
    about="what is told of recipients beforehand",
    package=__name__,
    operations=OPERATIONS,
)
