"""MS-OXWSUSRCFG: User Configuration Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsusrcfg.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSUSRCFG",
    title="User Configuration Web Service Protocol",
    about="configurations that clients keep",
    package=__name__,
    operations=OPERATIONS,
)
