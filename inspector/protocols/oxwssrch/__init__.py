"""MS-OXWSSRCH: Mailbox Search Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwssrch.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwssrch.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSSRCH",
    title="Mailbox Search Web Service Protocol",
    about="searches in a mailbox",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwssrch",
    error_texts={
        "ErrorContentIndexingNotEnabled": "Content indexing is not enabled, so that there is no query.",
        "ErrorUnsupportedPathForSortGroup": "The results cannot be grouped.",
        "ErrorCalendarFolderIsInvalidForCalendarView": "A calendar view is of calendar folders.",
    },
)
