"""Recorded against replayed, for many requests: sent to the running server in order, as a client would.

inspector.verify drives it: identifiers that the server issues take the place of the recorded ones, and the
pauses of the recording move the server's clock, so that a call is asked about when it was asked about then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from inspector.cassette import CassetteHeader, Interaction
from inspector.diff import ByMeaning, Compared, Drift
from inspector.errors import InspectorError
from inspector.scrub import Scrubber
from inspector.tui.host import ServerHost
from inspector.tui.interaction_pairs import Compare, Emit
from inspector.verify import NoAnswer, Verifier
from inspector.verify.rebinding import Rebinding
from inspector.wire.http import HttpRequest, HttpResponse


def replayed(
    host: ServerHost, interactions: Callable[[], Iterable[Interaction]], header: CassetteHeader
) -> Compare:
    """Returns the comparison of recorded interactions with what the running server answers.

    Args:
        host: the server.
        interactions: gives the recorded interactions, in order.
        header: the cassette's header; it says how the recording was scrubbed.
    """

    def compare(reading: ByMeaning, emit: Emit) -> None:
        scrub = header.scrub
        live: list[Interaction] = []
        found: list[Drift] = []

        def asked() -> Iterator[Interaction]:
            """Hands the recorded requests out; when it is asked for the next one, that before is done."""
            for one in interactions():
                yield one
                pair = Compared(one, live.pop() if live else None, tuple(found))
                found.clear()
                if not emit(pair):
                    return

        verifier = Verifier(
            _sender(host),
            lambda seconds: _wait(host, seconds),
            host.clock,
            Rebinding(host.url),
            reading,
            Scrubber.of(scrub) if scrub else None,
            answered=lambda recorded, answered: live.append(answered),
        )
        for drift in verifier.run(asked()):
            found.append(drift)  # as it comes: what is asked next hands it on

    return compare


def _wait(host: ServerHost, seconds: float) -> None:
    host.clock.advance(seconds)


def _sender(host: ServerHost) -> Callable[[HttpRequest], HttpResponse]:
    def send(request: HttpRequest) -> HttpResponse:
        try:
            return host.send(request)
        except InspectorError as problem:
            raise NoAnswer(problem.what, problem.where, problem.fix) from None

    return send
