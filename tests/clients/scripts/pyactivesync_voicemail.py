"""pyactivesync, as it is installed, receives voice mail as a phone does; exchangelib reads the same over EWS.

The library speaks protocol version 16.1 over HTTPS, with an encoder and a decoder of WBXML of its own. It has
no name for code page 22 and shows what it finds there by number: ``page22.0x05`` is email2:UmCallerID. What
it has no method for (OPTIONS, the packed query of version 14.1, an element that no client may send) goes out
by its session and its encoder.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import requests
import requests.adapters
from exchangelib import Account, ExtendedProperty, Message
from pyactivesync import BodyType, Client, EmailChange, FolderType
from pyactivesync import _codepages as pages
from pyactivesync._wbxml import NodeBuilder, WBXMLReader, WBXMLWriter, find, text_of, wtag

from tests.clients.scripts.zeep_service import Answers

__all__ = ["CALLER", "callers", "phone", "sends_caller_id"]

PATH = "/Microsoft-Server-ActiveSync"
CALLER = "page22.0x05"
_NAMES = {
    "Email.MessageClass": "class",
    "Email.Subject": "subject",
    CALLER: "caller",
    "page22.0x07": "seconds",
    "page22.0x08": "order",
}


class CallerNumber(ExtendedProperty):
    """PidTagSenderTelephoneNumber: the caller as EWS tells it."""

    property_tag = 0x6802
    property_type = "String"


Adapter = type[requests.adapters.HTTPAdapter]


def phone(url: str, user: str, password: str, advance: Callable[[float], Any], adapter: Adapter) -> Answers:
    """Provisions, syncs voice mail as it comes, fetches, searches and marks as read.

    Args:
        url: scheme, host and port of the server; the scheme has to be https.
        user: who logs in.
        password: with what.
        advance: lets seconds pass on the server's clock.
        adapter: how requests are sent; it knows which certificate to trust.
    """
    answers: Answers = [("OPTIONS", _options(url, user, password, adapter))]
    with _client(url, user, password, "phone1", adapter) as client:
        folders = {folder.type: folder for folder in client.list_folders()}
        answers.append(("FolderSync", sorted(folder.name for folder in folders.values())))
        inbox = folders[FolderType.INBOX].id
        key = client.sync_folder(inbox).sync_key
        first = client.sync_folder(inbox, key)
        answers.append(("Sync", [_shown(item.fields) for item in first.added]))
        quiet = client.sync_folder(inbox, first.sync_key)
        answers.append(("Sync", [quiet.sync_key == first.sync_key, len(quiet.added)]))
        advance(60)
        second = client.sync_folder(inbox, first.sync_key)
        answers.append(("Sync", [_shown(item.fields) for item in second.added]))
        fetched = client.fetch_item(inbox, first.added[0].server_id, body_type=BodyType.PLAIN_TEXT)
        sound = client.fetch_attachment(fetched.attachments[0].file_reference)
        body = fetched.body.data if fetched.body else ""
        answers.append(
            ("ItemOperations", [_shown(fetched.fields), str(body), len(sound), sound[:4].decode()])
        )
        changes = [EmailChange(first.added[0].server_id, read=True)]
        changed = client.apply_email_changes(inbox, second.sync_key, changes)
        answers.append(("Sync", [list(changed.statuses.values())]))
        answers.append(("packed", _packed(client, url, inbox, changed.sync_key)))
    return answers


def callers(account: Account) -> list[tuple[str, str, str | None]]:
    """Reads the same messages over EWS: subject, class and caller of each."""
    Message.register("caller_number", CallerNumber)
    try:
        shown = account.inbox.all().only("subject", "item_class", "datetime_received", "caller_number")
        return sorted((item.subject, item.item_class, item.caller_number) for item in shown)
    finally:
        Message.deregister("caller_number")


def sends_caller_id(url: str, user: str, password: str, adapter: Adapter) -> tuple[str, str]:
    """Sends an element that no client may send, in a change and then in a new message.

    Returns:
        The status of each.
    """
    _name_page_22()
    with _client(url, user, password, "phone2", adapter) as client:
        inbox = next(folder.id for folder in client.list_folders() if folder.type == FolderType.INBOX)
        key = client.sync_folder(inbox).sync_key
        synced = client.sync_folder(inbox, key)
        server_id = synced.added[0].server_id
        data = wtag("AirSync", "ApplicationData", children=[wtag("Email2", "UmCallerID", text="77777777777")])
        change = wtag("AirSync", "Change", children=[wtag("AirSync", "ServerId", text=server_id), data])
        key, statuses = client._sync_mutate(inbox, synced.sync_key, [change], {}, True)
        _, added, _ = client._sync_add(inbox, key, [wtag("Email2", "UmCallerID", text="7")], "client-1")
    return statuses[server_id], added


def _client(url: str, user: str, password: str, device: str, adapter: Adapter) -> Client:
    client = Client(url.removeprefix("https://"), user, password, device_id=device)
    client._transport.session.mount("https://", adapter())
    return client


def _options(url: str, user: str, password: str, adapter: Adapter) -> dict[str, str | None]:
    session = requests.Session()
    session.mount("https://", adapter())
    answer = session.options(url + PATH, auth=(user, password), timeout=30)
    names = ("MS-ASProtocolVersions", "MS-ASProtocolCommands", "MS-Server-ActiveSync")
    return {name: answer.headers.get(name) for name in names}


def _packed(client: Client, url: str, inbox: str, key: str) -> list[Any]:
    """A Sync of version 14.1 whose query is packed (MS-ASHTTP section 2.2.1.1.1.1)."""
    policy = int(client._transport.policy_key or 0)
    query = bytes((141, 0, 0x09, 0x04, 6)) + b"phone1" + b"\x04" + policy.to_bytes(4, "little") + b"\x05phone"
    asked = WBXMLWriter()
    collection: list[NodeBuilder] = [
        wtag("AirSync", "SyncKey", text=key),
        wtag("AirSync", "CollectionId", text=inbox),
    ]
    inside = wtag("AirSync", "Collections", children=[wtag("AirSync", "Collection", children=collection)])
    asked.tag("AirSync", "Sync", children=[inside])
    packed = base64.b64encode(query).decode().replace("+", "%2B").replace("/", "%2F")
    answer = client._transport.session.post(
        f"{url}{PATH}?{packed}",
        data=asked.render(),
        headers={"Content-Type": "application/vnd.ms-sync.wbxml"},
        timeout=30,
    )
    status = text_of(find(WBXMLReader(answer.content).parse(), "AirSync.Status")) if answer.content else None
    return [answer.status_code, status]


def _name_page_22() -> None:
    """The library knows no code page 22; what it does not know it cannot send."""
    pages.CODEPAGES.setdefault("Email2", {"UmCallerID": 0x05})
    pages.PAGE_INDEX.setdefault("Email2", 22)


def _shown(fields: dict[str, str]) -> dict[str, str]:
    return {name: fields[key] for key, name in _NAMES.items() if key in fields}
