"""exchangelib, as it is installed, is refused: its own exceptions tell how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests.adapters
from exchangelib import Account, Folder, Mailbox, Message
from exchangelib.errors import EWSError

from tests.clients.scripts.exchangelib_mail import FRIEND, account_at
from tests.clients.scripts.zeep_service import Answers

__all__ = ["mail_refused"]


def mail_refused(
    url: str, *, auth: str, adapter: type[requests.adapters.HTTPAdapter] | None = None
) -> Answers:
    """A folder that is not there, a draft that somebody else has changed, and then deleted.

    Args:
        url: scheme, host and port of the server.
        auth: ``basic`` or ``NTLM``, as exchangelib names them.
        adapter: exchangelib's HTTP_ADAPTER_CLS, if it is not to use its own.
    """
    with account_at(url, auth, adapter=adapter) as account:
        return _refused(account)


def _refused(account: Account) -> Answers:
    answers: Answers = []

    def refused(operation: str, action: Callable[[], Any]) -> None:
        try:
            action()
        except EWSError as error:
            answers.append((operation, {"error": type(error).__name__, "text": str(error)}))
        else:
            raise AssertionError(f"{operation} was not refused")

    nowhere = Folder(root=account.root, name="Nowhere", id="AAAAAA==", changekey="AAAAAA==")
    mine = _draft(account)
    refused("CreateItem", lambda: Message(account=account, folder=nowhere, subject="Lost").save())
    mine.save()
    refused("CopyItem", lambda: mine.copy(to_folder=nowhere))
    refused("MoveItem", lambda: mine.move(to_folder=nowhere))
    theirs = account.drafts.get(id=mine.id, changekey=mine.changekey)
    theirs.subject = "Lunch, moved"
    theirs.save(update_fields=["subject"])
    refused("UpdateItem", lambda: mine.save(update_fields=["subject"], conflict_resolution="NeverOverwrite"))
    refused("SendItem", lambda: mine.send(save_copy=True))
    theirs.delete()
    refused("GetItem", mine.refresh)
    refused("DeleteItem", mine.delete)
    return answers


def _draft(account: Account) -> Message:
    to = [Mailbox(email_address=FRIEND)]
    return Message(account=account, folder=account.drafts, subject="Lunch", body="At noon?", to_recipients=to)
