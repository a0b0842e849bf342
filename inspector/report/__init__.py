"""Writing findings down: text, json, and the formats that other tools read."""
