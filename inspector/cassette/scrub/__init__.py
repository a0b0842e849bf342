"""Scrubbing: secrets, and later people, out of messages; keyed pseudonyms in (DESIGN section 7)."""

from inspector.cassette.scrub.logs import ScrubbedLogs
from inspector.cassette.scrub.scrubber import PROFILES, Scrubber, new_salt

__all__ = ["PROFILES", "ScrubbedLogs", "Scrubber", "new_salt"]
