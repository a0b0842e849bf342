"""A small Exchange that behaves as the documents say."""

from inspector.simulator.scenario import (
    CallRule,
    Contents,
    MailboxSpec,
    Scenario,
    read_scenario,
    scenario_from,
)
from inspector.simulator.simulator import Simulator

__all__ = ["CallRule", "Contents", "MailboxSpec", "Scenario", "Simulator", "read_scenario", "scenario_from"]
