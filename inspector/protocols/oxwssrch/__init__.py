"""MS-OXWSSRCH: Mailbox Search Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwssrch.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSSRCH",
    title="Mailbox Search Web Service Protocol",
    about="searches in a mailbox",
    package=__name__,
    operations=OPERATIONS,
    error_texts={
        "ErrorContentIndexingNotEnabled": "Content indexing is not enabled, so that there is no query.",
        "ErrorUnsupportedPathForSortGroup": "The results cannot be grouped.",
        "ErrorCalendarFolderIsInvalidForCalendarView": "A calendar view is of calendar folders.",
    },
)
