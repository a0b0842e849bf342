"""Where clients play: the simulator behind a real recorder, and later the recording alone.

Both have a clock that is moved by hand. The simulator tells the recorder its time, so that a call of a minute
is recorded within a second and still lasts a minute when it is replayed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspector.cassette import Cassette, Interaction
from inspector.clock import ManualClock
from inspector.conformance.check import Checker
from inspector.conformance.finding import Finding, Severity
from inspector.pytest_plugin.recorder import Recorder
from inspector.replay import Replayer
from inspector.serve import Control, Journal, Server, authentication
from inspector.serve.tls import ca_file, tls_context
from inspector.simulator import Scenario, Simulator
from inspector.wire import HttpRequest, HttpResponse, Responder
from inspector.wire.clock_header import Stamped

__all__ = [
    "Heard",
    "Noting",
    "Stage",
    "answers_of",
    "judged",
    "operations_of",
    "recording",
    "replaying",
    "verdicts_of",
    "voice_message",
]

Heard = list[tuple[int, bytes]]
"""What came to a client: the status and the bytes of each answer but challenges, in order."""


@dataclass
class Stage:
    """Where a client finds its server.

    Args:
        url: scheme, host and port.
        advance: lets seconds pass on the server's clock.
        control: the URL of the control API, for clients that move the clock themselves.
        proxy: the HTTP proxy to use; empty: none.
        ca: the certificate to trust; ``None`` where nothing is encrypted.
        simulator: the server behind the recorder; ``None`` while a recording is replayed.
        heard: what the client was sent, as it noted it at its end of the line.
        summary: what the recorder said at its end.
        log: what the recorder said on its standard error.
    """

    url: str
    advance: Callable[[float], float]
    control: str = ""
    proxy: str = ""
    ca: Path | None = None
    simulator: Simulator | None = None
    heard: Heard = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)
    log: str = ""


@contextmanager
def recording(
    cassette: Path,
    *,
    auth: str = "none",
    mode: str = "reverse",
    confdir: Path | None = None,
    options: Sequence[str] = ("--scrub", "secrets"),
    scenario: Scenario | None = None,
) -> Iterator[Stage]:
    """The simulator behind ``ews-inspector record``; both are gone afterwards.

    Args:
        cassette: the file to record to.
        auth: what the server asks for: ``none``, ``basic`` or ``ntlm``.
        mode: ``reverse``: the client takes the recorder for its server; ``forward``: it is its proxy.
        confdir: where the CA is that is used to encrypt; ``None``: plain HTTP.
        options: more options of ``ews-inspector record``.
        scenario: what happens on the server; ``None``: nothing of itself.
    """
    clock, simulator = ManualClock(), Simulator(scenario)
    stamped = Stamped(simulator)
    control = Control(stamped, clock)
    tls = tls_context(confdir) if confdir else None
    server = Server(stamped, clock, tls=tls, control=control, auth=authentication(auth))
    ca = ca_file(confdir) if confdir else None
    words = [*options]
    if ca:
        words += ["--confdir", str(confdir), "--upstream-ca", str(ca)]
        words += ["--tls"] if mode == "reverse" else []
    forward = mode == "forward"
    recorder = Recorder(cassette, "" if forward else server.url, words)
    with server, recorder:
        stage = Stage(
            server.url if forward else recorder.url,
            clock.advance,
            server.url,
            recorder.url if forward else "",
            ca,
            simulator,
        )
        yield stage
        recorder.stop()
        stage.summary, stage.log = recorder.summary, recorder.log


@contextmanager
def replaying(cassette: Path, *, auth: str = "none", confdir: Path | None = None) -> Iterator[Stage]:
    """The recording alone. What it does not have fails the caller.

    Args:
        cassette: the file to replay.
        auth: what the server asks for; any answer will do.
        confdir: where the CA is that is used to encrypt; ``None``: plain HTTP.
    """
    clock = ManualClock()
    with Replayer([cassette]) as replayer:
        journal = Journal(replayer)
        control = Control(journal, clock)
        tls = tls_context(confdir) if confdir else None
        with Server(journal, clock, tls=tls, control=control, auth=authentication(auth)) as server:
            yield Stage(server.url, clock.advance, server.url, "", ca_file(confdir) if confdir else None)
        assert [str(miss) for miss in replayer.misses] == []


def voice_message(stage: Stage) -> tuple[str, str]:
    """Returns the entry id and the item id of the voice message that every mailbox of the simulator has."""
    assert stage.simulator is not None
    mailbox = stage.simulator.default_mailbox
    return mailbox.entry_id(mailbox.voice_mail), mailbox.item_id(mailbox.voice_mail)


def operations_of(cassette: Path) -> set[str]:
    """Returns the operations that a cassette has."""
    with Cassette(cassette) as opened:
        return {interaction.operation for interaction in opened}


class Noting:
    """A responder that notes what another one answered."""

    def __init__(self, inner: Responder) -> None:
        self.inner = inner
        self.noted: list[Interaction] = []

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        answer = self.inner.respond(request, at)
        self.noted.append(Interaction(0, float(len(self.noted)), request, answer))
        return answer


def answers_of(cassette: Path) -> Heard:
    """Returns the status and the bytes of each answer but challenges that a cassette has, in order."""
    with Cassette(cassette) as opened:
        answers = [one.response for one in opened if one.response is not None]
        return [(answer.status, answer.body) for answer in answers if answer.status != 401]


def verdicts_of(cassette: Path, worst: Severity = Severity.ERROR) -> list[tuple[Interaction, Finding]]:
    """Judges a cassette anew and returns what is at least as bad as ``worst``."""
    with Cassette(cassette) as opened:
        return [each for each in judged(opened) if each[1].severity.rank >= worst.rank]


def judged(session: Iterable[Interaction]) -> list[tuple[Interaction, Finding]]:
    """Judges what clients have sent and what they got: there is a schema for each operation of it."""
    checker = Checker()
    found = [
        (one, finding)
        for one in session
        for finding in checker.check(one.request, one.response, at=one.at, took=one.took, error=one.error)
    ]
    not_judged = sorted({finding.message for _, finding in found if finding.code == "XSD900"})
    assert not not_judged, "; ".join(not_judged)
    return found
