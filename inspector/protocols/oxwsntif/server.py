"""Subscriptions of all three kinds but push, as a server carries them out (MS-OXWSNTIF section 3.1.4)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from lxml import etree

from inspector.protocols.common.answers import M, T, answer_each, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import (
    child,
    children,
    first_child,
    required,
    text_of,
    truth,
    whole_number,
)
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwsntif.events import Happened, event_element
from inspector.protocols.oxwsntif.subscriptions import Subscription, Subscriptions
from inspector.protocols.server import DocumentServer

__all__ = ["SERVER", "Subscriptions"]

_MOST = 100  # events in one answer
_HEARTBEAT = 45.0  # seconds
_STREAM_LIFE = 30  # minutes without a stream after which a streaming subscription ends
_KINDS = {"PullSubscriptionRequest": "pull", "StreamingSubscriptionRequest": "streaming"}


def subscribe(payload: etree._Element, state: Subscriptions, at: float) -> etree._Element:
    """MS-OXWSNTIF section 3.1.4.3. Push subscriptions are refused: the simulator calls nobody."""

    def one(request: etree._Element) -> Iterator[etree._Element]:
        kind = _KINDS.get(etree.QName(request).localname, "")
        if not kind:
            raise OperationError("ErrorInvalidSubscriptionRequest")
        made = state.add(
            kind,
            frozenset(_folders(request, state.mailbox)),
            frozenset(text_of(each) for each in children(required(request, "EventTypes"))),
            60.0
            * (_STREAM_LIFE if kind == "streaming" else whole_number(required(request, "Timeout"), 1, 1440)),
            text_of(child(request, "Watermark")).strip(),
            at,
        )
        yield M.SubscriptionId(made.handle)
        if kind == "pull":
            yield M.Watermark(state.watermark(made.begun))

    return answer_each("Subscribe", [first_child(payload)], one)


def unsubscribe(payload: etree._Element, state: Subscriptions, at: float) -> etree._Element:
    """MS-OXWSNTIF section 3.1.4.4."""

    def one(handle: etree._Element) -> tuple[()]:
        state.remove(text_of(handle), at)
        return ()

    return answer_each("Unsubscribe", [required(payload, "SubscriptionId")], one)


def get_events(payload: etree._Element, state: Subscriptions, at: float) -> etree._Element:
    """MS-OXWSNTIF section 3.1.4.1."""

    def one(handle: etree._Element) -> Iterator[etree._Element]:
        found = state.named(text_of(handle), "pull", at)
        mark = text_of(required(payload, "Watermark")).strip()
        pending = found.wanted(state.since(state.number_of(mark)))
        events = list(islice(pending, _MOST))
        more = next(pending, None) is not None
        yield _notification(state, found, events, mark, more)

    return answer_each("GetEvents", [required(payload, "SubscriptionId")], one)


def _notification(
    state: Subscriptions, found: Subscription, events: list[Happened], mark: str, more: bool
) -> etree._Element:
    shown = [event_element(state.mailbox, each, state.watermark(each.number)) for each in events]
    if not shown:  # nothing has happened: that is an event too, so that the watermark moves on
        shown = [T.StatusEvent(T.Watermark(state.watermark(state.last)))]
    return M.Notification(
        T.SubscriptionId(found.handle),
        T.PreviousWatermark(mark),
        T.MoreEvents("true" if more else "false"),
        *shown,
    )


class EventStream:
    """The answer to GetStreamingEvents: it goes on until its time is over or nothing is left to tell of.

    MS-OXWSNTIF section 3.1.4.2.

    Args:
        payload: the request.
        state: the subscriptions of the mailbox.
        at: when it begins, in seconds.
    """

    def __init__(self, payload: etree._Element, state: Subscriptions, at: float) -> None:
        named = [text_of(each) for each in children(required(payload, "SubscriptionIds"))]
        self._state = state
        self._ends = at + 60.0 * whole_number(required(payload, "ConnectionTimeout"), 1, 30)
        self._wrong = [handle for handle in named if not state.has(handle, "streaming", at)]
        self._open = [handle for handle in named if handle not in self._wrong]
        self._told = -math.inf
        self.ended = False

    def messages(self, at: float) -> Iterable[etree._Element]:
        """Returns the answers that are due by a clock time, in seconds, and that were not returned yet."""
        if self._wrong:
            self.ended = True
            error = OperationError("ErrorInvalidSubscription")
            wrong = M.ErrorSubscriptionIds(*(T.SubscriptionId(handle) for handle in self._wrong))
            yield _streamed(response_message(_STREAMED, error, wrong))
            return
        if at - self._told >= _HEARTBEAT:
            self._told = at
            yield _streamed(response_message(_STREAMED, None, M.ConnectionStatus("OK")))
        told = [each for handle in self._open if (each := self._notified(handle, at)) is not None]
        if told:
            self._told = at
            yield _streamed(response_message(_STREAMED, None, M.Notifications(*told)))
        gone = [handle for handle in self._open if not self._state.has(handle, "streaming", at)]
        if at >= self._ends or gone:
            self.ended = True
            yield _streamed(response_message(_STREAMED, None, M.ConnectionStatus("Closed")))

    def _notified(self, handle: str, at: float) -> etree._Element | None:
        if not self._state.has(handle, "streaming", at):
            return None
        found = self._state.named(handle, "streaming", at)
        events = self._state.take(found)
        if not events:
            return None
        shown = (event_element(self._state.mailbox, each) for each in events)
        return M.Notification(T.SubscriptionId(handle), *shown)  # see docs/errata.md


_STREAMED = "GetStreamingEventsResponseMessage"


def _streamed(answer: etree._Element) -> etree._Element:
    return M.GetStreamingEventsResponse(M.ResponseMessages(answer))


def _folders(request: etree._Element, mailbox: Mailbox) -> Iterable[int]:
    """The folders that a subscription is to; none means all."""
    named = children(child(request, "FolderIds"))
    if truth(request, "SubscribeToAllFolders"):
        if named:
            raise OperationError("ErrorInvalidSubscriptionRequest")
        return ()
    if not named:
        raise OperationError("ErrorInvalidSubscriptionRequest")
    return [mailbox.folder_named(each) for each in named]


_SERVICE: dict[str, Callable[[etree._Element, Subscriptions, float], etree._Element]] = {
    "GetEvents": get_events,
    "Subscribe": subscribe,
    "Unsubscribe": unsubscribe,
}

SERVER: DocumentServer[Subscriptions] = DocumentServer(
    _SERVICE,
    lambda ground: Subscriptions(ground.mailbox),
    streams={"GetStreamingEvents": EventStream},
    how_far={
        "GetEvents": "the last 10,000 events, 100 in an answer",
        "GetStreamingEvents": "ends by the clock, a heartbeat each 45 seconds",
        "Subscribe": "pull and streaming; push is refused",
    },
)
"""The subscriptions to a mailbox."""
