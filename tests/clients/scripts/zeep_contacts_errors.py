"""zeep is refused each of the thirteen operations of MS-OXWSCOS."""

from __future__ import annotations

import requests

from tests.clients.scripts.zeep_contacts import BINDING, HEADERS, WSDL, contact_of, id_of
from tests.clients.scripts.zeep_service import EWS_PATH, Answers, Service

__all__ = ["STRANGER", "contact_list_errors"]

STRANGER = "stranger@example.com"
"""Somebody who has no mailbox."""

_AS_STRANGER = {"Impersonation": {"ConnectingSID": {"PrimarySmtpAddress": STRANGER}}}
_NOBODY = {"Id": "AAAAAA=="}


def contact_list_errors(url: str, *, session: requests.Session | None = None) -> Answers:
    """Groups and contacts that are not there, a name that is taken, more groups than there may be.

    What reads or marks the whole list has nothing that could be wrong but whose list it is.

    Args:
        url: scheme, host and port of the server.
        session: how requests are sent and authenticated.
    """
    service = Service(WSDL, BINDING, url + EWS_PATH, session, HEADERS)
    ask = service.ask

    ask("GetImItemList", headers=_AS_STRANGER)
    ask("SetImListMigrationCompleted", headers=_AS_STRANGER, ImListMigrationCompleted=True)
    friends = id_of(ask("AddImGroup", DisplayName="Friends").body.ImGroup.ExchangeStoreId)
    work = id_of(ask("AddImGroup", DisplayName="Work").body.ImGroup.ExchangeStoreId)
    ask("SetImGroup", GroupId=work, NewDisplayName="Friends")
    ask("SetImGroup", GroupId=_NOBODY, NewDisplayName="Colleagues")
    anna = contact_of(ask("AddNewImContactToGroup", ImAddress="anna@example.com", GroupId=friends))
    ask("AddNewImContactToGroup", ImAddress="bert@example.com", GroupId=_NOBODY)
    ask(
        "AddNewTelUriContactToGroup",
        TelUriAddress="tel:+14255550123",
        ImContactSipUriAddress="sip:bert@example.com",
        ImTelephoneNumber="+14255550123",
        GroupId=_NOBODY,
    )
    ask("AddImContactToGroup", ContactId=_NOBODY, GroupId=work)
    ask("AddDistributionGroupToImList", SmtpAddress="team", DisplayName="Team")
    ask("GetImItems", ContactIds={"_value_1": [{"ItemId": _NOBODY}]})
    ask("RemoveImContactFromGroup", ContactId=anna, GroupId=work)
    ask("RemoveDistributionGroupFromImList", GroupId=friends)
    ask("RemoveContactFromImList", ContactId=_NOBODY)
    ask("RemoveImGroup", GroupId=_NOBODY)
    for number in range(3, 66):  # section 3.1.4.3: 64 groups
        ask("AddImGroup", DisplayName=f"Group {number}")
    return service.answers
