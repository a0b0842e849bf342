"""The simulator as the terminal UI runs it: what it is started with, and what its journal tells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspector.cassette import Interaction
from inspector.flow import step_of
from inspector.protocols.common.versions import DEFAULT_VERSION
from inspector.replay.answer import Answer, Origin, Source
from inspector.simulator import Simulator
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.responder_layer import Wrapper


@dataclass(frozen=True)
class SimulatorOptions:
    """What the simulator is started with.

    Args:
        scenario: the path of a scenario file; empty: every address has a mailbox, every call is answered.
        version: the server that it behaves like.
        store: the path of a file that keeps the mailboxes; empty: they end with the server.
    """

    scenario: str = ""
    version: str = DEFAULT_VERSION
    store: str = ""

    def simulator(self) -> Simulator:
        """Makes the simulator.

        Raises:
            InspectorError: the scenario or the store cannot be read.
        """
        return Simulator(
            Path(self.scenario).expanduser() if self.scenario else None,
            version=self.version,
            store=Path(self.store).expanduser() if self.store else None,
        )

    def __str__(self) -> str:
        parts = [f"the simulator, {self.version}"]
        parts += [Path(path).name for path in (self.scenario, self.store) if path]
        return ", ".join(parts)


class JournalingResponder(Wrapper):
    """A responder that tells the journal what another one answers: the handle, and what came of it."""

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers as the other one does."""
        response = self.inner.respond(request, at)
        step = step_of(Interaction(n=1, at=at, request=request, response=response))
        handle = step.handles[-1].value if step.handles else ""
        origin = Origin(Source.SIMULATED, str(step.endpoint), step.operation, handle, note=step.outcome)
        return Answer.of(response, origin)
