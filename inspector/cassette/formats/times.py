"""Points in time as tools write them, and where an entry without one belongs."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from inspector.cassette.model import MOST_SECONDS

_LONGEST = 80  # characters; no date is longer
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC).timestamp()  # what is older is a date that was not set
_LATEST = datetime(2200, 1, 1, tzinfo=UTC).timestamp()
_DIGITS = 6  # of a second; seconds since 1970 can tell no more
_JAVASCRIPT = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) ([\d:]{8}) GMT([+-]\d{4})")


def seconds_of(written: object) -> float | None:
    """Reads a point in time.

    Args:
        written: ISO 8601 in its many spellings, RFC 9110's and JavaScript's dates, or a datetime; one without
            a zone is UTC.

    Returns:
        Seconds since 1970; ``None`` if it is none, or was not set.
    """
    when = written if isinstance(written, datetime) else _parsed(written)
    if when is None:
        return None
    try:
        seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if _EARLIEST <= seconds < _LATEST else None


def _parsed(written: object) -> datetime | None:
    text = written.strip() if isinstance(written, str) else ""
    if not text or len(text) > _LONGEST:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass  # another spelling
    if found := _JAVASCRIPT.match(text):
        month, day, year, clock, zone = found.groups()
        text = f"{day} {month} {year} {clock} {zone}"
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def lasted(began: float | None, ended: float | None) -> float:
    """Returns how many seconds lie between two points in time; 0 if that is not known, or no time."""
    if began is None or ended is None:
        return 0.0
    return ended - began if 0.0 <= ended - began < MOST_SECONDS else 0.0


class EntryTimes:
    """Places the entries of a file, in their order, in time.

    Args:
        began: when the recording began, in seconds since 1970; ``None``: with the first that has a time.
    """

    def __init__(self, began: float | None = None) -> None:
        self._began = began
        self._last = 0.0

    def at(self, when: float | None) -> tuple[float, bool]:
        """Places the next entry.

        Args:
            when: its time, in seconds since 1970; ``None`` if it has none.

        Returns:
            Seconds since the recording began, and whether the entry told them. One without a time stands
            where the one before it does.
        """
        if when is None or (self._began is not None and when - self._began >= MOST_SECONDS):
            return self._last, False
        if self._began is None:
            self._began = when
        self._last = max(round(when - self._began, _DIGITS), 0.0)
        return self._last, True
