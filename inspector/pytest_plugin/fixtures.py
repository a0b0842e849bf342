"""The fixtures. What they need is imported when a test uses one, not when pytest starts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from inspector.errors import InspectorError
from inspector.pytest_plugin.guard import blocked_connections
from inspector.pytest_plugin.settings import Settings, settings_of
from inspector.pytest_plugin.verdict import Verdict

if TYPE_CHECKING:
    from inspector.pytest_plugin.host import Host
    from inspector.pytest_plugin.replay import Replay
    from inspector.pytest_plugin.simulation import Simulation

__all__ = ["PASSED", "VERDICT", "ews_replay", "ews_simulator"]

VERDICT = pytest.StashKey[Verdict]()
PASSED = pytest.StashKey[bool]()


@pytest.fixture
def ews_replay(request: pytest.FixtureRequest) -> Iterator[Replay]:
    """The recordings of the test's cassette, as a server with a clock that the test moves."""
    from inspector.pytest_plugin.replay import replay_of

    item = request.node
    settings = settings_of(item)
    _need_cassettes(settings)
    with ExitStack() as stack:
        try:
            replay = replay_of(settings)
        except InspectorError as problem:
            pytest.fail(str(problem), pytrace=False)
        stack.callback(replay.close)
        refused = _guard(stack, settings, replay)
        item.stash[VERDICT] = verdict = Verdict(replay, settings, refused)
        yield replay
        if item.stash.get(PASSED, False):
            verdict.finish()


@pytest.fixture
def ews_simulator(request: pytest.FixtureRequest) -> Iterator[Simulation]:
    """A small Exchange, as a server with a clock that the test moves."""
    from inspector.pytest_plugin.simulation import simulation_of

    try:
        simulation = simulation_of(request.node)
    except InspectorError as problem:
        pytest.fail(str(problem), pytrace=False)
    try:
        yield simulation
    finally:
        simulation.close()


def _guard(stack: ExitStack, settings: Settings, host: Host) -> list[str]:
    if not settings.block_network:
        return []
    return stack.enter_context(blocked_connections(lambda: [host.address] if host.address else []))


def _need_cassettes(settings: Settings) -> None:
    for file in settings.files:
        if not file.exists():
            pytest.fail(
                f"there is no cassette {file}. Record it with --ews-record=once --ews-upstream=URL, "
                "or with 'ews-inspector record'.",
                pytrace=False,
            )
