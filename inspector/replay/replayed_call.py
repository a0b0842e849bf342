"""The phone calls of a replay: recorded calls that a client has begun anew, by the clock of the replay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inspector.protocols.timed import GONE, Stage, Status
from inspector.replay.timeline import CallRecording, Sample, elapsed

__all__ = ["PollResult", "ReplayedCall"]


@dataclass(frozen=True)
class PollResult:
    """What is true of a call, and on whose word.

    Args:
        state: the state that a poll shows, or ``gone``.
        status: what the call state model says.
        sample: the recorded answer that shows it; ``None`` if none does.
        modelled: whether it is the model's word, not the recording's.
    """

    state: str
    status: Status
    sample: Sample | None
    modelled: bool


class ReplayedCall:
    """A recorded call in a replay.

    Args:
        recording: what the cassettes have of it.
        began: when it began in the replay, in clock seconds.
    """

    def __init__(self, recording: CallRecording, began: float) -> None:
        self.recording = recording
        self._call = recording.call(began)
        self._timeline = recording.running
        self._since = began

    def poll(self, now: float, slack: float = 0.0) -> PollResult:
        """Says what is true of it.

        Args:
            now: the clock time, in seconds.
            slack: seconds by which a recorded answer may come early.
        """
        offset = elapsed(now, self._since)
        status = self._call.status(now)
        sample = self._timeline.at(offset, slack)
        if sample is not None:
            return PollResult(sample.state, status, sample, modelled=False)
        last = self._timeline.last_before(offset)
        if not status.has_handle:
            return PollResult(
                GONE, status, last if last is not None and last.state == GONE else None, modelled=True
            )
        if last is not None and last.state != GONE and self._unchanged_since(last, status):
            return PollResult(last.state, status, last, modelled=True)
        return PollResult(status.state.value, status, None, modelled=True)

    def disconnect(self, now: float) -> None:
        """Disconnects it: from now on what the recording shows after its own Disconnect holds.

        Args:
            now: the clock time, in seconds.
        """
        self._call = self.recording.model.end(self._call, now)
        self._timeline = self.recording.ended
        self._since = now

    @property
    def disconnected(self) -> bool:
        """Whether a Disconnect of this replay has ended it."""
        return self._timeline is self.recording.ended

    def played(self, now: float) -> list[int]:
        """Returns the places of the recorded polls that have had their time.

        Args:
            now: the clock time, in seconds.
        """
        offset = elapsed(now, self._since)
        places = [sample.place for sample in self._timeline.samples if sample.offset <= offset]
        if self.disconnected:
            places += [sample.place for sample in self.recording.running.samples]
        return places

    def to_json(self, now: float) -> dict[str, Any]:
        """Returns its state as the control API shows it.

        Args:
            now: the clock time, in seconds.
        """
        result = self.poll(now)
        state = self.recording.model.states.get(result.state)
        over = state is not None and state.stage is Stage.ENDED
        shown = result.sample.shown.cause if result.sample else result.status.cause
        return {
            "handle": self.recording.handle,
            "endpoint": str(self.recording.endpoint),
            "state": str(result.state),
            "cause": str(shown),
            "began": self._call.began,
            "since": result.status.since,
            "deadline": result.status.deadline if over else None,
            "modelled": result.modelled,
        }

    def _unchanged_since(self, last: Sample, status: Status) -> bool:
        before = self._call.status(self._since + last.offset)
        return (before.state, before.since) == (status.state, status.since)
