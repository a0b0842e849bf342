"""MS-OXWSCONT: Contacts Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwscont.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwscont.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSCONT",
    title="Contacts Web Service Protocol",
    about="contacts",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    error_texts={
        "ErrorCannotCreateContactInNonContactFolder": "A contact can only be created in a contacts folder."
    },
)
