"""GetUserOofSettings and SetUserOofSettings (MS-OXWSOOF section 3.1.4): kept, and given back."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, required, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwsoof.settings import OofSettings, kept_settings, read_settings
from inspector.protocols.server import DocumentServer


def get_user_oof_settings(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSOOF section 3.1.4.1."""
    try:
        settings = kept_settings(_meant(payload, mailbox), at)
    except OperationError as error:
        return M.GetUserOofSettingsResponse(response_message("ResponseMessage", error))
    return M.GetUserOofSettingsResponse(
        response_message("ResponseMessage"), _written(settings), M.AllowExternalOof("All")
    )


def set_user_oof_settings(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSOOF section 3.1.4.2."""
    try:
        owner = _meant(payload, mailbox)
        read_settings(required(payload, "UserOofSettings")).keep(owner)
    except OperationError as error:
        return M.SetUserOofSettingsResponse(response_message("ResponseMessage", error))
    return M.SetUserOofSettingsResponse(response_message("ResponseMessage"))


def _meant(payload: etree._Element, mailbox: Mailbox) -> Mailbox:
    address = text_of(child(payload, "Mailbox", "Address")).strip()
    found = mailbox.directory.find(address)
    if found is None:
        raise OperationError("ErrorMailRecipientNotFound")
    return found


def _written(settings: OofSettings) -> etree._Element:
    written = T.OofSettings(T.OofState(settings.state), T.ExternalAudience(settings.audience))
    if settings.begins and settings.ends:
        written.append(T.Duration(T.StartTime(settings.begins), T.EndTime(settings.ends)))
    for name, reply in (("InternalReply", settings.internal), ("ExternalReply", settings.external)):
        written.append(T(name, T.Message(reply)))
    return written


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"GetUserOofSettings": get_user_oof_settings, "SetUserOofSettings": set_user_oof_settings},
    how_far={
        "GetUserOofSettings": "what was set",
        "SetUserOofSettings": "kept; GetMailTips tells it, mail is not answered",
    },
)
"""What correspondents are told while a user is out of office."""
