"""What the fixture ``ews_replay`` gives a test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inspector.clock import Clock, clock_from
from inspector.conformance.finding import Finding
from inspector.pytest_plugin.host import Host
from inspector.pytest_plugin.judge import Judge
from inspector.pytest_plugin.settings import Settings
from inspector.replay import Miss, Replayer
from inspector.replay.recordings import Recording
from inspector.simulator import Simulator
from inspector.wire.http import Responder

__all__ = ["Replay", "replay_of"]


class Replay(Host):
    """Recorded answers, as a server with a clock.

    Args:
        replayer: who answers.
        clock: the clock that it lives by.
        files: the cassettes.
        judge: judges what is asked and answered; ``None``: nobody does.
    """

    def __init__(
        self, replayer: Replayer, clock: Clock, files: Sequence[Path], judge: Judge | None = None
    ) -> None:
        super().__init__(judge or replayer, clock)
        self.files = tuple(files)
        self._replayer = replayer
        self._judge = judge

    @property
    def misses(self) -> list[Miss]:
        """The requests that no recording answers, each with its reason and the nearest recordings."""
        return self._replayer.misses

    @property
    def unplayed(self) -> list[Recording]:
        """The recordings that nothing has asked for."""
        return self._replayer.unplayed

    def findings(self, least: str) -> list[Finding]:
        """Returns what the documents have against what was asked and answered.

        Args:
            least: the least severity of those that are wanted: ``info``, ``warning`` or ``error``.
        """
        return self._judge.findings(least) if self._judge else []

    def close(self) -> None:
        """Stops the server, if one was started, and closes the cassettes; may be called again."""
        super().close()
        self._replayer.close()


def replay_of(settings: Settings, otherwise: Responder | None = None) -> Replay:
    """Makes the replay that a test's settings describe.

    Args:
        settings: what the test asks for.
        otherwise: who answers what was not recorded; ``None``: whoever the settings name.

    Raises:
        InspectorError: a cassette cannot be read.
    """
    if otherwise is None and settings.otherwise == "simulate":
        otherwise = Simulator()
    replayer = Replayer(
        settings.files,
        polls=settings.polls,
        exhausted=settings.exhausted,
        latency=settings.latency,
        otherwise=otherwise,
    )
    judge = Judge(replayer) if settings.fail_on else None
    return Replay(replayer, clock_from(settings.clock), settings.files, judge)
