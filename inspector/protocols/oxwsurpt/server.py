"""GetUserRetentionPolicyTags (MS-OXWSURPT section 3.1.4.1): there are none."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import M, response_message
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.server import DocumentServer


def get_user_retention_policy_tags(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSURPT section 3.1.4.1."""
    return response_message("GetUserRetentionPolicyTagsResponse", None, M.RetentionPolicyTags())


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"GetUserRetentionPolicyTags": get_user_retention_policy_tags},
    how_far={"GetUserRetentionPolicyTags": "there are none"},
)
"""The retention tags of a mailbox."""
