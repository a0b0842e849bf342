"""The phone calls of a replay: recorded calls that a client has begun anew, by the clock of the replay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inspector.protocols.timed import GONE, Stage, Status
from inspector.replay.call_timeline import CallRecording, End, EndOutcome, Sample, elapsed


@dataclass(frozen=True)
class PollResult:
    """What is true of a call, and on whose word.

    Args:
        state: the state that a poll shows, or ``gone``; empty if it fails.
        status: what the call state model says.
        sample: the recorded answer that shows it; ``None`` if none does.
        synthesised: whether it is the model's word, not the recording's.
    """

    state: str
    status: Status
    sample: Sample | None
    synthesised: bool


@dataclass(frozen=True)
class EndResult:
    """What comes of a request to end a call, and on whose word.

    Args:
        outcome: what comes of it.
        place: where the recording stands that answers; ``None`` if there is none like it.
        synthesised: whether it is the model's word, not the recording's.
    """

    outcome: EndOutcome
    place: int | None
    synthesised: bool


class ReplayedPhoneCall:
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
        self._answered: set[int] = set()

    def poll(self, now: float, slack: float = 0.0) -> PollResult:
        """Answers a poll.

        Args:
            now: the clock time, in seconds.
            slack: seconds by which a recorded answer may come early.
        """
        due = self._timeline.due(elapsed(now, self._since), self._answered)
        if due is None:
            return self.shows(now, slack)
        self._answered.add(due.place)
        return PollResult(due.state, self._call.status(now), due, synthesised=False)

    def shows(self, now: float, slack: float = 0.0) -> PollResult:
        """Says what is true of it.

        Args:
            now: the clock time, in seconds.
            slack: seconds by which a recorded answer may come early.
        """
        offset = elapsed(now, self._since)
        status = self._call.status(now)
        sample = self._timeline.at(offset, slack)
        if sample is not None:
            return PollResult(sample.state, status, sample, synthesised=False)
        last = self._timeline.last_before(offset)
        if not status.has_handle:
            return PollResult(
                GONE, status, last if last is not None and last.state == GONE else None, synthesised=True
            )
        if last is not None and last.state != GONE and self._unchanged_since(last, status):
            return PollResult(last.state, status, last, synthesised=True)
        return PollResult(status.state.value, status, None, synthesised=True)

    def end(self, now: float, slack: float = 0.0) -> EndResult:
        """Answers a request to end it, and ends it if that is what comes of it.

        The recorded requests answer in their order: one that failed whenever the client asks, the others from
        their time on. One that comes before is decided by the model.

        Args:
            now: the clock time, in seconds.
            slack: seconds by which a recorded answer may come early.
        """
        shown = self.shows(now, slack).state
        due = self._due_end(now, slack, shown)
        if due is not None:
            self._answered.add(due.place)
            if due.ended_it:
                self._disconnect(now)
            return EndResult(due.outcome, due.place, synthesised=False)
        outcome = EndOutcome.REFUSED if shown == GONE else EndOutcome.DONE
        recorded = [
            end.place for end in (*self.recording.ends, *self.recording.later_ends) if end.outcome is outcome
        ]
        unplayed = [place for place in recorded if place not in self._answered]
        if outcome is EndOutcome.DONE and not self._is_over(shown):
            self._disconnect(now)
        self._answered.update(unplayed[:1])
        place = next(iter(unplayed or recorded), None)
        return EndResult(outcome, place, synthesised=not unplayed)

    @property
    def disconnected(self) -> bool:
        """Whether a Disconnect of this replay has ended it."""
        return self._timeline is self.recording.ended

    def _due_end(self, now: float, slack: float, shown: str) -> End | None:
        ends = self.recording.later_ends if self.disconnected else self.recording.ends
        due = next((end for end in ends if end.place not in self._answered), None)
        if due is None or due.outcome is EndOutcome.FAILED:
            return due
        late = elapsed(now, self._since) - due.offset
        if late + slack < 0 or (late > 0 and due.outcome is EndOutcome.DONE and shown == GONE):
            return None
        return due

    def _disconnect(self, now: float) -> None:
        """From now on what the recording shows after its own Disconnect holds."""
        self._call = self.recording.model.end(self._call, now)
        self._timeline = self.recording.ended
        self._since = now

    def _is_over(self, shown: str) -> bool:
        state = self.recording.model.states.get(shown)
        return state is not None and state.stage is Stage.ENDED

    def played(self, now: float) -> list[int]:
        """Returns the places of the recorded polls that have had their time.

        Args:
            now: the clock time, in seconds.
        """
        offset = elapsed(now, self._since)
        places = [place for at, place in self._timeline.places if at <= offset]
        if self.disconnected:
            places += [place for _, place in self.recording.running.places]
        return places

    def to_json(self, now: float) -> dict[str, Any]:
        """Returns its state as the control API shows it.

        Args:
            now: the clock time, in seconds.
        """
        result = self.shows(now)
        seen = result.sample.shown if result.sample is not None else None
        cause = seen.cause if seen is not None else result.status.cause
        return {
            "handle": self.recording.handle,
            "endpoint": str(self.recording.endpoint),
            "state": str(result.state),
            "cause": str(cause),
            "began": self._call.began,
            "since": result.status.since,
            "deadline": result.status.deadline if self._is_over(result.state) else None,
            "synthesised": result.synthesised,
        }

    def _unchanged_since(self, last: Sample, status: Status) -> bool:
        before = self._call.status(self._since + last.offset)
        return (before.state, before.since) == (status.state, status.since)
