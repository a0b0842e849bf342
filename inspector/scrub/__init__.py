"""Scrubbing: secrets and people out of messages, keyed pseudonyms in (docs/cassettes.md)."""

from inspector.scrub.log_filter import ScrubbedLogs
from inspector.scrub.scrubber import KEPT_KEY, Scrubber
from inspector.scrub.settings import new_salt, scrub_settings
from inspector.scrub.user_rules import CustomRule, read_rules

__all__ = [
    "KEPT_KEY",
    "CustomRule",
    "ScrubbedLogs",
    "Scrubber",
    "new_salt",
    "read_rules",
    "scrub_settings",
]
