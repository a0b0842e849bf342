"""MS-OXWSPED: Password Expiration Date Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.oxwsped.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.server import MailboxStore, Server

__all__ = ["DOCUMENT"]


def _server() -> Server[MailboxStore]:
    from inspector.protocols.oxwsped.server import SERVER

    return SERVER


DOCUMENT = Document(
    name="MS-OXWSPED",
    title="Password Expiration Date Web Service Protocol",
    about="when a password expires",
    package=__name__,
    operations=OPERATIONS,
    served_by=_server,
    schemas="oxwsped",
)
