"""zeep keeps a contact, an appointment and a task by the WSDL of MS-OXWSMSG, whose operations they share."""

from __future__ import annotations

from typing import Any

import requests

from tests.clients.scripts.zeep_mail import BINDING, HEADERS, WSDL, folder, id_of, ids
from tests.clients.scripts.zeep_service import EWS_PATH, Answers, Service

__all__ = ["items"]

_CONTACT = {
    "GivenName": "Anna",
    "EmailAddresses": {"Entry": [{"_value_1": "anna@example.com", "Key": "EmailAddress1"}]},
    "Surname": "Müller",
}
_APPOINTMENT = {
    "Subject": "Lunch",
    "Start": "2026-02-03T12:00:00Z",
    "End": "2026-02-03T13:30:00Z",
    "Location": "Canteen",
}
_TASK = {"Subject": "Paint", "DueDate": "2026-02-03T00:00:00Z", "Status": "InProgress"}
_KINDS: tuple[tuple[str, dict[str, Any], str, str, dict[str, Any]], ...] = (
    ("Contact", _CONTACT, "contacts:Surname", "contacts", {"Surname": "Maier"}),
    ("CalendarItem", _APPOINTMENT, "calendar:Location", "calendar", {"Location": "Park"}),
    ("Task", _TASK, "task:Status", "tasks", {"Status": "Completed"}),
)


def items(url: str, *, session: requests.Session | None = None) -> Answers:
    """Makes, reads, changes, copies and deletes an item of each kind.

    Args:
        url: scheme, host and port of the server.
        session: how requests are sent and authenticated.
    """
    service = Service(WSDL, BINDING, url + EWS_PATH, session, HEADERS)
    ask = service.ask
    for kind, item, uri, place, change in _KINDS:
        made = ask("CreateItem", Items={"_value_1": [{kind: item}]}, SendMeetingInvitations="SendToNone")
        handle = id_of(made)
        update = {"SetItemField": {"_value_1": [{"FieldURI": {"FieldURI": uri}}], kind: change}}
        changed = ask(
            "UpdateItem",
            ConflictResolution="AutoResolve",
            SendMeetingInvitationsOrCancellations="SendToNone",
            ItemChanges={"ItemChange": [{"ItemId": handle, "Updates": {"_value_1": [update]}}]},
        )
        handle = id_of(changed)
        ask("GetItem", ItemShape={"BaseShape": "AllProperties"}, ItemIds=ids(handle))
        copy = id_of(ask("CopyItem", ToFolderId=folder(place), ItemIds=ids(handle)))
        ask(
            "DeleteItem",
            DeleteType="HardDelete",
            SendMeetingCancellations="SendToNone",
            AffectedTaskOccurrences="AllOccurrences",
            ItemIds=ids(copy),
        )
        ask("GetItem", ItemShape={"BaseShape": "IdOnly"}, ItemIds=ids(copy))
    return service.answers
