"""Recording without a proxy: what a host (the mitmproxy addon, an importer) hands over becomes a cassette."""
