"""MS-OXWSFOLD: Folders and Folder Permissions Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsfold.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSFOLD",
    title="Folders and Folder Permissions Web Service Protocol",
    about="folders",
    package=__name__,
    operations=OPERATIONS,
)
