"""zeep drives what clients ask beside mail from our WSDLs: people, rooms, folders, services."""

from __future__ import annotations

from typing import Any

import requests

from tests.clients.scripts.exchangelib_mail import ADDRESS
from tests.clients.scripts.zeep_service import EWS_PATH, Answers, Service

__all__ = ["services"]

_VERSION = {"RequestVersion": {"Version": "Exchange2013"}}
_INBOX = {"DistinguishedFolderId": {"Id": "inbox"}}


def services(url: str, *, session: requests.Session | None = None) -> Answers:
    """Asks once for each thing that clients ask about people and services.

    Args:
        url: scheme, host and port of the server.
        session: how requests are sent and authenticated.
    """
    answers: Answers = []

    def ask(wsdl: str, operation: str, **arguments: Any) -> Any:
        service = Service(wsdl, "ExchangeServiceBinding", url + EWS_PATH, session, _VERSION)
        told = service.ask(operation, **arguments)
        answers.extend(service.answers)
        return told

    me = {"EmailAddress": ADDRESS}
    ask("oxwsrslnm/MS-OXWSRSLNM.wsdl", "ResolveNames", UnresolvedEntry="us", ReturnFullContactData=True)
    ask(
        "oxwmt/MS-OXWMT.wsdl",
        "GetMailTips",
        SendingAs=me,
        Recipients={"_value_1": [{"Mailbox": me}]},
        MailTipsRequested=["All"],
    )
    ask("oxwsgtrm/MS-OXWSGTRM.wsdl", "GetRoomLists")
    ask("oxwsgtrm/MS-OXWSGTRM.wsdl", "GetRooms", RoomList={"EmailAddress": "rooms@example.com"})
    ask("oxwsphoto/MS-OXWSPHOTO.wsdl", "GetUserPhoto", Email=ADDRESS, SizeRequested="HR48x48")
    ask("oxwsped/MS-OXWSPED.wsdl", "GetPasswordExpirationDate", MailboxSmtpAddress=ADDRESS)
    ask("oxwsurpt/MS-OXWSURPT.wsdl", "GetUserRetentionPolicyTags")
    ask("oxwsconv/MS-OXWSCONV.wsdl", "FindConversation", ParentFolderId=_INBOX)
    ask(
        "oxwscore/MS-OXWSCORE.wsdl",
        "MarkAllItemsAsRead",
        ReadFlag=True,
        SuppressReadReceipts=True,
        FolderIds={"_value_1": [_INBOX]},
    )
    ask(
        "oxwsusrcfg/MS-OXWSUSRCFG.wsdl",
        "GetUserConfiguration",
        UserConfigurationName={"Name": "OWA.UserOptions", "DistinguishedFolderId": {"Id": "root"}},
        UserConfigurationProperties=["All"],
    )
    ask(
        "oxwconfig/MS-OXWCONFIG.wsdl",
        "GetServiceConfiguration",
        RequestedConfiguration={
            "_value_1": [{"ConfigurationName": ["MailTips"]}, {"ConfigurationName": ["ProtectionRules"]}]
        },
    )
    return answers
