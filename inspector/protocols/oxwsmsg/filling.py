"""Mail that a mailbox begins with, as a scenario wants it: thousands of messages are made of a few."""

from __future__ import annotations

import base64
import copy
from random import Random

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.reading import child
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.made_up import person, subject
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.new_items import mailbox_element
from inspector.protocols.oxwsmsg.arrival import drafted, received, sent
from inspector.protocols.oxwsmsg.properties import in_order

_APART = 600  # seconds between two messages
_BODIES = (
    ("Text", "Hello,\n\nthis is to let you know. More tomorrow.\n\nBest\n"),
    ("HTML", "<html><body><p>Hello,</p><p>this is <b>important</b> &amp; urgent.</p></body></html>"),
)


def fill_inbox(mailbox: Mailbox, seed: str, count: int) -> None:
    """Puts messages into the inbox: the newest last, three of four read, some with attachments.

    Args:
        mailbox: the mailbox.
        seed: what they follow from.
        count: how many there are.
    """
    random = Random(f"{seed}:{mailbox.address.lower()}:messages")
    inbox = mailbox.known_folder("inbox")
    patterns = [
        _pattern(mailbox, kind, text, attached) for kind, text in _BODIES for attached in (False, True)
    ]
    for number in range(count):
        with_attachment = number % 10 == 9
        pattern = patterns[2 * (number % 3 == 2) + with_attachment]
        mailbox.add(inbox, _one(mailbox, pattern, random, _APART * (number - count)))


def _pattern(mailbox: Mailbox, kind: str, text: str, attached: bool) -> etree._Element:
    me = mailbox_element(mailbox.name, mailbox.address)
    parts = [T.Body(text, BodyType=kind), T.ToRecipients(copy.deepcopy(me))]
    if attached:
        content = base64.b64encode(b"a,b\r\n1,2\r\n").decode()
        parts.append(T.Attachments(T.FileAttachment(T.Name("figures.csv"), T.Content(content))))
    message = sent(mailbox, drafted(mailbox, T.Message(*parts), 0.0), 0.0)
    return received(message, me, mailbox.time(0.0))


def _one(mailbox: Mailbox, pattern: etree._Element, random: Random, at: float) -> etree._Element:
    message = copy.deepcopy(pattern)
    sender, about, now = person(random), subject(random), mailbox.time(at)
    for name in ("From", "Sender"):
        put(message, T(name, mailbox_element(sender.name, sender.address)))
    for name in ("DateTimeReceived", "DateTimeSent", "DateTimeCreated", "LastModifiedTime"):
        put(message, T(name, now))
    key = random.randbytes(16)
    values = {
        "Subject": about,
        "ConversationTopic": about.removeprefix("Re: "),
        "ConversationIndex": base64.b64encode(b"\x01" + key[:5] + key).decode(),
        "InternetMessageId": f"<{key.hex()}@example.net>",
        "IsRead": "false" if random.random() < 0.25 else "true",
        "Importance": "High" if random.random() < 0.05 else "Normal",
    }
    for name, value in values.items():
        put(message, T(name, value))
    put(message, T.ConversationId(Id=base64.b64encode(b"conversation" + key).decode()))
    if random.random() < 0.1 and child(message, "Categories") is None:
        put(message, T.Categories(T.String(random.choice(("Blue", "Green", "Project")))))
    message[:] = in_order(message)
    return message
