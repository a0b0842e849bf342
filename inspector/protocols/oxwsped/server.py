"""GetPasswordExpirationDate (MS-OXWSPED section 3.1.4.1)."""

from __future__ import annotations

from datetime import timedelta

from lxml import etree

from inspector.protocols.common.answers import M, response_message
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.server import DocumentServer

_LIFE = timedelta(days=90).total_seconds()


def get_password_expiration_date(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSPED section 3.1.4.1: ninety days after the clock showed 0."""
    expires = M.PasswordExpirationDate(mailbox.time(_LIFE))
    return response_message("GetPasswordExpirationDateResponse", None, expires)


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"GetPasswordExpirationDate": get_password_expiration_date},
    how_far={"GetPasswordExpirationDate": "ninety days after the clock showed 0"},
)
"""The age of passwords."""
