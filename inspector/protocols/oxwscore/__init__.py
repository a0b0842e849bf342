"""MS-OXWSCORE: Core Items Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwscore.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSCORE",
    title="Core Items Web Service Protocol",
    about="items of any kind",
    package=__name__,
    operations=OPERATIONS,
)
