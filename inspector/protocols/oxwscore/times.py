"""Dates and times as servers give them back: in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d{1,12})?)?(Z|[+-]\d\d:\d\d)?")


def moment_of(text: str) -> datetime | None:
    """Returns the moment that an xs:dateTime or xs:date names, to the second; ``None`` if it names none.

    One without a zone is taken for UTC, a date for its midnight.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    day, time, zone = found[1], found[2] or "00:00:00", (found[3] or "Z").replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(f"{day}T{time}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def as_utc(text: str) -> str:
    """Returns an xs:dateTime in UTC, to the second; what is none stays as it is.

    >>> as_utc("2026-02-03T10:00:00.5+02:00")
    '2026-02-03T08:00:00Z'
    """
    moment = moment_of(text)
    # strftime leaves leading zeros of years out on some systems.
    return text if moment is None else f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}Z"
