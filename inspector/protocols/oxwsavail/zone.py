"""The time zone that a request for availability is in (MS-OXWSAVAIL, SerializableTimeZone)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from lxml import etree

from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, text_of

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class _Change:
    """When the zone goes over to standard or daylight time, each year.

    Args:
        bias: minutes that are added to the zone's bias from then on.
        month: the month, from 1; 0 if it never does.
        order: which of the month's days of that name, from 1; 5 is the last.
        day: the day of the week, from 0 for Monday; ``None``: ``order`` is the day of the month.
        at: the time of the day, as clocks show it until then.
    """

    bias: int
    month: int
    order: int
    day: int | None
    at: time

    def in_year(self, year: int) -> datetime:
        """Returns when it is, in local time."""
        first = datetime.combine(datetime(year, self.month, 1), self.at)
        if self.day is None:
            return first.replace(day=min(max(self.order, 1), 28))
        found = first + timedelta(days=(self.day - first.weekday()) % 7 + 7 * (min(self.order, 5) - 1))
        return found if found.month == self.month else found - timedelta(days=7)


@dataclass(frozen=True)
class Zone:
    """A time zone, by how much it is behind UTC.

    Args:
        bias: minutes from local time to UTC.
        standard: when standard time begins.
        daylight: when daylight time begins.
    """

    bias: int
    standard: _Change
    daylight: _Change

    def to_utc(self, local: datetime) -> datetime:
        """Returns a local time, which has no zone of its own, in UTC."""
        return (local + self._behind(local)).replace(tzinfo=UTC)

    def to_local(self, moment: datetime) -> datetime:
        """Returns a time in UTC as the clocks of the zone show it, without a zone of its own."""
        plain = moment.astimezone(UTC).replace(tzinfo=None)
        guess = plain - timedelta(minutes=self.bias)
        return plain - self._behind(guess)

    def _behind(self, local: datetime) -> timedelta:
        change = self.daylight if self._is_daylight(local) else self.standard
        return timedelta(minutes=self.bias + change.bias)

    def _is_daylight(self, local: datetime) -> bool:
        if not (self.daylight.month and self.standard.month):
            return False
        begins, ends = self.daylight.in_year(local.year), self.standard.in_year(local.year)
        if begins < ends:
            return begins <= local < ends
        return local >= begins or local < ends  # south of the equator


def read_zone(element: etree._Element | None) -> Zone:
    """Reads the TimeZone of a request.

    Args:
        element: the element; ``None`` if the request has none.

    Raises:
        OperationError: ErrorTimeZone: there is none, or one that makes no sense.
    """
    if element is None:
        raise OperationError("ErrorTimeZone")
    bias = _number(element, "Bias")
    return Zone(bias, _change(child(element, "StandardTime")), _change(child(element, "DaylightTime")))


def _change(element: etree._Element | None) -> _Change:
    month, order = _number(element, "Month"), _number(element, "DayOrder")
    name = text_of(child(element, "DayOfWeek"))
    try:
        at = time.fromisoformat(text_of(child(element, "Time")).strip() or "00:00:00")
    except ValueError:
        raise OperationError("ErrorTimeZone") from None
    if not (0 <= month <= 12 and 0 <= order <= 31):
        raise OperationError("ErrorTimeZone")
    day = _DAYS.index(name) if name in _DAYS else None
    return _Change(_number(element, "Bias"), month, order, day, at.replace(tzinfo=None))


def _number(element: etree._Element | None, name: str) -> int:
    try:
        number = int(text_of(child(element, name)) or 0)
    except ValueError:
        number = 10**6
    if abs(number) > 24 * 60:
        raise OperationError("ErrorTimeZone")
    return number
