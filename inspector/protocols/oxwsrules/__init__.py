"""MS-OXWSRULES: Inbox Rules Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsrules.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsrules.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSRULES",
    title="Inbox Rules Web Service Protocol",
    about="rules of the inbox",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsrules",
)
