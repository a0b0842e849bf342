"""Record, replay and inspect Exchange Web Services traffic.

The public API is what stands in ``__all__``; everything else may change between versions. Importing this
package loads neither mitmproxy nor Textual nor xmlschema.
"""

from inspector.cassette import Cassette, CassetteWriter, Interaction
from inspector.clock import Clock, ManualClock, ScaledClock, SystemClock
from inspector.errors import InspectorError
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
    "SystemClock",
    "__version__",
]
