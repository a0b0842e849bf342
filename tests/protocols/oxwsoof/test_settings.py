"""Whether somebody is away, to the second."""

import pytest

from inspector.protocols.oxwsoof.settings import OofSettings

DAY = ("2026-01-05T00:00:00Z", "2026-01-06T01:00:00+01:00")


@pytest.mark.parametrize(
    ("state", "now", "away"),
    [
        ("Disabled", "2026-01-05T12:00:00Z", False),
        ("Enabled", "2020-01-01T00:00:00Z", True),
        ("Scheduled", "2026-01-04T23:59:59Z", False),
        ("Scheduled", "2026-01-05T00:00:00Z", True),
        ("Scheduled", "2026-01-05T23:59:59Z", True),
        ("Scheduled", "2026-01-06T00:00:00Z", False),
    ],
)
def test_a_schedule_counts_from_its_beginning_until_its_end(state: str, now: str, away: bool) -> None:
    assert OofSettings(state, "All", *DAY).is_away(now) is away
