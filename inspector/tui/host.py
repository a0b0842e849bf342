"""A replay server or a simulator in this process, with its clock, journal and calls."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from inspector.clock import ManualClock
from inspector.errors import InspectorError
from inspector.protocols.registry import DOCUMENTS
from inspector.protocols.timed import Stage, TimedState
from inspector.replay import Replayer
from inspector.replay.miss.model import Miss
from inspector.serve import Hosted, Server
from inspector.serve.journal import JournalEntry
from inspector.simulator import Simulator
from inspector.tui.simulator_options import JournalingResponder, SimulatorOptions
from inspector.wire.clock_header import Stamped
from inspector.wire.http import Headers, HttpRequest, HttpResponse, Responder

_HOP = ("host", "connection", "content-length", "transfer-encoding", "expect", "keep-alive", "authorization")
_SEND_TIMEOUT = 30.0
_PROBE, _PROBES, _EXACT = 0.5, 600, 0.0005  # five minutes ahead, found to half a millisecond


NO_SERVER = InspectorError("no server runs", fix="S and then s starts one.")
"""What is said when something is sent to a server that does not run."""


@dataclass(frozen=True)
class CallShown:
    """A call of the running server.

    Args:
        handle: its identifier.
        endpoint: the endpoint that it was begun on.
        state: its state; the last one there is once it is gone.
        cause: why it was disconnected.
        deadline: when it will be forgotten, in clock seconds; ``None`` if no timer runs.
        synthesised: whether the answers about it are made by the call state model.
        since: when it entered the state, in clock seconds.
    """

    handle: str
    endpoint: str
    state: TimedState
    cause: str = ""
    deadline: float | None = None
    synthesised: bool = False
    since: float = 0.0


class ServerHost:
    """Starts and stops a server on a free port of the loopback address; the clock stands still at first."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.what = ""
        self.simulated = SimulatorOptions()
        """What the simulator was last started with."""
        self._server: Server | None = None
        self._hosted: Hosted | None = None
        self._responder: Replayer | Simulator | None = None

    @property
    def running(self) -> bool:
        """Whether a server runs."""
        return self._server is not None

    @property
    def url(self) -> str:
        """Where it serves; empty if none runs."""
        return self._server.url if self._server else ""

    @property
    def responder(self) -> Replayer | Simulator | None:
        """Who answers, if a server runs."""
        return self._responder

    def replay(self, cassette: Path) -> None:
        """Starts a server that answers from a cassette.

        Args:
            cassette: the file.

        Raises:
            InspectorError: the cassette cannot be read, or the server cannot be started.
        """
        replayer = Replayer([cassette])
        self._start(replayer, replayer, cassette.name)

    def simulate(self, choice: SimulatorOptions | None = None) -> None:
        """Starts the simulator.

        Args:
            choice: what it is like; as ``ews-inspector simulate`` has it if not given.

        Raises:
            InspectorError: the scenario or the store cannot be read, or the server cannot be started.
        """
        choice = choice or SimulatorOptions()
        simulator = choice.simulator()
        self._start(simulator, JournalingResponder(Stamped(simulator)), str(choice))
        self.simulated = choice

    def _start(self, responder: Replayer | Simulator, outermost: Responder, what: str) -> None:
        self.stop()
        self.clock = ManualClock()
        hosted = Hosted(outermost, self.clock)
        try:
            server = hosted.server()
            server.start()
        except InspectorError:
            responder.close()
            raise
        self._server, self._hosted, self._responder, self.what = server, hosted, responder, what

    def stop(self) -> None:
        """Stops the server; may be called again."""
        if self._server is not None:
            self._server.stop()
        if self._responder is not None:
            self._responder.close()
        self._server = self._hosted = self._responder = None
        self.what = ""

    def reset(self) -> None:
        """Begins again, as if nothing had been asked; the clock goes on."""
        if self._hosted is not None:
            self._hosted.reset()

    def entries(self, after: int = 0) -> list[JournalEntry]:
        """Returns what was asked.

        Args:
            after: leaves out entries up to this number.
        """
        return self._hosted.journal.entries(after) if self._hosted else []

    def facts(self) -> list[tuple[str, str]]:
        """Returns what a client has to be told of the running server: a name and a value each."""
        if self._server is None:
            return []
        url, responder = self._server.url, self._responder
        found = [("EWS", f"{url}/EWS/Exchange.asmx"), ("UM", f"{url}/EWS/UM2007Legacy.asmx")]
        if isinstance(responder, Simulator):
            mailbox = responder.default_mailbox
            found.append(("mailbox", mailbox.address))
            try:
                message = mailbox.voice_mail
            except LookupError:  # the scenario leaves no voice message
                return found
            found.append(("voice mail, as PlayOnPhone on UM names it", mailbox.entry_id(message)))
            found.append(("voice mail, as PlayOnPhone on EWS names it", mailbox.item_id(message)))
        return found

    def counts(self) -> Mapping[str, int]:
        """Returns how many answers came from where, by the name of the source."""
        return (
            {str(source): count for source, count in self._hosted.journal.by_source.items()}
            if self._hosted
            else {}
        )

    def calls(self) -> list[CallShown]:
        """Returns the calls that the server knows, as of now."""
        if self._responder is None:
            return []
        return list(_calls(self._responder.state(self.clock.now())))

    def next_timer(self) -> float | None:
        """Returns how many seconds it is to the end of the next timer; ``None`` if none runs.

        A simulated call has timers that nobody announces (it rings, it is answered): what the simulator would
        show is looked at ahead, in steps of :data:`_PROBE` seconds. A state depends on the time alone.
        """
        now = self.clock.now()
        left = [
            call.deadline - now for call in self.calls() if call.deadline is not None and call.deadline > now
        ]
        if isinstance(self._responder, Simulator):
            left += self._changes_ahead(self._responder, now)
        return min(left, default=None)

    def _changes_ahead(self, simulator: Simulator, now: float) -> Iterator[float]:
        """Yields the seconds to the next change of any call's state, if there is one."""

        def shown(at: float) -> set[tuple[str, str]]:
            return {(call.handle, call.state.value) for call in _calls(simulator.state(at))}

        present = shown(now)
        if not present:
            return
        for step in range(1, _PROBES):
            late = step * _PROBE
            if shown(now + late) != present:
                early = late - _PROBE
                while late - early > _EXACT:
                    middle = (early + late) / 2
                    early, late = (early, middle) if shown(now + middle) != present else (middle, late)
                yield round(late, 3)
                return

    def miss_at(self, at: float, operation: str) -> Miss | None:
        """Returns the miss of a request.

        Args:
            at: when it was made, in clock seconds.
            operation: its operation.
        """
        if not isinstance(self._responder, Replayer):
            return None
        misses = [miss for miss in self._responder.misses if miss.at == at and miss.operation == operation]
        return misses[-1] if misses else None

    def send(self, request: HttpRequest) -> HttpResponse:
        """Sends a request to the server over HTTP, as a client would.

        Args:
            request: the request; its URL's host does not matter.

        Raises:
            InspectorError: no server runs, or it does not answer.
        """
        server = self._server
        if server is None:
            raise NO_SERVER
        headers = {
            name: value.encode("utf-8", "replace")
            for name, value in request.headers
            if name.lower() not in _HOP and value.isprintable()  # no client can send others
        }
        with closing(
            http.client.HTTPConnection(server.host, server.port, timeout=_SEND_TIMEOUT)
        ) as connection:
            try:
                connection.request(request.method, request.target, request.body, headers)
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException, ValueError) as problem:
                raise InspectorError(f"the request could not be sent ({problem})", server.url) from None
        return HttpResponse(Headers(answer.getheaders()), body, answer.status, answer.reason)


def _calls(state: Mapping[str, Any]) -> Iterator[CallShown]:
    found = list(state.get("calls", ()))
    for mailbox in state.get("mailboxes", {}).values():
        found += mailbox.get("calls", ())
    for call in found:
        yield CallShown(
            handle=str(call.get("handle") or call.get("id") or ""),
            endpoint=str(call.get("endpoint", "")),
            state=_state(str(call.get("state", ""))),
            since=float(call.get("since") or 0.0),
            cause=str(call.get("cause") or ""),
            deadline=call.get("deadline"),
            synthesised=bool(call.get("synthesised", False)),
        )


@cache
def _states() -> dict[str, TimedState]:
    models = (document.timed for document in DOCUMENTS if document.timed)
    return {name: state for model in models for name, state in model.states.items()}


def _state(name: str) -> TimedState:
    """Returns the state of this name; whatever else a server says: the call is gone."""
    gone = next(state for state in _states().values() if state.stage is Stage.GONE)
    return _states().get(name, gone)
