"""The independent check: what is left in a cassette, found with other eyes than scrubbing has.

It shares with scrubbing what opens bodies, the vocabulary, and :class:`Pseudonyms`, by which long stand-ins
are recognised; nothing else, so that what scrubbing overlooks is not overlooked again.
"""

from inspector.scrub.check.finder import ALLOWED_UNREAD, UNREAD, Leak, LeakFinder
from inspector.scrub.check.value_check import NOTE

__all__ = ["ALLOWED_UNREAD", "NOTE", "UNREAD", "Leak", "LeakFinder"]
