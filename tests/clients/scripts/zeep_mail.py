"""zeep drives the seven operations of MS-OXWSMSG from our WSDL: a message in its life."""

from __future__ import annotations

from typing import Any

import requests

from tests.clients.scripts.zeep_service import EWS_PATH, Answers, Service

__all__ = ["mail"]

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
    draft = _id(made)
    ask("GetItem", ItemShape={"BaseShape": "Default", "BodyType": "Text"}, ItemIds=_ids(draft))
    changed = ask(
        "UpdateItem",
        ConflictResolution="AutoResolve",
        MessageDisposition="SaveOnly",
        ItemChanges={"ItemChange": [{"ItemId": draft, "Updates": {"_value_1": [_SUBJECT]}}]},
    )
    draft = _id(changed)
    copy = _id(ask("CopyItem", ToFolderId=_folder("inbox"), ItemIds=_ids(draft)))
    moved = _id(ask("MoveItem", ToFolderId=_folder("junkemail"), ItemIds=_ids(copy)))
    ask("SendItem", SaveItemToFolder=True, ItemIds=_ids(draft), SavedItemFolderId=_folder("sentitems"))
    ask("DeleteItem", DeleteType="HardDelete", ItemIds=_ids(moved))
    ask("GetItem", ItemShape={"BaseShape": "IdOnly"}, ItemIds=_ids(moved))
    return service.answers


_SUBJECT = {
    "SetItemField": {
        "_value_1": [{"FieldURI": {"FieldURI": "item:Subject"}}],
        "Message": {"Subject": "Lunch, moved"},
    }
}


def _folder(name: str) -> dict[str, Any]:
    return {"DistinguishedFolderId": {"Id": name}}


def _ids(item_id: dict[str, str]) -> dict[str, Any]:
    return {"_value_1": [{"ItemId": item_id}]}


def _id(answer: Any) -> dict[str, str]:
    """The id in the first response message."""
    (message,) = answer.body.ResponseMessages._value_1[0].values()
    item = next(iter(message.Items._value_1[0].values()))
    return {"Id": item.ItemId.Id, "ChangeKey": item.ItemId.ChangeKey}
