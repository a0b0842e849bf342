"""Recording: what a host (the mitmproxy addon, an importer, a test) hands over becomes a cassette."""
