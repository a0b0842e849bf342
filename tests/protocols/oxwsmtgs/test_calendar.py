"""Calendar items in the simulator: given back as they were set, found by windows of time, and announced."""

import pytest

from inspector.simulator import MailboxSpec, Scenario
from tests.simulator.asking import Answer, Asking, item_id, without_key

LUNCH = (
    '<t:Subject>Lunch</t:Subject><t:Body BodyType="Text">At noon</t:Body>'
    "<t:Start>2026-02-03T12:00:00+01:00</t:Start><t:End>2026-02-03T13:30:00+01:00</t:End>"
    "<t:LegacyFreeBusyStatus>Tentative</t:LegacyFreeBusyStatus><t:Location>Canteen</t:Location>"
)
WEEKLY = (
    "<t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Tuesday</t:DaysOfWeek>"
    "</t:WeeklyRecurrence><t:NumberedRecurrence><t:StartDate>2026-02-03</t:StartDate>"
    "<t:NumberOfOccurrences>4</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>"
)
GUESTS = (
    "<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>ben@example.com</t:EmailAddress>"
    "</t:Mailbox></t:Attendee></t:RequiredAttendees>"
)
OFFICE = Scenario((MailboxSpec("anna@example.com"), MailboxSpec("ben@example.com")))


@pytest.fixture
def asking() -> Asking:
    return Asking()


def create(asking: Asking, item: str = LUNCH, send: str = "SendToNone") -> Answer:
    said = f' SendMeetingInvitations="{send}"' if send else ""
    return asking.ews(
        f"<m:CreateItem{said}><m:Items><t:CalendarItem>{item}</t:CalendarItem></m:Items></m:CreateItem>"
    )


def made(asking: Asking, item: str = LUNCH) -> str:
    answer = create(asking, item)
    assert answer.code == "NoError"
    return item_id(answer)


def change(asking: Asking, handle: str, name: str, value: str, send: str = "SendToNone") -> Answer:
    said = f' SendMeetingInvitationsOrCancellations="{send}"' if send else ""
    return asking.ews(
        f'<m:UpdateItem ConflictResolution="AutoResolve"{said}><m:ItemChanges><t:ItemChange>{handle}'
        f'<t:Updates><t:SetItemField><t:FieldURI FieldURI="calendar:{name}"/><t:CalendarItem>'
        f"<t:{name}>{value}</t:{name}></t:CalendarItem></t:SetItemField></t:Updates></t:ItemChange>"
        "</m:ItemChanges></m:UpdateItem>"
    )


def seen(asking: Asking, start: str, end: str, most: str = "") -> list[str]:
    view = f'<m:CalendarView StartDate="{start}" EndDate="{end}"{most}/>'
    return asking.find("calendar", base="Default", view=view).texts(".//t:Subject")


def test_an_appointment_is_given_back_as_it_was_set_with_times_in_utc(asking: Asking) -> None:
    shown = asking.get(made(asking))
    assert shown.text(".//t:CalendarItem/t:Start") == "2026-02-03T11:00:00Z"
    assert shown.text(".//t:End") == "2026-02-03T12:30:00Z"
    assert (shown.text(".//t:Location"), shown.text(".//t:Body")) == ("Canteen", "At noon")
    assert (shown.text(".//t:LegacyFreeBusyStatus"), shown.text(".//t:Duration")) == ("Tentative", "PT1H30M")
    assert (shown.text(".//t:CalendarItemType"), shown.text(".//t:IsMeeting")) == ("Single", "false")
    assert shown.text(".//t:Organizer//t:EmailAddress") == "user@example.com"


def test_a_change_of_the_end_changes_the_duration(asking: Asking) -> None:
    handle = made(asking)
    assert change(asking, handle, "End", "2026-02-04T11:00:00Z").code == "NoError"
    assert asking.get(without_key(handle)).text(".//t:Duration") == "P1D"


def test_nothing_ends_before_it_starts(asking: Asking) -> None:
    handle = made(asking)
    assert (
        change(asking, handle, "End", "2026-02-03T10:59:59Z").code
        == "ErrorCalendarEndDateIsEarlierThanStartDate"
    )
    assert change(asking, handle, "End", "2026-02-03T11:00:00Z").code == "NoError"


def test_a_series_is_kept_and_not_taken_apart(asking: Asking) -> None:
    shown = asking.get(made(asking, LUNCH + WEEKLY))
    assert shown.text(".//t:NumberOfOccurrences") == "4"
    assert (shown.text(".//t:CalendarItemType"), shown.text(".//t:IsRecurring")) == (
        "RecurringMaster",
        "true",
    )


@pytest.mark.parametrize(
    ("start", "end", "there"),
    [
        ("2026-02-03T00:00:00Z", "2026-02-04T00:00:00Z", True),
        ("2026-02-03T12:29:59Z", "2026-02-03T20:00:00Z", True),
        ("2026-02-03T12:30:00Z", "2026-02-03T20:00:00Z", False),
        ("2026-02-03T00:00:00Z", "2026-02-03T11:00:01Z", True),
        ("2026-02-03T00:00:00Z", "2026-02-03T11:00:00Z", False),
        ("2026-02-03T13:00:00+02:00", "2026-02-03T13:01:00+02:00", True),
    ],
)
def test_a_calendar_view_shows_what_overlaps_with_it(
    asking: Asking, start: str, end: str, there: bool
) -> None:
    made(asking)
    assert seen(asking, start, end) == (["Lunch"] if there else [])


def test_a_calendar_view_is_in_the_order_of_time_and_has_its_limits(asking: Asking) -> None:
    for hour in (15, 9, 12):
        times = f"<t:Start>2026-02-03T{hour:02}:00:00Z</t:Start><t:End>2026-02-03T{hour:02}:30:00Z</t:End>"
        made(asking, f"<t:Subject>{hour}</t:Subject>{times}")
    day = ("2026-02-03T00:00:00Z", "2026-02-04T00:00:00Z")
    assert seen(asking, *day) == ["9", "12", "15"]
    assert seen(asking, *day, most=' MaxEntriesReturned="2"') == ["9", "12"]
    wrong = '<m:CalendarView StartDate="2026-02-03T00:00:00Z" EndDate="2028-02-05T00:00:00Z"/>'
    assert asking.find("calendar", view=wrong).code == "ErrorCalendarViewRangeTooBig"
    right = '<m:CalendarView StartDate="2026-02-03T00:00:00Z" EndDate="2026-02-05T00:00:00Z"/>'
    assert asking.find("inbox", view=right).code == "ErrorCalendarFolderIsInvalidForCalendarView"
    wrong = '<m:CalendarView StartDate="2026-02-03T00:00:00Z" EndDate="2026-02-02T00:00:00Z"/>'
    assert asking.find("calendar", view=wrong).code == "ErrorCalendarEndDateIsEarlierThanStartDate"


def test_whoever_makes_changes_or_deletes_one_says_whom_to_tell(asking: Asking) -> None:
    handle = made(asking)
    assert create(asking, send="").code == "ErrorSendMeetingInvitationsRequired"
    missing = change(asking, handle, "Location", "Park", send="")
    assert missing.code == "ErrorSendMeetingInvitationsOrCancellationsRequired"

    def delete(more: str) -> str:
        ids = f"<m:ItemIds>{handle}</m:ItemIds>"
        return asking.ews(f'<m:DeleteItem DeleteType="MoveToDeletedItems"{more}>{ids}</m:DeleteItem>').code

    assert delete("") == "ErrorSendMeetingCancellationsRequired"
    assert delete(' SendMeetingCancellations="SendToNone"') == "NoError"


def test_guests_find_a_meeting_request_in_their_inbox() -> None:
    asking = Asking(scenario=OFFICE)
    created = create(asking, LUNCH + GUESTS, "SendToAllAndSaveCopy")
    shown = asking.get(item_id(created))
    assert (shown.text(".//t:IsMeeting"), shown.text(".//t:MeetingRequestWasSent")) == ("true", "true")
    assert shown.text(".//t:Attendee/t:ResponseType") == "Unknown"
    ben = Asking(asking.simulator, "ben@example.com")
    found = ben.find("inbox", base="AllProperties")
    request = ben.get(f'<t:ItemId Id="{found.text(".//t:MeetingRequest/t:ItemId/@Id")}"/>')
    assert request.text(".//t:Start") == "2026-02-03T11:00:00Z"
    assert request.text(".//t:From//t:EmailAddress") == "anna@example.com"
    assert request.text(".//t:UID") == shown.text(".//t:CalendarItem/t:UID")
    assert request.text(".//t:ItemClass") == "IPM.Schedule.Meeting.Request"


def test_nobody_is_invited_if_the_request_says_so() -> None:
    asking = Asking(scenario=OFFICE)
    assert create(asking, LUNCH + GUESTS).code == "NoError"
    assert Asking(asking.simulator, "ben@example.com").find("inbox").all(".//t:MeetingRequest") == []


def test_a_calendar_item_belongs_into_a_calendar(asking: Asking) -> None:
    target = '<m:SavedItemFolderId><t:DistinguishedFolderId Id="inbox"/></m:SavedItemFolderId>'
    answer = asking.ews(
        f'<m:CreateItem SendMeetingInvitations="SendToNone">{target}<m:Items><t:CalendarItem>{LUNCH}'
        "</t:CalendarItem></m:Items></m:CreateItem>"
    )
    assert answer.code == "ErrorCannotCreateCalendarItemInNonCalendarFolder"


@pytest.mark.parametrize("version", ["Exchange2007_SP1", "Exchange2010_SP2", "Exchange2013"])
def test_older_servers_show_what_they_had(version: str) -> None:
    asking = Asking(version=version)
    assert bool(asking.get(made(asking)).all(".//t:StartTimeZone")) is (version != "Exchange2007_SP1")
