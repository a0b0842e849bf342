"""Phone calls as things that change by themselves (MS-OXWUMS sections 3.1.1.1 and 3.1.2)."""

from __future__ import annotations

from types import MappingProxyType

from lxml import etree

from inspector.protocols.common.answers import M, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.versions import ServerVersion
from inspector.protocols.message import children_of
from inspector.protocols.operation import Endpoint, Operation
from inspector.protocols.oxwums import call_reading
from inspector.protocols.oxwums.calls import CALL_TIMEOUT, Call, CallEvent, CallState, Cause, Event
from inspector.protocols.oxwums.operations import DISCONNECTS, PLAYS, POLLS
from inspector.protocols.oxwums.server_faults import UmFault, um_fault
from inspector.protocols.timed import GONE, Shown
from inspector.wire.soap import SoapFault


class CallModel:
    """The phone calls of MS-OXWUMS, as :class:`~inspector.protocols.timed.TimedModel` asks for them."""

    kind = "call"
    states = MappingProxyType({state.value: state for state in CallState})
    begins, polls, ends = frozenset(PLAYS), frozenset(POLLS), frozenset(DISCONNECTS)
    timeout = CALL_TIMEOUT

    def begin(self, handle: str, at: float) -> Call:
        """Returns a call that begins at a clock time, in seconds."""
        return Call(handle, at)

    def end(self, thing: Call, at: float) -> Call:
        """Returns the call as a Disconnect has ended it; what was to come does not happen."""
        happened = tuple(event for event in thing.events if event.at <= at)
        return Call(thing.handle, thing.began, (*happened, Event(at, CallEvent.DISCONNECT)))

    def follow(self, thing: Call, shown: Shown, at: float) -> Call:
        """Returns the call with what must have happened for an answer to show this at a clock time."""
        event = call_reading.what_happened(thing.status(at).state, shown)
        return thing if event is None else thing.with_event(event, at)

    def shown(self, payload: etree._Element | None, fault: SoapFault | None) -> Shown | None:
        """Returns what an answer shows of a call; ``None`` if it shows nothing."""
        children = children_of(payload)
        if call_reading.refuses(children, fault):
            return Shown(GONE)
        shown = call_reading.shown_in(children)
        return shown if shown.state else None

    def answer(self, operation: Operation, shown: Shown | None, version: ServerVersion) -> etree._Element:
        """Makes the Body's child of the answer to a poll or a Disconnect."""
        on_um = operation.endpoint is Endpoint.UM
        if shown is None:
            return M(operation.response) if on_um else response_message(operation.response)
        if shown.state != GONE:
            make = call_reading.call_info if on_um else call_reading.phone_call_information
            return make(shown.state, shown.cause)
        if on_um:
            return um_fault(UmFault("InvalidCallIdException"), version)
        return response_message(operation.response, OperationError("ErrorInvalidPhoneCallId"))

    def in_words(self, cause: str) -> str:
        """Returns the one cause that can be seen through the protocol in words; empty for others."""
        return "the line is busy" if cause == Cause.USER_BUSY else ""

    def restated(self, text: str, shown: Shown) -> str:
        """Writes another state and cause into the text of a recorded answer, and changes nothing else."""
        return call_reading.restated(text, shown)
