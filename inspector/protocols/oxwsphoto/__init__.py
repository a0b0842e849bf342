"""MS-OXWSPHOTO: Photo Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsphoto.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSPHOTO",
    title="Photo Web Service Protocol",
    about="photos of users",
    package=__name__,
    operations=OPERATIONS,
)
