"""zeep drives the thirteen operations of MS-OXWSCOS from our WSDL: a contact list is filled and emptied."""

from __future__ import annotations

from typing import Any

import requests

from tests.clients.scripts.zeep_service import EWS_PATH, Answers, Service

__all__ = ["contact_list"]

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
    friends = _id(ask("AddImGroup", DisplayName="Friends").body.ImGroup.ExchangeStoreId)
    work = _id(ask("AddImGroup", DisplayName="Work").body.ImGroup.ExchangeStoreId)
    ask("SetImGroup", GroupId=work, NewDisplayName="Colleagues")
    anna = _contact(
        ask(
            "AddNewImContactToGroup",
            ImAddress="anna@example.com",
            DisplayName="Anna Example",
            GroupId=friends,
        )
    )
    bert = _contact(
        ask(
            "AddNewTelUriContactToGroup",
            TelUriAddress="tel:+14255550123",
            ImContactSipUriAddress="sip:bert@example.com",
            ImTelephoneNumber="+14255550123",
            GroupId=friends,
        )
    )
    ask("AddImContactToGroup", ContactId=anna, GroupId=work)
    team = _id(
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


def _id(item_id: Any) -> dict[str, str]:
    return {"Id": item_id.Id}


def _contact(answer: Any) -> dict[str, str]:
    """The contact's own id is beside its address; the persona's id is of the person, whatever holds it."""
    return _id(answer.body.Persona.EmailAddress.ItemId)
