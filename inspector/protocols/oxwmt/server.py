"""GetMailTips (MS-OXWMT section 3.1.4.1): whether a recipient is away, or not there at all."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.reading import child, children, required, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwsoof.settings import kept_settings
from inspector.protocols.server import DocumentServer

_SIZE = 36 * 1024  # what a message may have, in kilobytes


def get_mail_tips(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWMT section 3.1.4.1."""
    wanted = set(text_of(required(payload, "MailTipsRequested")).split())
    recipients = children(required(payload, "Recipients"))
    answers = (
        response_message("MailTipsResponseMessageType", None, _tips(mailbox, recipient, wanted, at))
        for recipient in recipients
    )
    return response_message("GetMailTipsResponse", None, M.ResponseMessages(*answers))


def _tips(mailbox: Mailbox, recipient: etree._Element, wanted: set[str], at: float) -> etree._Element:
    address = text_of(child(recipient, "EmailAddress")).strip()
    routing = text_of(child(recipient, "RoutingType")).strip() or "SMTP"
    found = mailbox.directory.find(address)
    domain = mailbox.address.rpartition("@")[2].lower()
    inside = address.rpartition("@")[2].lower() == domain
    shown = M.MailTips(
        T.RecipientAddress(
            T.Name(found.name if found else address), T.EmailAddress(address), T.RoutingType(routing)
        ),
        T.PendingMailTips(),
    )
    tips = {
        "OutOfOfficeMessage": _away(found, at) if found else None,
        "MailboxFullStatus": T.MailboxFull("false"),
        "TotalMemberCount": T.TotalMemberCount("1"),
        "ExternalMemberCount": T.ExternalMemberCount("0" if inside else "1"),
        "MaxMessageSize": T.MaxMessageSize(str(_SIZE)),
        "DeliveryRestriction": T.DeliveryRestricted("false"),
        "ModerationStatus": T.IsModerated("false"),
        "InvalidRecipient": T.InvalidRecipient("true" if inside and found is None else "false"),
    }
    for name, tip in tips.items():
        if tip is not None and ("All" in wanted or name in wanted):
            shown.append(tip)
    return shown


def _away(mailbox: Mailbox, at: float) -> etree._Element:
    settings = kept_settings(mailbox, at)
    away = settings.is_away(mailbox.time(at))
    tip = T.OutOfOffice(T.ReplyBody(T.Message(settings.internal if away else "")))
    if away and settings.begins and settings.ends:
        tip.append(T.Duration(T.StartTime(settings.begins), T.EndTime(settings.ends)))
    return tip


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"GetMailTips": get_mail_tips},
    how_far={"GetMailTips": "who is away, and who is not there"},
)
"""What is told of recipients before a mail is sent."""
