"""MS-OXWSTASK: Tasks Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwstask.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSTASK",
    title="Tasks Web Service Protocol",
    about="tasks",
    package=__name__,
    operations=OPERATIONS,
    error_texts={
        "ErrorCannotCreateTaskInNonTaskFolder": "A task can only be created in a tasks folder.",
        "ErrorAffectedTaskOccurrencesRequired": "AffectedTaskOccurrences is required for tasks.",
        "ErrorInvalidPercentCompleteValue": "PercentComplete is not from 0 to 100.",
    },
)
