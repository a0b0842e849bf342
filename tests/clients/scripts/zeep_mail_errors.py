"""zeep is refused each of the seven operations of MS-OXWSMSG: for each item, in the order of the request."""

from __future__ import annotations

import requests

from tests.clients.scripts.zeep_mail import BINDING, FRIEND, HEADERS, SUBJECT, WSDL, folder, id_of, ids
from tests.clients.scripts.zeep_service import EWS_PATH, Answers, Service

__all__ = ["mail_errors"]


def mail_errors(url: str, *, session: requests.Session | None = None) -> Answers:
    """A draft whose old change key is used again, and what is done to it when it is gone.

    Args:
        url: scheme, host and port of the server.
        session: how requests are sent and authenticated.
    """
    service = Service(WSDL, BINDING, url + EWS_PATH, session, HEADERS)
    ask = service.ask
    items = {"_value_1": [{"Message": {"Subject": "Lunch", "ToRecipients": FRIEND}}]}
    shape = {"BaseShape": "IdOnly"}

    ask("CreateItem", Items=items)  # what is to be done with it?
    nowhere = folder("publicfoldersroot")  # as this mailbox has none
    ask("CreateItem", MessageDisposition="SaveOnly", SavedItemFolderId=nowhere, Items=items)
    stale = id_of(ask("CreateItem", MessageDisposition="SaveOnly", Items=items))
    ask("CopyItem", ToFolderId=nowhere, ItemIds=ids(stale))
    ask("MoveItem", ToFolderId=nowhere, ItemIds=ids(stale))
    draft = id_of(_subject(service, stale, "NeverOverwrite"))
    _subject(service, stale, "NeverOverwrite")  # somebody else was faster
    _send(service, stale)
    _send(service, {"Id": draft["Id"]})  # sending needs the change key
    ask("DeleteItem", DeleteType="HardDelete", ItemIds=ids(draft))
    ask("DeleteItem", DeleteType="HardDelete", ItemIds=ids(draft))
    ask("GetItem", ItemShape=shape, ItemIds=ids(draft))
    ask("CopyItem", ToFolderId=folder("inbox"), ItemIds=ids(draft))
    return service.answers


def _subject(service: Service, item_id: dict[str, str], resolution: str) -> object:
    change = {"ItemId": item_id, "Updates": {"_value_1": [SUBJECT]}}
    return service.ask(
        "UpdateItem",
        ConflictResolution=resolution,
        MessageDisposition="SaveOnly",
        ItemChanges={"ItemChange": [change]},
    )


def _send(service: Service, item_id: dict[str, str]) -> None:
    service.ask("SendItem", SaveItemToFolder=True, ItemIds=ids(item_id))
