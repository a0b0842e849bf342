"""MS-OXWSPED: Password Expiration Date Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsped.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSPED",
    title="Password Expiration Date Web Service Protocol",
    about="when a password expires",
    package=__name__,
    operations=OPERATIONS,
)
