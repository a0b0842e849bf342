"""The simulator that answers what cassettes do not have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inspector.replay.loaded import content_seed
from inspector.wire.http import Responder


def simulator_beside(files: Sequence[str | Path]) -> Responder:
    """Makes a simulator whose identifiers are none of the cassettes'.

    Args:
        files: the cassettes.
    """
    from inspector.simulator import Simulator  # loaded only where it is needed

    return Simulator(seed=content_seed(files))
