"""GetInboxRules (MS-OXWSRULES section 3.1.4.1): there are none."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import M, response_message
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.server import DocumentServer


def get_inbox_rules(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSRULES section 3.1.4.1."""
    return response_message("GetInboxRulesResponse", None, M.OutlookRuleBlobExists("false"))


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"GetInboxRules": get_inbox_rules},
    how_far={"GetInboxRules": "there are none"},
)
"""The rules of the inbox."""
