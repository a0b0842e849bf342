"""The subscriptions to a mailbox, and what has happened in it of late."""

from __future__ import annotations

import base64
import struct
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inspector.protocols.common.failures import OperationError
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.store import Event
from inspector.protocols.oxwsntif.events import Happened, happened
from inspector.protocols.server import AccountState
from inspector.wire.encoding import decode_base64

MOST_EVENTS = 10_000
"""How many events a mailbox remembers."""
MOST_SUBSCRIPTIONS = 5_000
"""How many subscriptions a mailbox can have at a time."""
_MARK = struct.Struct(">2sQ")
_KIND = b"W1"


@dataclass
class Subscription:
    """A subscription.

    Args:
        handle: its SubscriptionId.
        kind: ``pull`` or ``streaming``.
        folders: the numbers of the folders that it is to; empty: all.
        events: the names of the events that it wants, such as ``NewMailEvent``.
        begun: the number of the last event before it.
        seen: the number of the last event that a stream has told of.
        timeout: seconds without a request after which a pull subscription ends.
        asked: when it was asked last, in seconds.
    """

    handle: str
    kind: str
    folders: frozenset[int]
    events: frozenset[str]
    begun: int
    seen: int
    timeout: float
    asked: float

    def wanted(self, events: Iterable[Happened]) -> Iterator[Happened]:
        """Yields those events that it is to be told of."""
        return (
            each
            for each in events
            if each.name in self.events and (not self.folders or self.folders & each.folders)
        )


class Subscriptions(AccountState):
    """The subscriptions to a mailbox. They end with the process, as on a server that is started again.

    Args:
        mailbox: the mailbox.
    """

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self._events: deque[Happened] = deque(maxlen=MOST_EVENTS)
        self._subscriptions: dict[str, Subscription] = {}
        self._now = 0.0
        self._listening = False  # until somebody subscribes for the first time, nobody can ask what was
        self.last = 0
        mailbox.watch(self._note)

    def deliver(self, at: float) -> None:
        """Notes the time of what happens next."""
        self._now = at

    def _note(self, event: Event) -> None:
        if not self._listening:
            return
        for each in happened(event, self.mailbox.time(self._now), self.mailbox.folders):
            self.last += 1
            self._events.append(each.numbered(self.last))

    # -- events --------------------------------------------------------------------------------------------

    def since(self, number: int) -> Iterator[Happened]:
        """Yields the events after the one of a number.

        Raises:
            OperationError: ErrorInvalidWatermark: it has not happened, or so long ago that it is forgotten.
        """
        if not self.last - len(self._events) <= number <= self.last:
            raise OperationError("ErrorInvalidWatermark")
        return (each for each in self._events if each.number > number)

    def watermark(self, number: int) -> str:
        """Returns the watermark of an event."""
        return base64.b64encode(self.mailbox.ids.mailbox_guid.bytes + _MARK.pack(_KIND, number)).decode()

    def number_of(self, watermark: str) -> int:
        """Returns the number of the event that a watermark is of.

        Raises:
            OperationError: ErrorInvalidWatermark.
        """
        raw = decode_base64(watermark) or b""
        guid = self.mailbox.ids.mailbox_guid.bytes
        if len(raw) != len(guid) + _MARK.size or not raw.startswith(guid):
            raise OperationError("ErrorInvalidWatermark")
        kind, number = _MARK.unpack(raw[len(guid) :])
        if kind != _KIND:
            raise OperationError("ErrorInvalidWatermark")
        return int(number)

    def take(self, subscription: Subscription) -> list[Happened]:
        """Returns what a stream has not told yet; of what is forgotten it does not tell."""
        oldest = self.last - len(self._events)
        found = list(subscription.wanted(self.since(max(subscription.seen, oldest))))
        subscription.seen = self.last
        return found

    # -- subscriptions -------------------------------------------------------------------------------------

    def add(
        self,
        kind: str,
        folders: frozenset[int],
        events: frozenset[str],
        timeout: float,
        watermark: str,
        at: float,
    ) -> Subscription:
        """Makes a subscription.

        Args:
            kind: ``pull`` or ``streaming``.
            folders: the numbers of the folders that it is to; empty: all.
            events: the names of the events that it wants.
            timeout: seconds without a request after which a pull subscription ends.
            watermark: of the event after which it begins; empty: now.
            at: the clock time, in seconds.

        Raises:
            OperationError: ErrorInvalidWatermark, or ErrorExceededSubscriptionCount.
        """
        begun = self.number_of(watermark) if watermark else self.last
        self.since(begun)
        self._forget(at)
        if len(self._subscriptions) >= MOST_SUBSCRIPTIONS:
            raise OperationError("ErrorExceededSubscriptionCount")
        handle = base64.b64encode(self.mailbox.unique("subscription").encode()).decode()
        made = Subscription(handle, kind, folders, events, begun, begun, timeout, at)
        self._subscriptions[handle] = made
        self._listening = True
        return made

    def named(self, handle: str, kind: str, at: float) -> Subscription:
        """Returns a subscription, which is thereby asked.

        Raises:
            OperationError: ErrorSubscriptionNotFound, or ErrorInvalidPullSubscriptionId.
        """
        self._forget(at)
        found = self._subscriptions.get(handle.strip())
        if found is None:
            raise OperationError("ErrorSubscriptionNotFound")
        if found.kind != kind:
            raise OperationError("ErrorInvalidPullSubscriptionId")
        found.asked = at
        return found

    def has(self, handle: str, kind: str, at: float) -> bool:
        """Tells whether there is a subscription of a kind."""
        self._forget(at)
        found = self._subscriptions.get(handle.strip())
        return found is not None and found.kind == kind

    def remove(self, handle: str, at: float) -> None:
        """Ends a subscription.

        Raises:
            OperationError: ErrorSubscriptionNotFound.
        """
        self._forget(at)
        if self._subscriptions.pop(handle.strip(), None) is None:
            raise OperationError("ErrorSubscriptionNotFound")

    def _forget(self, at: float) -> None:
        for handle, each in list(self._subscriptions.items()):
            if at - each.asked > each.timeout:
                del self._subscriptions[handle]
