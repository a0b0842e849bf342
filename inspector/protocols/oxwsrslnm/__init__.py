"""MS-OXWSRSLNM: Resolve Recipient Names Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsrslnm.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsrslnm.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSRSLNM",
    title="Resolve Recipient Names Web Service Protocol",
    about="names and mail addresses",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsrslnm",
    error_texts={
        "ErrorNameResolutionNoResults": "No results were found.",
        "ErrorNameResolutionMultipleResults": "Multiple results were found.",
    },
)
