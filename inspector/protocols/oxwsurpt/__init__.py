"""MS-OXWSURPT: Retention Tag Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsurpt.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSURPT",
    title="Retention Tag Web Service Protocol",
    about="retention tags",
    package=__name__,
    operations=OPERATIONS,
)
