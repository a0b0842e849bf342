"""MS-OXWCONFIG: Web Service Configuration Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwconfig.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWCONFIG",
    title="Web Service Configuration Protocol",
    about="how the services are configured",
    package=__name__,
    operations=OPERATIONS,
)
