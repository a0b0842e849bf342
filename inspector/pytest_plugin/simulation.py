"""What the fixture ``ews_simulator`` gives a test."""

from __future__ import annotations

from typing import Any

import pytest

from inspector.clock import clock_from
from inspector.pytest_plugin.host import Host, faults_of
from inspector.pytest_plugin.settings import SIMULATION_MARKER
from inspector.serve.variant_layer import contents, varied_by
from inspector.simulator import Simulator
from inspector.wire.clock_header import Stamped

_KEYWORDS = ("clock", "scenario", "version", "seed", "faults", "messages", "vary")


class Simulation(Host):
    """A small Exchange, as a server with a clock.

    Attributes:
        simulator: the simulator itself, with its mailboxes.
    """

    simulator: Simulator


def simulation_of(item: pytest.Item) -> Simulation:
    """Makes the simulation that a test's marker describes.

    Raises:
        pytest.UsageError: the marker has a keyword that there is not.
        InspectorError: the scenario cannot be read, or there is no such server version.
    """
    asked: dict[str, Any] = {}
    for marker in reversed(list(item.iter_markers(SIMULATION_MARKER))):
        asked |= marker.kwargs
    if unknown := sorted(asked.keys() - set(_KEYWORDS)):
        raise pytest.UsageError(
            f"{item.nodeid}: {SIMULATION_MARKER} has no {', '.join(unknown)}; it has {', '.join(_KEYWORDS)}"
        )
    clock = clock_from(asked.pop("clock", "manual"))
    if isinstance(asked.get("scenario"), str):
        asked["scenario"] = item.path.parent / asked["scenario"]
    faults = faults_of(asked.pop("faults", ()))
    vary = asked.pop("vary", None)
    simulator = Simulator(more=contents(asked.pop("messages", 0), vary), **asked)
    simulation = Simulation(Stamped(varied_by(simulator, vary)), clock, faults)
    simulation.simulator = simulator
    return simulation
