"""What the fixture ``ews_replay`` gives a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from inspector.clock import Clock, clock_from
from inspector.pytest_plugin.host import Host, faults_of
from inspector.pytest_plugin.replayer_pool import ReplayerPool
from inspector.pytest_plugin.settings import Settings
from inspector.replay import Miss, Replayer
from inspector.replay.index import IndexedInteraction
from inspector.replay.loaded import file_marks
from inspector.replay.volatile import VolatilePaths
from inspector.serve.fallback import simulator_beside
from inspector.wire.http import HttpRequest, HttpResponse, Responder

if TYPE_CHECKING:
    from inspector.conformance.finding import Finding
    from inspector.pytest_plugin.judge import Judge

EARLY = 0.25
"""Seconds by which a recorded answer to a poll may come early under a clock that runs."""
_REPLAYER_OPTIONS = (
    "polls",
    "exhausted",
    "latency",
    "volatile",
    "headers",
    "any_mailbox",
    "set_order",
    "any_order",
    "fresh_ids",
)


class Over:
    """Answers whoever still asks when the test is over, such as a thread that it left behind."""

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Says so."""
        return HttpResponse(body=b"the test is over\n", status=503, reason="Service Unavailable")


class Replay(Host):
    """Recorded answers, as a server with a clock.

    Args:
        replayer: who answers.
        clock: the clock that it lives by.
        settings: what the test asks for.
        after: takes the replayer when the test is over.

    Attributes:
        files: the cassettes.
        settings: what the test asks for.
    """

    def __init__(
        self, replayer: Replayer, clock: Clock, settings: Settings, after: Callable[[Replayer], None]
    ) -> None:
        self._judge = _judge_of(replayer) if settings.fail_on else None
        super().__init__(self._judge or replayer, clock, faults_of(settings.faults))
        self.files = settings.files
        self.settings = settings
        self._replayer = replayer
        self._after: Callable[[Replayer], None] | None = after

    @property
    def volatile(self) -> VolatilePaths:
        """What requests are compared without."""
        return self._replayer.volatile

    def restart(self) -> None:
        """Begins again, as if nothing had been asked yet; the clock goes on."""
        self._replayer.reset()
        self._hosted.journal.reset()

    @property
    def misses(self) -> list[Miss]:
        """The requests that no recording answers, each with its reason and the nearest recordings."""
        return self._replayer.misses

    @property
    def unplayed(self) -> list[IndexedInteraction]:
        """The recordings that nothing has asked for."""
        return self._replayer.unplayed

    def findings(self, least: str) -> list[Finding]:
        """Returns what the documents have against what was asked and answered.

        Args:
            least: the least severity of those that are wanted: ``info``, ``warning`` or ``error``.
        """
        return self._judge.findings(least) if self._judge else []

    def close(self) -> None:
        """Stops the server, if one was started, and gives the replayer away; may be called again.

        The next test may have the same replayer: whoever still asks after the end is not passed on to it.
        """
        super().close()
        after, self._after = self._after, None
        if after is not None:
            (self._judge or self.faults).inner = Over()
            after(self._replayer)


def replay_of(settings: Settings, pool: ReplayerPool, otherwise: Responder | None = None) -> Replay:
    """Makes the replay that a test's settings describe.

    Args:
        settings: what the test asks for.
        pool: where replayers of earlier tests are.
        otherwise: who answers what was not recorded; ``None``: whoever the settings name.

    Raises:
        InspectorError: a cassette cannot be read.
    """
    if otherwise is None and settings.otherwise == "simulate":
        otherwise = simulator_beside(settings.files)
    clock = clock_from(settings.clock)
    options: dict[str, Any] = {name: getattr(settings, name) for name in _REPLAYER_OPTIONS}
    options["slack"] = EARLY * clock.speed

    def make() -> Replayer:
        return Replayer(settings.files, **options, otherwise=otherwise)

    if otherwise is not None or settings.fresh_ids:  # these have a memory of their own
        return Replay(make(), clock, settings, Replayer.close)
    key = (settings.files, file_marks(settings.files), *options.values())
    return Replay(pool.take(key, make), clock, settings, lambda used: pool.put(key, used))


# Loaded only where a test needs them: schemas and simulator take longer to load than all the rest.


def _judge_of(replayer: Replayer) -> Judge:
    from inspector.pytest_plugin.judge import Judge

    return Judge(replayer)
