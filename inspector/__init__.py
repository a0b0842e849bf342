"""Record, replay and inspect Exchange Web Services traffic.

The public API is what stands in ``__all__``; everything else may change between versions. Importing this
package loads neither mitmproxy nor Textual nor xmlschema: a public name is loaded when it is first used, so
that the pytest plugin costs a run that does not use it next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.cassette import Cassette, CassetteWriter, Interaction
    from inspector.clock import Clock, ManualClock, ScaledClock, SystemClock
    from inspector.errors import InspectorError
    from inspector.simulator import Scenario, Simulator, read_scenario, scenario_from
    from inspector.wire import HttpRequest, HttpResponse, Responder

__version__ = "0.1.0"

__all__ = [
    "Cassette",
    "CassetteWriter",
    "Clock",
    "HttpRequest",
    "HttpResponse",
    "InspectorError",
    "Interaction",
    "ManualClock",
    "Responder",
    "ScaledClock",
    "Scenario",
    "Simulator",
    "SystemClock",
    "__version__",
    "read_scenario",
    "scenario_from",
]

_HOMES = {
    "inspector.cassette": ("Cassette", "CassetteWriter", "Interaction"),
    "inspector.clock": ("Clock", "ManualClock", "ScaledClock", "SystemClock"),
    "inspector.errors": ("InspectorError",),
    "inspector.simulator": ("Scenario", "Simulator", "read_scenario", "scenario_from"),
    "inspector.wire": ("HttpRequest", "HttpResponse", "Responder"),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            value: object = getattr(importlib.import_module(home), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
