"""Who is free is read from the calendars in the store."""

from __future__ import annotations

import pytest

from inspector.protocols.common.answers import T
from inspector.simulator import Simulator, scenario_from
from tests.simulator.asking import Answer, Asking

CHANGE = (
    "<t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>0</t:DayOrder><t:Month>0</t:Month>"
    "<t:DayOfWeek>Sunday</t:DayOfWeek>"
)
ONE_HOUR_EAST = (
    f"<t:TimeZone><t:Bias>-60</t:Bias><t:StandardTime>{CHANGE}</t:StandardTime>"
    f"<t:DaylightTime>{CHANGE}</t:DaylightTime></t:TimeZone>"
)


@pytest.fixture
def asking() -> Asking:
    office = {"mailboxes": [{"address": "anna@example.com"}, {"address": "ben@example.com"}]}
    return Asking(Simulator(scenario_from(office)))


def busy(asking: Asking, begins: str, ends: str, how: str = "Busy", subject: str = "Meeting") -> None:
    """Puts an appointment, in UTC, into Ben's calendar."""
    account = asking.simulator.account("ben@example.com")
    assert account is not None
    appointment = T.CalendarItem(
        T.ItemClass("IPM.Appointment"),
        T.Subject(subject),
        T.Sensitivity("Private"),
        T.Start(begins),
        T.End(ends),
        T.LegacyFreeBusyStatus(how),
        T.Location("Room 1"),
    )
    account.mailbox.add(account.mailbox.known_folder("calendar"), appointment)


def ask(
    asking: Asking,
    *addresses: str,
    view: str = "FreeBusyMerged",
    begins: str = "2026-01-05T09:00:00",
    ends: str = "2026-01-05T12:00:00",
    interval: int = 30,
    zone: str = ONE_HOUR_EAST,
) -> Answer:
    people = "".join(
        f"<t:MailboxData><t:Email><t:Address>{address}</t:Address></t:Email>"
        "<t:AttendeeType>Required</t:AttendeeType></t:MailboxData>"
        for address in addresses or ("ben@example.com",)
    )
    return asking.ews(
        f"<m:GetUserAvailabilityRequest>{zone}<m:MailboxDataArray>{people}</m:MailboxDataArray>"
        f"<t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>{begins}</t:StartTime><t:EndTime>{ends}"
        f"</t:EndTime></t:TimeWindow><t:MergedFreeBusyIntervalInMinutes>{interval}"
        f"</t:MergedFreeBusyIntervalInMinutes><t:RequestedView>{view}</t:RequestedView>"
        "</t:FreeBusyViewOptions></m:GetUserAvailabilityRequest>"
    )


def test_whose_calendar_is_empty_is_free(asking: Asking) -> None:
    answer = ask(asking)
    assert answer.code == "NoError"
    assert answer.text(".//t:MergedFreeBusy") == "000000"
    assert not answer.all(".//t:CalendarEvent")
    assert answer.text(".//t:WorkingPeriod/t:StartTimeInMinutes") == "480"


def test_an_appointment_is_shown_in_the_zone_of_the_request(asking: Asking) -> None:
    busy(asking, "2026-01-05T09:00:00Z", "2026-01-05T10:15:00Z")
    answer = ask(asking)
    assert answer.text(".//t:MergedFreeBusy") == "002220"
    assert answer.texts(".//t:CalendarEvent/*") == ["2026-01-05T10:00:00", "2026-01-05T11:15:00", "Busy"]


def test_what_only_touches_the_window_does_not_count(asking: Asking) -> None:
    busy(asking, "2026-01-05T07:00:00Z", "2026-01-05T08:00:00Z")
    busy(asking, "2026-01-05T11:00:00Z", "2026-01-05T12:00:00Z")
    assert ask(asking).text(".//t:MergedFreeBusy") == "000000"


def test_the_busiest_of_several_counts(asking: Asking) -> None:
    busy(asking, "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z", "Tentative")
    busy(asking, "2026-01-05T08:30:00Z", "2026-01-05T09:30:00Z", "OOF")
    assert ask(asking).text(".//t:MergedFreeBusy") == "133000"


def test_details_are_told_to_who_asks_for_them(asking: Asking) -> None:
    busy(asking, "2026-01-05T09:00:00Z", "2026-01-05T10:00:00Z")
    answer = ask(asking, view="Detailed")
    assert answer.text(".//t:CalendarEventDetails/t:Subject") == "Meeting"
    assert answer.text(".//t:CalendarEventDetails/t:IsPrivate") == "true"
    assert not answer.all(".//t:MergedFreeBusy")


def test_everybody_gets_an_answer_of_their_own(asking: Asking) -> None:
    answer = ask(asking, "anna@example.com", "nobody@example.com", "ben@example.com")
    assert answer.codes == ["NoError", "ErrorMailRecipientNotFound", "NoError"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"begins": "2026-01-05T12:00:00"}, "ErrorInvalidTimeInterval"),
        ({"begins": "0001-01-01T00:00:00"}, "ErrorInvalidTimeInterval"),
        ({"ends": "2026-03-09T09:00:00"}, "ErrorTimeIntervalTooBig"),
        ({"interval": 4}, "ErrorInvalidMergedFreeBusyInterval"),
        ({"interval": 1441}, "ErrorInvalidMergedFreeBusyInterval"),
        ({"view": "None"}, "ErrorInvalidFreeBusyViewType"),
        ({"zone": ""}, "ErrorTimeZone"),
    ],
)
def test_what_makes_no_sense_is_refused(asking: Asking, wrong: dict[str, str], code: str) -> None:
    answer = ask(asking, **wrong)  # type: ignore[arg-type]
    assert answer.fault is not None and answer.fault.code == code


def test_62_days_are_not_too_many(asking: Asking) -> None:
    assert ask(asking, begins="2026-01-05T09:00:00", ends="2026-03-08T09:00:00").code == "NoError"
