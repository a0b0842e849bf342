"""Where an edited request can go, what was sent there, and a cassette of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.choices import PROFILES
from inspector.conformance.check import Checker
from inspector.protocols.registry import identify
from inspector.recorder.session import Recording
from inspector.scrub import Scrubber, scrub_settings
from inspector.scrub.withheld import scrub_or_withhold
from inspector.tui.export import free_name
from inspector.tui.host import ServerHost
from inspector.verify import Credentials, Upstream, has_side_effects
from inspector.verify.rebinding import Rebinding
from inspector.wire.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class RealServer:
    """A live server that edited requests may be sent to, once somebody has said so.

    Args:
        url: its URL.
        who: who asks.
        ca: a file of certificates to trust; empty: the usual ones.
        insecure: accepts any certificate.
        texts: what is said to it in the place of what the recording says.
    """

    url: str
    who: Credentials = field(default_factory=Credentials)
    ca: str = ""
    insecure: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its host, and its port where it has one of its own."""
        return urlsplit(self.url).netloc

    def send(self, request: HttpRequest) -> HttpResponse:
        """Sends a request, once.

        Raises:
            InspectorError: there is no whole answer, or the certificates cannot be read.
        """
        rebinding = Rebinding(self.url, self.texts)
        with Upstream(self.who, ca=self.ca, insecure=self.insecure) as server:
            answer = server.send(rebinding.request(request))
        return replace(answer, body=rebinding.recorded_words(answer.body))


@dataclass(frozen=True)
class Target:
    """Somewhere a request can be sent.

    Args:
        title: what it is, for the menu.
        answered_by: what it is, for the title of the comparison.
        send: sends a request there.
        real: whether it is a live server, which is asked about each time.
    """

    title: str
    answered_by: str
    send: Callable[[HttpRequest], HttpResponse]
    real: bool = False


class Resending:
    """Sends edited requests, and remembers them.

    Args:
        host: the server of this program; it is started if it does not run and is chosen.
        cassette: the cassette that is edited.
        upstream: a live server; ``None`` if there is none.

    Attributes:
        drafts: the texts that were edited so far, by those that were recorded.
        sent: what was sent, with its answers, in order.
    """

    def __init__(self, host: ServerHost, cassette: Cassette, upstream: RealServer | None = None) -> None:
        self._host = host
        self._cassette = cassette
        self._upstream = upstream
        self._began = time.monotonic()
        self.drafts: dict[str, str] = {}
        self.sent: list[Interaction] = []

    def targets(self) -> list[Target]:
        """Returns where a request can go now: to the server that runs, or to one that can be started."""
        host, path = self._host, self._cassette.path
        if host.running:
            found = [Target(f"the running server: {host.what}", host.what, host.send)]
        else:
            found = [
                Target(f"a replay of {path.name}", path.name, self._started(lambda: host.replay(path))),
                Target("the simulator", "the simulator", self._started(host.simulate)),
            ]
        if self._upstream is not None:
            name = self._upstream.name
            found.append(Target(f"the REAL server {name}", name, self._upstream.send, real=True))
        return found

    def _started(self, start: Callable[[], None]) -> Callable[[HttpRequest], HttpResponse]:
        def send(request: HttpRequest) -> HttpResponse:
            start()
            return self._host.send(request)

        return send

    def warning(self, request: HttpRequest, target: Target) -> list[str]:
        """Returns what is to be known before a request goes to a live server.

        Args:
            request: the request.
            target: where it would go.
        """
        found = identify(request)
        changes = has_side_effects(Interaction(1, 0.0, request))
        name = found.name or request.method
        user = self._upstream.who.user if self._upstream else ""
        return [
            f"{name} goes to {target.answered_by}" + (f", as {user}" if user else "") + ".",
            "It changes the state of that server." if changes else "It changes nothing there.",
        ]

    def send(self, target: Target, recorded: Interaction, request: HttpRequest) -> Interaction:
        """Sends a request.

        Args:
            target: where.
            recorded: the interaction that it was made of.
            request: the request.

        Returns:
            The request with its answer; of a live server scrubbed as the cassette is.

        Raises:
            InspectorError: the server cannot be started, or there is no answer.
        """
        begun = time.monotonic()
        answer = target.send(request)
        found = identify(request)
        done = Interaction(
            n=recorded.n,
            at=begun - self._began,
            took=time.monotonic() - begun,
            request=request,
            response=answer,
            conn="edited",
            endpoint=str(found.endpoint),
            operation=found.name or "",
        )
        scrub = self._cassette.header.scrub
        if target.real and scrub:
            scrubbed, _ = scrub_or_withhold(Scrubber.of(scrub), done, b"")
            done = replace(scrubbed, request=request)
        self.sent.append(done)
        return done

    def keep(self, folder: Path, checker: Checker) -> Path:
        """Writes what was sent to a new cassette, judged and scrubbed as a recording is.

        Args:
            folder: where.
            checker: judges.

        Returns:
            The file.

        Raises:
            WriteError: it cannot be written.
        """
        source = self._cassette
        target = free_name(folder / f"{source.path.stem}-edited.jsonl")
        scrub = source.header.scrub or scrub_settings(PROFILES[-1])
        header = CassetteHeader(
            server_version=source.header.server_version,
            scrub=scrub,
            notes=f"edited requests of {source.path.name}",
        )
        recording = Recording(CassetteWriter(target, header), Scrubber.of(scrub), checker)
        for one in self.sent:
            recording.add(Interaction(0, one.at, one.request, one.response, took=one.took, conn=one.conn))
        recording.finish()
        return target
