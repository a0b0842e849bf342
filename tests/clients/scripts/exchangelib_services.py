"""exchangelib, as it is installed, asks what clients ask beside mail: who somebody is, who is away, who is
free, and what happens in a folder.

The function is given where the server is, and returns what the library made of the answers as plain data.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import requests.adapters
from exchangelib import (
    Account,
    EWSDateTime,
    EWSTimeZone,
    FileAttachment,
    Folder,
    Mailbox,
    Message,
    OofSettings,
)
from exchangelib.errors import ErrorNameResolutionNoResults, ErrorSubscriptionNotFound

from tests.clients.scripts.exchangelib_mail import ADDRESS, account_at
from tests.clients.scripts.zeep_service import Answers

__all__ = ["services"]

NOON = EWSDateTime(2030, 1, 7, 12, 0, tzinfo=EWSTimeZone("UTC"))


def services(
    url: str,
    *,
    auth: str,
    advance: Callable[[float], float],
    adapter: type[requests.adapters.HTTPAdapter] | None = None,
) -> Answers:
    """Asks about people, absence, time and rules; pulls what happens in the inbox, and listens to it.

    Args:
        url: scheme, host and port of the server.
        auth: ``basic`` or ``NTLM``, as exchangelib names them.
        advance: lets seconds pass on the server's clock.
        adapter: exchangelib's HTTP_ADAPTER_CLS.
    """
    with account_at(url, auth, adapter=adapter) as account:
        version = {"version": str(account.protocol.version.api_version)}  # which it finds out by a request
        return [
            ("protocol", version),
            *_people(account),
            *_time(account),
            *_settings(account),
            *_pulled(account),
            *_listened(account, advance),
            *_folders(account),
        ]


def _people(account: Account) -> Answers:
    protocol = account.protocol
    found = protocol.resolve_names(["user"], return_full_contact_data=True)
    (mailbox, contact) = found[0]
    yes = {"address": mailbox.email_address, "name": mailbox.name, "full": contact.display_name}
    (no,) = protocol.resolve_names(["nobody at all"])
    return [
        ("ResolveNames", yes),
        ("ResolveNames", type(no).__name__ if isinstance(no, ErrorNameResolutionNoResults) else str(no)),
        ("GetRoomLists", list(protocol.get_roomlists())),
        ("GetDelegate", list(account.delegates)),
    ]


def _time(account: Account) -> Answers:
    account.oof_settings = OofSettings(
        state=OofSettings.SCHEDULED,
        external_audience="Known",
        start=NOON,
        end=NOON + timedelta(days=7),
        internal_reply="Back soon",
        external_reply="Away",
    )
    kept = account.oof_settings
    views = account.protocol.get_free_busy_info(
        [(account, "Organizer", False)], NOON, NOON + timedelta(hours=3), merged_free_busy_interval=60
    )
    return [
        ("SetUserOofSettings", [kept.state, kept.internal_reply, kept.external_reply, str(kept.start)]),
        ("GetUserAvailability", [view.merged for view in views]),
    ]


def _settings(account: Account) -> Answers:
    return [("GetInboxRules", list(account.rules))]


def _pulled(account: Account) -> Answers:
    handle, watermark = account.inbox.subscribe_to_pull(event_types=["NewMailEvent", "CreatedEvent"])
    Message(account=account, subject="News", body="x", to_recipients=[Mailbox(email_address=ADDRESS)]).send()
    told = []
    for notification in account.inbox.get_events(handle, watermark):
        told += [type(event).__name__ for event in notification.events]
    account.inbox.unsubscribe(handle)
    try:
        list(account.inbox.get_events(handle, watermark))
        ended = "is still there"
    except ErrorSubscriptionNotFound as error:
        ended = type(error).__name__
    return [("GetEvents", told), ("Unsubscribe", ended)]


def _listened(account: Account, advance: Callable[[float], float]) -> Answers:
    handle = account.inbox.subscribe_to_streaming(event_types=["NewMailEvent", "CreatedEvent"])
    _send_to_me(account)

    def told() -> list[str]:
        notifications = account.inbox.get_streaming_events(handle, connection_timeout=1)
        return [type(event).__name__ for each in notifications for event in each.events]

    with ThreadPoolExecutor(1) as listener:
        listening = listener.submit(told)
        for _ in range(1000):  # the server ends it after a minute on its clock
            if listening.done():
                break
            advance(5.0)
            wait([listening], timeout=0.02)
        found = listening.result(timeout=10)
    account.inbox.unsubscribe(handle)
    return [("GetStreamingEvents", found)]


def _send_to_me(account: Account) -> None:
    Message(account=account, subject="News", body="x", to_recipients=[Mailbox(email_address=ADDRESS)]).send()


def _folders(account: Account) -> Answers:
    """Folders, what is synchronised of them, what is attached and what is junk."""
    folder = Folder(parent=account.inbox, name="New")
    folder.save()
    folder.name = "Renamed"
    folder.save()
    draft = Message(account=account, folder=folder, subject="With a file", body="x")
    draft.attach(FileAttachment(name="a.txt", content=b"attached"))
    draft.save()
    draft.attach(FileAttachment(name="b.txt", content=b"later"))
    draft.refresh()
    content = draft.attachments[0].content
    draft.detach(draft.attachments[0])
    account.bulk_mark_as_junk([draft], is_junk=True, move_item=False)
    changes = [(change, item.subject) for change, item in folder.sync_items(only_fields=["subject"])]
    names = sorted(each.name for _, each in account.root.sync_hierarchy() if each.name == "Renamed")
    folder.empty()
    left = folder.all().count()
    folder.delete()
    return [
        ("GetAttachment", content.decode()),
        ("SyncFolderItems", changes),
        ("SyncFolderHierarchy", names),
        ("EmptyFolder", left),
    ]
