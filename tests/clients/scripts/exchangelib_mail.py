"""exchangelib, as it is installed, drives a message through its life: drafted, read, changed, copied, moved,
sent, deleted.

The function is given where the server is, and returns what the library made of the answers as plain data.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests.adapters
from exchangelib import DELEGATE, Account, Configuration, Credentials, EWSTimeZone, Mailbox, Message
from exchangelib.protocol import BaseProtocol, CachingProtocol

from tests.clients.scripts.zeep_service import EWS_PATH, Answers

__all__ = ["ADDRESS", "FRIEND", "PASSWORD", "account_at", "mail_round_trip"]

ADDRESS = "user@example.com"
PASSWORD = "correct horse battery staple"
FRIEND = "friend@example.com"


def mail_round_trip(
    url: str,
    *,
    auth: str,
    user: str = ADDRESS,
    password: str = PASSWORD,
    adapter: type[requests.adapters.HTTPAdapter] | None = None,
) -> Answers:
    """Creates, gets, updates, copies, moves, sends and deletes a message.

    Args:
        url: scheme, host and port of the server.
        auth: ``basic`` or ``NTLM``, as exchangelib names them.
        user: who logs in.
        password: with what.
        adapter: exchangelib's HTTP_ADAPTER_CLS, if it is not to use sockets.
    """
    with account_at(url, auth, user, password, adapter) as account:
        return _round_trip(account)


@contextmanager
def account_at(
    url: str,
    auth: str,
    user: str = ADDRESS,
    password: str = PASSWORD,
    adapter: type[requests.adapters.HTTPAdapter] | None = None,
) -> Iterator[Account]:
    """Gives the library's account on a server, and takes care that it forgets it again.

    Args:
        url: as of :func:`mail_round_trip`, like the others.
        auth: likewise.
        user: likewise.
        password: likewise.
        adapter: likewise.
    """
    before = BaseProtocol.HTTP_ADAPTER_CLS
    BaseProtocol.HTTP_ADAPTER_CLS = adapter or before
    try:
        yield Account(
            primary_smtp_address=ADDRESS,
            config=Configuration(
                service_endpoint=url + EWS_PATH, credentials=Credentials(user, password), auth_type=auth
            ),
            autodiscover=False,
            access_type=DELEGATE,
            locale="en_US",  # these two are the host's unless they are given
            default_timezone=EWSTimeZone("UTC"),
        )
    finally:
        BaseProtocol.HTTP_ADAPTER_CLS = before
        # The library keeps connections and what it learnt of a server for the whole process.
        CachingProtocol.clear_cache()


def _round_trip(account: Account) -> Answers:
    answers: Answers = [("account", {"version": str(account.version.api_version)})]

    draft = Message(
        account=account,
        folder=account.drafts,
        subject="Lunch <&> ünï",
        body="At noon?",
        to_recipients=[Mailbox(email_address=FRIEND)],
    )
    draft.save()
    answers.append(("CreateItem", _ids(draft)))
    draft.refresh()
    answers.append(("GetItem", _plain(draft)))
    draft.subject = "Lunch, moved"
    draft.is_read = True
    draft.save(update_fields=["subject", "is_read"])
    draft.refresh()
    answers.append(("UpdateItem", _plain(draft)))
    copied_id, copied_key = draft.copy(to_folder=account.inbox)
    copy = account.inbox.get(id=copied_id, changekey=copied_key)
    answers.append(("CopyItem", _plain(copy)))
    copy.move(to_folder=account.junk)
    answers.append(("MoveItem", _ids(copy)))
    draft.send(save_copy=True)
    answers.append(("SendItem", {"id": draft.id}))
    Message(
        account=account,
        folder=account.sent,
        subject="Direct",
        body="Right away",
        to_recipients=[Mailbox(email_address=FRIEND)],
    ).send_and_save()
    answers.append(("CreateItem", "sent and saved"))
    copy.delete()
    answers.append(("DeleteItem", {"id": copy.id}))
    return answers


def _ids(message: Message) -> dict[str, Any]:
    return {"id": message.id, "changekey": message.changekey}


def _plain(message: Message) -> dict[str, Any]:
    return {
        **_ids(message),
        "subject": message.subject,
        "body": str(message.body),
        "is_read": message.is_read,
        "is_draft": message.is_draft,
        "to": [mailbox.email_address for mailbox in message.to_recipients or ()],
        "size": message.size,
        "created": str(message.datetime_created),
    }
