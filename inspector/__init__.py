"""Record, replay and inspect Exchange Web Services traffic.

The public API is what stands in ``__all__``; everything else may change between versions. Importing this
package loads neither mitmproxy nor Textual nor xmlschema: a public name is loaded when it is first used, so
that the pytest plugin costs a run that does not use it next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from inspector.version import __version__

if TYPE_CHECKING:
    from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
    from inspector.clock import Clock, ManualClock, ScaledClock, SystemClock
    from inspector.conformance.check import Checker
    from inspector.conformance.finding import Finding
    from inspector.conformance.project import Project, project_of
    from inspector.diff import Difference, Drift, compare, compare_all
    from inspector.errors import InspectorError
    from inspector.filter import Filter, parse_filter
    from inspector.flow import Flow, flow_of, flows, step_of
    from inspector.replay import Miss, Replayer
    from inspector.replay.transports.for_aiohttp import AiohttpTransport
    from inspector.replay.transports.for_httpx import HttpxTransport
    from inspector.replay.transports.for_requests import RequestsTransport
    from inspector.resources import cassettes_dir, schemas_dir
    from inspector.scrub import Scrubber
    from inspector.serve import Control, Fault, Faults, Journal, Server
    from inspector.simulator import Scenario, Simulator, read_scenario, scenario_from
    from inspector.wire import Headers, HttpRequest, HttpResponse, Responder
    from inspector.wire.wbxml import decode_wbxml, encode_wbxml

_HOMES = {
    "inspector.cassette": "Cassette CassetteHeader CassetteWriter Interaction",
    "inspector.clock": "Clock ManualClock ScaledClock SystemClock",
    "inspector.conformance.check": "Checker",
    "inspector.conformance.finding": "Finding",
    "inspector.conformance.project": "Project project_of",
    "inspector.diff": "Difference Drift compare compare_all",
    "inspector.errors": "InspectorError",
    "inspector.filter": "Filter parse_filter",
    "inspector.flow": "Flow flow_of flows step_of",
    "inspector.replay": "Miss Replayer",
    "inspector.replay.transports.for_aiohttp": "AiohttpTransport",
    "inspector.replay.transports.for_httpx": "HttpxTransport",
    "inspector.replay.transports.for_requests": "RequestsTransport",
    "inspector.resources": "cassettes_dir schemas_dir",
    "inspector.scrub": "Scrubber",
    "inspector.serve": "Control Fault Faults Journal Server",
    "inspector.simulator": "Scenario Simulator read_scenario scenario_from",
    "inspector.wire": "Headers HttpRequest HttpResponse Responder",
    "inspector.wire.wbxml": "decode_wbxml encode_wbxml",
}

__all__ = [
    "AiohttpTransport",
    "Cassette",
    "CassetteHeader",
    "CassetteWriter",
    "Checker",
    "Clock",
    "Control",
    "Difference",
    "Drift",
    "Fault",
    "Faults",
    "Filter",
    "Finding",
    "Flow",
    "Headers",
    "HttpRequest",
    "HttpResponse",
    "HttpxTransport",
    "InspectorError",
    "Interaction",
    "Journal",
    "ManualClock",
    "Miss",
    "Project",
    "Replayer",
    "RequestsTransport",
    "Responder",
    "ScaledClock",
    "Scenario",
    "Scrubber",
    "Server",
    "Simulator",
    "SystemClock",
    "__version__",
    "cassettes_dir",
    "compare",
    "compare_all",
    "decode_wbxml",
    "encode_wbxml",
    "flow_of",
    "flows",
    "parse_filter",
    "project_of",
    "read_scenario",
    "scenario_from",
    "schemas_dir",
    "step_of",
]


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names.split():
            value: object = getattr(importlib.import_module(home), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
