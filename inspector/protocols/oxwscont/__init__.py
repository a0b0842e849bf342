"""MS-OXWSCONT: Contacts Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwscont.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSCONT",
    title="Contacts Web Service Protocol",
    about="contacts",
    package=__name__,
    operations=OPERATIONS,
    error_texts={
        "ErrorCannotCreateContactInNonContactFolder": "A contact can only be created in a contacts folder."
    },
)
