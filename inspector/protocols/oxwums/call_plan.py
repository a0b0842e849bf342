"""What becomes of a call once it is placed: the events that the world outside adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspector.protocols.oxwums.calls import CallEvent, Event


class LineAnswer(StrEnum):
    """What the called party's line does."""

    YES = "yes"
    NO = "no"
    BUSY = "busy"
    BARRED = "barred"


class Ending(StrEnum):
    """Who ends an answered call."""

    HANG_UP = "hang-up"
    SYSTEM = "system"
    NEVER = "never"


@dataclass(frozen=True)
class VoiceAccess:
    """An attempt to reach a contact through the voice access subsystem (MS-OXWUMS section 3.1.1.1).

    Args:
        after: seconds from the answer to the attempt.
        ring: seconds from the attempt to its result.
        transfer: whether the call is transferred to the contact; if not, it is connected again.
    """

    after: float
    ring: float = 3.0
    transfer: bool = True


@dataclass(frozen=True)
class CallPlan:
    """A call's life as the scenario has it.

    Args:
        ring: seconds from the request to what the line does.
        answer: what the line does; a barred number is not dialled at all.
        talk: seconds from the last answer to the end.
        ending: who ends it then.
        voice_access: an attempt to reach a contact on the way; ``None``: no attempt.
    """

    ring: float = 3.0
    answer: LineAnswer = LineAnswer.YES
    talk: float = 60.0
    ending: Ending = Ending.HANG_UP
    voice_access: VoiceAccess | None = None

    def events(self, began: float) -> tuple[Event, ...]:
        """Returns what happens to a call that begins at a clock time, in order."""
        at = began + self.ring
        if self.answer is LineAnswer.BUSY:
            return (_event(at, CallEvent.BUSY),)
        if self.answer is not LineAnswer.YES:
            # The system gives up. NoAnswer cannot be seen through the protocol (3.1.4.3.4.2): cause None.
            return (_event(at, CallEvent.HUNG_UP),)
        events = [_event(at, CallEvent.ANSWERED)]
        if self.voice_access is not None:
            events.append(_event(at := at + self.voice_access.after, CallEvent.VOICE_ACCESS))
            at += self.voice_access.ring
            if self.voice_access.transfer:
                return (*events, _event(at, CallEvent.TRANSFERRED))
            events.append(_event(at, CallEvent.ANSWERED))
        if self.ending is not Ending.NEVER:
            kind = CallEvent.HUNG_UP if self.ending is Ending.HANG_UP else CallEvent.ENDED
            events.append(_event(at + self.talk, kind))
        return tuple(events)


def _event(at: float, kind: CallEvent) -> Event:
    return Event(round(at, 6), kind)
