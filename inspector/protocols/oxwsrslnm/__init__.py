"""MS-OXWSRSLNM: Resolve Recipient Names Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsrslnm.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSRSLNM",
    title="Resolve Recipient Names Web Service Protocol",
    about="names and mail addresses",
    package=__name__,
    operations=OPERATIONS,
    error_texts={
        "ErrorNameResolutionNoResults": "No results were found.",
        "ErrorNameResolutionMultipleResults": "Multiple results were found.",
    },
)
