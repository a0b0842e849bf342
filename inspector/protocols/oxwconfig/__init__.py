"""MS-OXWCONFIG: Web Service Configuration Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwconfig.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.oxwconfig.server import Services
    from inspector.protocols.server import Server

__all__ = ["DOCUMENT"]


def _server() -> Server[Services]:
    from inspector.protocols.oxwconfig.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWCONFIG",
    title="Web Service Configuration Protocol",
    about="how the services are configured",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwconfig",
)
