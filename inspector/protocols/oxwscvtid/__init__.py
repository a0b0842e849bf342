"""MS-OXWSCVTID: Convert Item Identifier Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwscvtid.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSCVTID",
    title="Convert Item Identifier Web Service Protocol",
    about="converting identifiers",
    package=__name__,
    operations=OPERATIONS,
)
