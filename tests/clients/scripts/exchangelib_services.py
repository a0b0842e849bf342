"""exchangelib, as it is installed, asks what clients ask beside mail: who somebody is, who is away, who is
free, and what happens in a folder.

The functions are given where the server is, and return what the library made of the answers as plain data.
"""

from __future__ import annotations

from datetime import timedelta

import requests.adapters
from exchangelib import Account, EWSDateTime, EWSTimeZone, Mailbox, Message, OofSettings
from exchangelib.errors import ErrorNameResolutionNoResults, ErrorSubscriptionNotFound
from exchangelib.properties import CreatedEvent, NewMailEvent

from tests.clients.scripts.exchangelib_mail import ADDRESS, account_at
from tests.clients.scripts.zeep_service import Answers

__all__ = ["services", "stream"]

NOON = EWSDateTime(2030, 1, 7, 12, 0, tzinfo=EWSTimeZone("UTC"))


def services(url: str, *, auth: str, adapter: type[requests.adapters.HTTPAdapter] | None = None) -> Answers:
    """Asks about people, absence, time and rules, and pulls what happens in the inbox.

    Args:
        url: scheme, host and port of the server.
        auth: ``basic`` or ``NTLM``, as exchangelib names them.
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


def stream(account: Account, let_time_pass: object) -> list[str]:
    """Listens to the inbox on one connection until the server ends it.

    Args:
        account: the account.
        let_time_pass: called with seconds once something was told.

    Returns:
        What was told, by the names of the events.
    """
    assert callable(let_time_pass)
    handle = account.inbox.subscribe_to_streaming(event_types=["NewMailEvent", "CreatedEvent"])
    Message(account=account, subject="News", body="x", to_recipients=[Mailbox(email_address=ADDRESS)]).send()
    told: list[str] = []
    for notification in account.inbox.get_streaming_events(handle, connection_timeout=1):
        events = [each for each in notification.events if isinstance(each, CreatedEvent | NewMailEvent)]
        told += [type(event).__name__ for event in events]
        let_time_pass(61.0)
    account.inbox.unsubscribe(handle)
    return told
