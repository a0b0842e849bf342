"""Local times of a request's time zone, on both sides of the days on which clocks change."""

from datetime import UTC, datetime

import pytest
from lxml import etree

from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.namespaces import TYPES
from inspector.protocols.oxwsavail.zone import Zone, read_zone

CHANGE = "<Bias>{}</Bias><Time>{}</Time><DayOrder>{}</DayOrder><Month>{}</Month><DayOfWeek>{}</DayOfWeek>"


def zone(bias: int, standard: tuple[object, ...], daylight: tuple[object, ...]) -> Zone:
    return read_zone(
        etree.fromstring(
            f'<TimeZone xmlns="{TYPES}"><Bias>{bias}</Bias><StandardTime>{CHANGE.format(*standard)}'
            f"</StandardTime><DaylightTime>{CHANGE.format(*daylight)}</DaylightTime></TimeZone>"
        )
    )


BERLIN = zone(-60, (0, "03:00:00", 5, 10, "Sunday"), (-60, "02:00:00", 5, 3, "Sunday"))
SYDNEY = zone(-600, (0, "03:00:00", 1, 4, "Sunday"), (-60, "02:00:00", 1, 10, "Sunday"))
PLAIN = zone(300, (0, "00:00:00", 0, 0, "Sunday"), (0, "00:00:00", 0, 0, "Sunday"))


@pytest.mark.parametrize(
    ("where", "local", "utc"),
    [
        (BERLIN, "2026-01-05T12:00", "2026-01-05T11:00"),
        (BERLIN, "2026-07-05T12:00", "2026-07-05T10:00"),
        (BERLIN, "2026-03-29T01:59", "2026-03-29T00:59"),
        (BERLIN, "2026-03-29T03:00", "2026-03-29T01:00"),
        (BERLIN, "2026-10-25T01:59", "2026-10-24T23:59"),
        (BERLIN, "2026-10-25T03:00", "2026-10-25T02:00"),
        (SYDNEY, "2026-01-05T12:00", "2026-01-05T01:00"),
        (SYDNEY, "2026-07-05T12:00", "2026-07-05T02:00"),
        (PLAIN, "2026-07-05T12:00", "2026-07-05T17:00"),
    ],
)
def test_a_local_time_is_a_time_in_utc_and_back(where: Zone, local: str, utc: str) -> None:
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert where.to_utc(datetime.fromisoformat(local)) == moment
    assert where.to_local(moment) == datetime.fromisoformat(local)


@pytest.mark.parametrize("wrong", [("x", 5, 10), ("03:00:00", 5, 13), ("03:00:00", 99, 10)])
def test_a_zone_that_makes_no_sense_is_refused(wrong: tuple[object, ...]) -> None:
    with pytest.raises(OperationError, match="ErrorTimeZone"):
        zone(0, (0, *wrong, "Sunday"), (-60, "02:00:00", 5, 3, "Sunday"))


def test_no_zone_is_refused() -> None:
    with pytest.raises(OperationError, match="ErrorTimeZone"):
        read_zone(None)
