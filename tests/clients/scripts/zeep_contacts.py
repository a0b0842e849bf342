"""zeep drives the thirteen operations of MS-OXWSCOS from our WSDL: a contact list is filled and emptied."""

from __future__ import annotations

from typing import Any

import requests

from tests.clients.scripts.zeep_service import EWS_PATH, Answers, Service

__all__ = ["BINDING", "HEADERS", "WSDL", "contact_list", "contact_of", "id_of"]

WSDL, BINDING = "oxwscos/MS-OXWSCOS.wsdl", "ExchangeServiceBinding"
HEADERS = {"RequestVersion": {"Version": "Exchange2013"}}


def contact_list(url: str, *, session: requests.Session | None = None) -> Answers:
    """All thirteen operations on the instant messaging contact list.

    Args:
        url: scheme, host and port of the server.
        session: how requests are sent and authenticated.
    """
    service = Service(WSDL, BINDING, url + EWS_PATH, session, HEADERS)
    ask = service.ask

    ask("GetImItemList")
    friends = id_of(ask("AddImGroup", DisplayName="Friends").body.ImGroup.ExchangeStoreId)
    work = id_of(ask("AddImGroup", DisplayName="Work").body.ImGroup.ExchangeStoreId)
    ask("SetImGroup", GroupId=work, NewDisplayName="Colleagues")
    anna = contact_of(
        ask(
            "AddNewImContactToGroup",
            ImAddress="anna@example.com",
            DisplayName="Anna Example",
            GroupId=friends,
        )
    )
    bert = contact_of(
        ask(
            "AddNewTelUriContactToGroup",
            TelUriAddress="tel:+14255550123",
            ImContactSipUriAddress="sip:bert@example.com",
            ImTelephoneNumber="+14255550123",
            GroupId=friends,
        )
    )
    ask("AddImContactToGroup", ContactId=anna, GroupId=work)
    team = id_of(
        ask(
            "AddDistributionGroupToImList", SmtpAddress="team@example.com", DisplayName="Team"
        ).body.ImGroup.ExchangeStoreId
    )
    ask("GetImItemList")
    ask(
        "GetImItems",
        ContactIds={"_value_1": [{"ItemId": anna}]},
        GroupIds={"_value_1": [{"ItemId": friends}]},
    )
    ask("RemoveImContactFromGroup", ContactId=anna, GroupId=work)
    ask("RemoveDistributionGroupFromImList", GroupId=team)
    ask("RemoveContactFromImList", ContactId=bert)
    ask("RemoveImGroup", GroupId=friends)
    ask("SetImListMigrationCompleted", ImListMigrationCompleted=True)
    ask("GetImItemList")
    return service.answers


def id_of(item_id: Any) -> dict[str, str]:
    """Names what an answer has named."""
    return {"Id": item_id.Id}


def contact_of(answer: Any) -> dict[str, str]:
    """Names a contact by its own id, beside its address; the persona's is of the person, in any folder."""
    return id_of(answer.body.Persona.EmailAddress.ItemId)
