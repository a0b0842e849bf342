"""Recording without a proxy: what a host (the mitmproxy addon, an importer) hands over becomes a cassette."""

from inspector.cassette.handshake import Exchange, Folded, Handshakes
from inspector.recorder.session import Recording, Tally

__all__ = ["Exchange", "Folded", "Handshakes", "Recording", "Tally"]
