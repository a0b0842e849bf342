"""What an option can be set to that several faces have: command line, addons, pytest's marker, library.

Of what follows the first is the default; of profiles it is the last, and severities have none. Nothing is
imported here, as the pytest plugin reads this in every run.
"""

from __future__ import annotations

POLLS = ("timeline", "sequence")
"""How polls of a call are answered: by the time since it began, or in recorded order."""
EXHAUSTED = ("repeat", "fail")
"""What comes after the last recording of a request."""
OTHERWISE = ("miss", "simulate")
"""What answers a request that was not recorded."""
PROFILES = ("none", "secrets", "identity")
"""What scrubbing takes out, each more than the one before it."""
SEVERITIES = ("info", "warning", "error")
"""How bad a finding or a difference is, from the least."""
