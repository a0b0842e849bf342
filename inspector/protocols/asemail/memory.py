"""What a session has shown of messages, over ActiveSync and over EWS, for the rules that compare the two.

The protocols have no identifier in common. One message is told from another by when it was received, to the
second, and by its subject; where two are alike in that, nothing is said about either.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

from lxml import etree

from inspector.bounded import ExpiringMap
from inspector.protocols.asemail.items import EMAIL2_NS, EMAIL_NS, ShownMail, instant, shown_items
from inspector.protocols.asemail.voice import ews_caller
from inspector.protocols.message import Message, children_of, text_of
from inspector.protocols.operation import Endpoint
from inspector.protocols.session import SessionState
from inspector.wire.soap import local_name

_TELL_A_CALLER = frozenset(("ExtendedProperty", "InternetMessageHeaders"))


class MailFacts(NamedTuple):
    """What one side has told of a message.

    Args:
        identifier: what this side calls it.
        message_class: its class; ``None`` if it was not told.
        caller: the caller's number; empty if it is told to be unknown, ``None`` if nothing was told.
        element: where the caller is told, or else the message.
    """

    identifier: str
    message_class: str | None
    caller: str | None
    element: etree._Element


def facts_over_activesync(item: ShownMail) -> tuple[str, MailFacts] | None:
    """Returns what a message shown over ActiveSync is told apart by, and what is told of it."""
    subject, received = item.text(f"{EMAIL_NS}Subject"), item.received
    if subject is None or received is None or not item.server_id:
        return None
    caller = item.data.find(f"{EMAIL2_NS}UmCallerID")
    number = None if caller is None else (caller.text or "").strip()
    where = item.data if caller is None else caller
    return _key(received, subject), MailFacts(item.server_id, item.message_class, number, where)


def facts_over_ews(answer: Message) -> list[tuple[str, MailFacts]]:
    """Returns the same of each message that an EWS answer shows."""
    if "ResponseMessages" not in answer.children:
        return []  # which is so of calls, contacts and apps: they show no items
    if answer.identified.shared and "DateTimeReceived" not in answer.names:
        return []
    return answer.memo(_facts_over_ews)


def _facts_over_ews(answer: Message) -> list[tuple[str, MailFacts]]:
    return [] if answer.payload is None else list(_facts(answer.payload))


def _facts(payload: etree._Element) -> Iterator[tuple[str, MailFacts]]:
    before = None
    for element in payload.iter("{*}DateTimeReceived"):  # an answer that says which item was made has none
        message = element.getparent()
        if message is None or local_name(message) != "Message" or message is before:
            continue
        before, received = message, instant(element.text or "")
        if received is None:
            continue
        parts = children_of(message)
        if "Subject" not in parts or "ItemId" not in parts:
            continue
        caller = ews_caller(message) if not _TELL_A_CALLER.isdisjoint(parts) else None
        number = None if caller is None else text_of(caller)
        message_class = text_of(parts["ItemClass"]) if "ItemClass" in parts else None
        where = message if caller is None else caller
        yield (
            _key(received, text_of(parts["Subject"])),
            MailFacts(parts["ItemId"].get("Id", ""), message_class, number, where),
        )


def _key(received: int, subject: str) -> str:
    return f"{received} {blake2b(subject.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"


class _KeptFacts(NamedTuple):
    """What is kept of such facts: no element, which would keep its whole message."""

    identifier: str
    message_class: str | None
    caller: str | None


def _with(known: tuple[_KeptFacts, ...] | None, told: tuple[_KeptFacts, ...]) -> tuple[_KeptFacts, ...]:
    """What is kept when more is told: nothing that was told is forgotten because it is not told again."""
    (facts,) = told
    known = known or ()
    others = [each for each in known if each.identifier != facts.identifier]
    before = next((each for each in known if each.identifier == facts.identifier), None)
    if before is not None:
        facts = _KeptFacts(
            facts.identifier,
            facts.message_class or before.message_class,
            before.caller if facts.caller is None else facts.caller,
        )
    return (*others[:3], facts)


class VoiceMessages(SessionState):
    """The messages that both protocols have shown."""

    endpoints = (Endpoint.EWS, Endpoint.ACTIVESYNC)
    words = ("DateTimeReceived", "ActiveSync")  # an EWS answer without the first is not told from others
    by_name = True

    def __init__(self) -> None:
        self._over_ews: ExpiringMap[tuple[_KeptFacts, ...]] = ExpiringMap(combine=_with)
        self._over_activesync: ExpiringMap[tuple[_KeptFacts, ...]] = ExpiringMap(combine=_with)

    def __len__(self) -> int:
        return len(self._over_ews) + len(self._over_activesync)

    def compares_with(self, side: Endpoint) -> bool:
        """Tells whether the other side has told of any message."""
        return bool(self._over_ews if side is Endpoint.ACTIVESYNC else self._over_activesync)

    def shown_on(self, side: Endpoint, key: str) -> MailFacts | None:
        """Returns what one side has told of a message; ``None`` if nothing, or of more than one."""
        known = self._told_on(side).get(key) or ()
        if len(known) != 1:
            return None
        return MailFacts(known[0].identifier, known[0].message_class, known[0].caller, _NOWHERE)

    def observe(self, request: Message, response: Message | None) -> None:
        """Takes in an interaction."""
        if response is None or response.payload is None:
            return
        endpoint = response.identified.endpoint
        if endpoint is Endpoint.EWS:
            told = facts_over_ews(response)
        else:
            told = [each for item in shown_items(response.payload) if (each := facts_over_activesync(item))]
        for key, facts in told:
            kept = _KeptFacts(facts.identifier, facts.message_class, facts.caller)
            self._told_on(endpoint).add(key, (kept,), response.at)

    def _told_on(self, side: Endpoint) -> ExpiringMap[tuple[_KeptFacts, ...]]:
        return self._over_ews if side is Endpoint.EWS else self._over_activesync


class Classes(SessionState):
    """The class of each message that ActiveSync has shown: a change of it need not tell it again."""

    endpoints = (Endpoint.ACTIVESYNC,)
    words = ("ActiveSync",)
    by_name = True

    def __init__(self) -> None:
        self._classes: ExpiringMap[str] = ExpiringMap()

    def __len__(self) -> int:
        return len(self._classes)

    def of(self, item: ShownMail) -> str | None:
        """Returns the class of a message: its own, else the one that was told before; ``None`` if unknown."""
        return item.message_class or self._classes.get(item.server_id)

    def observe(self, request: Message, response: Message | None) -> None:
        """Takes in an interaction."""
        if response is None or response.payload is None or response.endpoint is not Endpoint.ACTIVESYNC:
            return
        for item in shown_items(response.payload):
            if item.message_class and item.server_id:
                self._classes.put(item.server_id, item.message_class, response.at)


_NOWHERE = etree.Element("nowhere")


SESSION_STATE = (
    Classes,
    VoiceMessages,
)
"""What the rules remember of a session."""
