"""Scrubbing: secrets and people out of messages, keyed pseudonyms in (docs/cassettes.md)."""

from inspector.cassette.scrub.logs import ScrubbedLogs
from inspector.cassette.scrub.rules import CustomRule, read_rules
from inspector.cassette.scrub.scrubber import KEPT_KEY, PROFILES, Scrubber, new_salt

__all__ = ["KEPT_KEY", "PROFILES", "CustomRule", "ScrubbedLogs", "Scrubber", "new_salt", "read_rules"]
