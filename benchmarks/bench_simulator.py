"""A full mailbox: 10,000 messages, and a contact list of 64 groups and 1,000 contacts.

Times are those of one core for one answer, from the request's bytes to the answer's.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable

from inspector.protocols import oxwscos
from inspector.protocols.common.answers import T
from inspector.protocols.common.namespaces import MESSAGES, SOAP_11, TYPES
from inspector.protocols.oxwscos.im_list import CONTACT_LIMIT, GROUP_LIMIT, Contact
from inspector.protocols.oxwsmsg.arrival import drafted
from inspector.simulator import Simulator
from inspector.wire.http import HttpRequest

MESSAGES_IN_INBOX = 10_000
ROUNDS = 7

_FORM = (
    f'<s:Envelope xmlns:s="{SOAP_11}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"><s:Body>{{}}</s:Body>'
    "</s:Envelope>"
)
_FIND = (
    '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>{shape}</t:BaseShape></m:ItemShape>'
    '<m:IndexedPageItemView MaxEntriesReturned="{size}" Offset="{offset}" BasePoint="Beginning"/>{more}'
    '<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>'
)
_CONTAINS = (
    '<m:Restriction><t:Contains ContainmentMode="Substring" ContainmentComparison="IgnoreCase">'
    '<t:FieldURI FieldURI="item:Subject"/><t:Constant Value="message 77"/></t:Contains></m:Restriction>'
)
_SYNC = (
    "<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:SyncFolderId>"
    '<t:DistinguishedFolderId Id="inbox"/></m:SyncFolderId><m:MaxChangesReturned>512</m:MaxChangesReturned>'
    "</m:SyncFolderItems>"
)
_ASKED = {
    "FindItem, 100 ids": _FIND.format(shape="IdOnly", size=100, offset=5000, more=""),
    "FindItem, 1,000 ids": _FIND.format(shape="IdOnly", size=1000, offset=9000, more=""),
    "FindItem, 1,000 x AllProperties": _FIND.format(shape="AllProperties", size=1000, offset=0, more=""),
    "FindItem, restriction on 10,000": _FIND.format(shape="IdOnly", size=1000, offset=0, more=_CONTAINS),
    "SyncFolderItems, the first 512": _SYNC,
    "GetImItemList, 64 groups, 1,000 contacts": "<m:GetImItemList/>",
}


def main() -> None:
    """Prints what filling a mailbox costs, and what its answers do."""
    # In a process of its own: what others left behind would hide what the mailbox takes.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(_measure)


def _measure() -> None:
    before = _resident()
    simulator = Simulator()
    _fill(simulator)
    messages = _resident()
    _befriend(simulator)
    print(
        f"memory: {messages - before:.0f} MB for {MESSAGES_IN_INBOX:,} messages, "
        f"{_resident() - messages:.0f} MB for the contact list",
        flush=True,
    )
    for name, body in _ASKED.items():
        taken, size = _asked(simulator, body)
        print(f"{name:42} {taken * 1000:7.1f} ms  {size / 1000:8,.0f} kB", flush=True)


def _fill(simulator: Simulator) -> None:
    mailbox = simulator.default_mailbox
    inbox = mailbox.known_folder("inbox")
    friend = T.Mailbox(T.EmailAddress("friend@example.com"))
    given = T.Message(T.Subject("message"), T.Body("text " * 20, BodyType="Text"), T.ToRecipients(friend))
    for number in range(MESSAGES_IN_INBOX):
        given[0].text = f"message {number}"
        mailbox.add(inbox, drafted(mailbox, given, float(number)))


def _befriend(simulator: Simulator) -> None:
    listed = simulator.default_account.state_of(oxwscos.DOCUMENT).im_list
    groups = [listed.add_group(f"group {number}") for number in range(GROUP_LIMIT)]
    for number in range(CONTACT_LIMIT):
        contact = Contact(0, 0, f"contact {number}", f"{number}@example.com", created="2026-01-05T08:00:00Z")
        listed.add_contact(contact, listed.group(groups[number % GROUP_LIMIT].number))


def _asked(simulator: Simulator, body: str) -> tuple[float, int]:
    request = HttpRequest(url="/EWS/Exchange.asmx", body=_FORM.format(body).encode())
    answer = simulator.respond(request, 0.0)
    assert b"NoError" in answer.body
    return _median(lambda: simulator.respond(request, 0.0)), len(answer.body)


def _median(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def _resident() -> float:
    """Megabytes at the most until now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
