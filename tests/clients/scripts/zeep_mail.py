"""zeep drives the seven operations of MS-OXWSMSG from our WSDL: a message in its life."""

from __future__ import annotations

from typing import Any

import requests

from tests.clients.scripts.zeep_service import EWS_PATH, Answers, Service

__all__ = ["BINDING", "FRIEND", "HEADERS", "SUBJECT", "WSDL", "folder", "id_of", "ids", "mail"]

WSDL, BINDING = "oxwsmsg/MS-OXWSMSG.wsdl", "ExchangeServiceBinding"
HEADERS = {"RequestVersion": {"Version": "Exchange2013"}}
FRIEND = {"_value_1": [{"Mailbox": {"EmailAddress": "friend@example.com"}}]}


def mail(url: str, *, session: requests.Session | None = None) -> Answers:
    """All seven operations on a message.

    Args:
        url: scheme, host and port of the server.
        session: how requests are sent and authenticated.
    """
    service = Service(WSDL, BINDING, url + EWS_PATH, session, HEADERS)
    ask = service.ask

    message = {
        "Subject": "Lunch <&> ünï",
        "Body": {"BodyType": "Text", "_value_1": "At noon?"},
        "ToRecipients": FRIEND,
    }
    made = ask("CreateItem", MessageDisposition="SaveOnly", Items={"_value_1": [{"Message": message}]})
    draft = id_of(made)
    ask("GetItem", ItemShape={"BaseShape": "Default", "BodyType": "Text"}, ItemIds=ids(draft))
    changed = ask(
        "UpdateItem",
        ConflictResolution="AutoResolve",
        MessageDisposition="SaveOnly",
        ItemChanges={"ItemChange": [{"ItemId": draft, "Updates": {"_value_1": [SUBJECT]}}]},
    )
    draft = id_of(changed)
    copy = id_of(ask("CopyItem", ToFolderId=folder("inbox"), ItemIds=ids(draft)))
    moved = id_of(ask("MoveItem", ToFolderId=folder("junkemail"), ItemIds=ids(copy)))
    ask("SendItem", SaveItemToFolder=True, ItemIds=ids(draft), SavedItemFolderId=folder("sentitems"))
    ask("DeleteItem", DeleteType="HardDelete", ItemIds=ids(moved))
    ask("GetItem", ItemShape={"BaseShape": "IdOnly"}, ItemIds=ids(moved))
    return service.answers


SUBJECT = {
    "SetItemField": {
        "_value_1": [{"FieldURI": {"FieldURI": "item:Subject"}}],
        "Message": {"Subject": "Lunch, moved"},
    }
}
"""A change of the subject."""


def folder(name: str) -> dict[str, Any]:
    """Names a well-known folder."""
    return {"DistinguishedFolderId": {"Id": name}}


def ids(item_id: dict[str, str]) -> dict[str, Any]:
    """Names one item where several can be named."""
    return {"_value_1": [{"ItemId": item_id}]}


def id_of(answer: Any) -> dict[str, str]:
    """Returns the id in the first response message."""
    (message,) = answer.body.ResponseMessages._value_1[0].values()
    item = next(iter(message.Items._value_1[0].values()))
    return {"Id": item.ItemId.Id, "ChangeKey": item.ItemId.ChangeKey}
