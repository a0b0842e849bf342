"""Random calls, polls, hang-ups and clock moves on both endpoints, against the model of the document.

The model here is written down anew from MS-OXWUMS sections 3.1.1.1 and 3.1.2, so that an error in the
project's own model cannot hide.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from inspector.cassette import CassetteWriter, Interaction
from inspector.clock import ManualClock
from inspector.replay import Replayer

# What the recording shows of a call: seconds since it began, and the state seen then.
PLANS = (
    ((0.0, "Connecting"), (5.0, "Connected")),
    ((0.0, "Connecting"), (5.0, "Connected"), (20.0, "Disconnected")),
    ((0.0, "Connecting"), (3.0, "Disconnected")),
    ((0.0, "Connecting"), (5.0, "Connected"), (9.0, "Connecting"), (12.0, "Connected")),
)
CALLS = [(endpoint, plan) for endpoint in ("um", "ews") for plan in PLANS]
MOVES = st.sampled_from([0.0, 0.001, 0.5, 1.0, 2.0, 4.999, 5.0, 15.0, 31.0, 31.999, 32.0, 100.0])


class Expected:
    """A call as the document has it."""

    def __init__(self, plan: tuple[tuple[float, str], ...]) -> None:
        self.plan = plan
        self.began: float | None = None
        self.hung_up: float | None = None

    def place(self, now: float) -> None:
        self.began, self.hung_up = now, None

    def state(self, now: float) -> str:
        if self.hung_up is not None:
            return "gone" if round(now - self.hung_up, 6) >= 32 else "Disconnected"
        assert self.began is not None
        age = round(now - self.began, 6)
        since, state = [step for step in self.plan if step[0] <= age][-1]
        return "gone" if state == "Disconnected" and round(age - since, 6) >= 32 else state

    def disconnect(self, now: float) -> bool:
        """Returns whether the identifier was known."""
        state = self.state(now)
        if state in ("Connecting", "Connected"):
            self.hung_up = now
        return state != "gone"


class CallsInReplay(RuleBasedStateMachine):
    """A replay and the document's model, side by side."""

    wire: Any = None  # set by the test, which has the fixture

    @initialize()
    def begin(self) -> None:
        self.clock = ManualClock()
        self.folder = tempfile.TemporaryDirectory()
        self.expected = [Expected(plan) for _, plan in CALLS]
        path = Path(self.folder.name) / "calls.jsonl"
        with CassetteWriter(path) as writer:
            for number, (endpoint, plan) in enumerate(CALLS):
                start = number * 1000.0
                play, played, poll, shows, _ = self._messages(endpoint)
                handle = f"HANDLE-{number}"
                request = play(handle)
                writer.append(Interaction(0, start, request, played(handle)))
                for offset, state in plan:
                    writer.append(Interaction(0, start + offset, poll(handle), shows(state)))
        self.replayer = Replayer([path])

    @rule(number=st.integers(0, len(CALLS) - 1))
    def place_a_call(self, number: int) -> None:
        play = self._messages(CALLS[number][0])[0]
        assert self.replayer.respond(play(f"HANDLE-{number}"), self.clock.now()).status == 200
        self.expected[number].place(self.clock.now())

    @precondition(lambda self: any(call.began is not None for call in self.expected))
    @rule(data=st.data())
    def poll(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self._begun()))
        request = self._messages(CALLS[number][0])[2](f"HANDLE-{number}")
        assert self._said(request) == self.expected[number].state(self.clock.now())

    @precondition(lambda self: any(call.began is not None for call in self.expected))
    @rule(data=st.data())
    def hang_up(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self._begun()))
        request = self._messages(CALLS[number][0])[4](f"HANDLE-{number}")
        known = self.expected[number].disconnect(self.clock.now())
        assert self._said(request) == ("done" if known else "gone")

    @rule(seconds=MOVES)
    def let_time_pass(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def teardown(self) -> None:
        if hasattr(self, "replayer"):
            assert self.replayer.missed == 0
            self.replayer.close()
            self.folder.cleanup()

    def _begun(self) -> list[int]:
        return [number for number, call in enumerate(self.expected) if call.began is not None]

    def _said(self, request) -> str:
        said = self.wire.state(self.replayer.respond(request, self.clock.now()))
        return "gone" if said in ("InvalidCallIdException", "ErrorInvalidPhoneCallId") else said

    def _messages(self, endpoint: str):
        w = self.wire
        if endpoint == "um":
            return (lambda entry: w.play(entry)), w.played, w.poll, w.shows, w.disconnect
        return (lambda entry: w.play2(entry)), w.played2, w.poll2, w.shows2, w.disconnect2


def test_ten_thousand_steps_show_no_difference(wire):
    from hypothesis.stateful import run_state_machine_as_test

    machine = type("Machine", (CallsInReplay,), {"wire": wire})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=200,
            stateful_step_count=50,
            suppress_health_check=list(HealthCheck),
        ),
    )
