"""The fixtures. What they need is imported when a test uses one, not when pytest starts."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from inspector.errors import InspectorError
from inspector.pytest_plugin.guard import blocked_connections
from inspector.pytest_plugin.replay_check import EwsWarning, ReplayCheck
from inspector.pytest_plugin.settings import Settings, record_mode, settings_of

if TYPE_CHECKING:
    from inspector.pytest_plugin.mutate import Watched
    from inspector.pytest_plugin.recorder import Recorder
    from inspector.pytest_plugin.recording import RecordingSession
    from inspector.pytest_plugin.replay import Replay
    from inspector.pytest_plugin.replayer_pool import ReplayerPool
    from inspector.pytest_plugin.simulation import Simulation

    StartRecorder = Callable[..., Recorder]

VERDICT = pytest.StashKey[ReplayCheck]()
PASSED = pytest.StashKey[bool]()
WATCHED: pytest.StashKey[tuple[Replay, Watched]] = pytest.StashKey()
Warn = Callable[[Warning], None]
_POOL: pytest.StashKey[ReplayerPool] = pytest.StashKey()


@pytest.fixture
def ews_replay(request: pytest.FixtureRequest) -> Iterator[Replay | RecordingSession]:
    """The recordings of the test's cassette, as a server with a clock that the test moves.

    With ``--ews-record`` it is the way to a live server, through a recorder.
    """
    from inspector.pytest_plugin.cassette_age import too_old
    from inspector.pytest_plugin.modes import Around, begin

    item = request.node
    options = item.config.getini("ews_record_options")
    with ExitStack() as stack:
        try:
            settings = settings_of(item)
            mode, upstream = record_mode(settings, item.config)
            around = Around(
                upstream, options, stack, lambda: item.stash.get(PASSED, False), _pool_of(item.config)
            )
            stage = begin(mode, settings, around)
            if mode == "none":
                _tell_age(list(too_old(settings.files, settings.max_age)), settings, item.warn)
        except (InspectorError, pytest.UsageError) as problem:
            raise pytest.fail.Exception(str(problem), pytrace=False) from None
        refused = _guard(stack, settings, stage)
        if mode == "none" and item.config.getoption("--ews-mutate"):
            from inspector.pytest_plugin.mutate import watch

            item.stash[WATCHED] = (cast("Replay", stage), watch(cast("Replay", stage)))
        item.stash[VERDICT] = verdict = ReplayCheck(stage, settings, refused, item.warn)
        yield stage
        if item.stash.get(PASSED, False):
            verdict.finish()
            if mode == "verify":
                _tell_drift(cast("RecordingSession", stage), settings, item.warn)


@pytest.fixture
def ews_simulator(request: pytest.FixtureRequest) -> Iterator[Simulation]:
    """A small Exchange, as a server with a clock that the test moves."""
    from inspector.pytest_plugin.simulation import simulation_of

    try:
        simulation = simulation_of(request.node)
    except (InspectorError, pytest.UsageError) as problem:
        raise pytest.fail.Exception(str(problem), pytrace=False) from None
    try:
        yield simulation
    finally:
        simulation.close()


@pytest.fixture
def ews_recorder(tmp_path: Path) -> Iterator[StartRecorder]:
    """Starts recorders: ``ews_recorder(upstream, file=None, *options)``; they stop after the test."""
    from inspector.pytest_plugin.recorder import Recorder

    with ExitStack() as stack:
        count = itertools.count(1)

        def start(upstream: str = "", file: Path | None = None, *options: str) -> Recorder:
            cassette = file or tmp_path / f"recorded-{next(count)}.jsonl"
            return stack.enter_context(Recorder(cassette, upstream, options))

        yield start


def _pool_of(config: pytest.Config) -> ReplayerPool:
    from inspector.pytest_plugin.replayer_pool import ReplayerPool

    if _POOL not in config.stash:
        config.stash[_POOL] = pool = ReplayerPool()
        config.add_cleanup(pool.close)
    return config.stash[_POOL]


def _guard(stack: ExitStack, settings: Settings, stage: Replay | RecordingSession) -> list[str]:
    if not settings.block_network:
        return []
    return stack.enter_context(blocked_connections(lambda: [stage.address] if stage.address else []))


def _tell_drift(live: RecordingSession, settings: Settings, warn: Warn) -> None:
    """What is at least as bad as the test allows fails it; the rest is a warning."""
    if severe := live.drift(settings.drift):
        pytest.fail("the server has changed since it was recorded:\n  " + "\n  ".join(severe), pytrace=False)
    for one in live.drift("info"):
        warn(EwsWarning(f"the server has changed since it was recorded: {one}"))


def _tell_age(complaints: list[str], settings: Settings, warn: Warn) -> None:
    if complaints and settings.on_age == "fail":
        pytest.fail("\n".join(complaints), pytrace=False)
    for complaint in complaints:
        warn(EwsWarning(complaint))
