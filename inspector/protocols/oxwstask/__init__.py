"""MS-OXWSTASK: Tasks Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwstask.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwstask.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSTASK",
    title="Tasks Web Service Protocol",
    about="tasks",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    error_texts={
        "ErrorCannotCreateTaskInNonTaskFolder": "A task can only be created in a tasks folder.",
        "ErrorAffectedTaskOccurrencesRequired": "AffectedTaskOccurrences is required for tasks.",
        "ErrorInvalidPercentCompleteValue": "PercentComplete is not from 0 to 100.",
    },
)
