"""GetDelegate (MS-OXWSDLGM section 3.1.4.2): nobody has a delegate."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import M, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.server import DocumentServer


def get_delegate(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSDLGM section 3.1.4.2: of each user that is named, that it is no delegate."""
    address = text_of(child(payload, "Mailbox", "EmailAddress")).strip()
    if mailbox.directory.find(address) is None:
        return response_message("GetDelegateResponse", OperationError("ErrorNonExistentMailbox"))
    named = children(child(payload, "UserIds"), "UserId")
    no_delegate = OperationError("ErrorNotDelegate")
    answers = [response_message("DelegateUserResponseMessageType", no_delegate) for _ in named]
    content = [M.ResponseMessages(*answers)] if answers else []
    deliver = M.DeliverMeetingRequests("DelegatesAndSendInformationToMe")
    return response_message("GetDelegateResponse", None, *content, deliver)


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"GetDelegate": get_delegate},
    how_far={"GetDelegate": "there are none"},
)
"""The delegates of a mailbox."""
