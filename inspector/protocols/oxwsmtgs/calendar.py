"""Calendar items as a kind of items (MS-OXWSMTGS section 2.2.4.4): properties, and what follows from times.

Recurrences are kept and given back; a series is not taken apart into its occurrences.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.item_kind import Asked, ItemKind, kept
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.new_items import (
    completed_mailboxes,
    defaults,
    given_properties,
    mailbox_element,
    put_times,
    touched,
)
from inspector.protocols.oxwscore.properties import ITEM, properties_of
from inspector.protocols.oxwscore.store import Item
from inspector.protocols.oxwscore.times import as_utc, moment_of
from inspector.protocols.oxwsmsg.arrival import deliver
from inspector.protocols.oxwsmtgs.meetings import about_meeting

_CALENDAR = (
    "calendar",
    """
UID  RecurrenceId  DateTimeStamp  Start d  End d  OriginalStart r  IsAllDayEvent d  LegacyFreeBusyStatus d
Location d  When  IsMeeting r  IsCancelled r  IsRecurring r  MeetingRequestWasSent r  IsResponseRequested
CalendarItemType rd  MyResponseType r  Organizer rd  RequiredAttendees ba  OptionalAttendees ba  Resources ba
ConflictingMeetingCount r  AdjacentMeetingCount r  ConflictingMeetings rob  AdjacentMeetings rob  Duration r
TimeZone r  AppointmentReplyTime r  AppointmentSequenceNumber r  AppointmentState r  Recurrence d
FirstOccurrence r  LastOccurrence r  ModifiedOccurrences r  DeletedOccurrences r  MeetingTimeZone
StartTimeZone  EndTimeZone  ConferenceType  AllowNewTimeProposal  IsOnlineMeeting  MeetingWorkspaceUrl
NetShowUrl  EnhancedLocation o  StartWallClock ro  EndWallClock ro  StartTimeZoneId ro  EndTimeZoneId ro
IntendedFreeBusyStatus r  JoinOnlineMeetingUrl ro  OnlineMeetingSettings ro  IsOrganizer ro
""",
)
_PROPERTIES = properties_of(ITEM, _CALENDAR)
_DEFAULTS = (
    ("IsAllDayEvent", "false"),
    ("LegacyFreeBusyStatus", "Busy"),
    ("IsCancelled", "false"),
    ("MeetingRequestWasSent", "false"),
    ("IsResponseRequested", "true"),
    ("MyResponseType", "Organizer"),
    ("ConflictingMeetingCount", "0"),
    ("AdjacentMeetingCount", "0"),
    ("AppointmentSequenceNumber", "0"),
    ("ConferenceType", "0"),
    ("AllowNewTimeProposal", "true"),
    ("IsOnlineMeeting", "false"),
)
_ATTENDEES = ("RequiredAttendees", "OptionalAttendees", "Resources")
_HALF_AN_HOUR = timedelta(minutes=30)
_INVITATIONS = ("SendToNone", "SendOnlyToAll", "SendToAllAndSaveCopy")
_CHANGES = (
    "SendToNone",
    "SendOnlyToAll",
    "SendOnlyToChanged",
    "SendToAllAndSaveCopy",
    "SendToChangedAndSaveCopy",
)


def new_calendar_item(mailbox: Mailbox, given: etree._Element, at: float) -> etree._Element:
    """Returns the properties of a new calendar item: what the client gave, and what the server adds.

    Args:
        mailbox: the mailbox.
        given: the CalendarItem of the request.
        at: the clock time, in seconds.

    Raises:
        OperationError: ErrorCalendarEndDateIsEarlierThanStartDate.
    """
    new = T.CalendarItem()
    given_properties(new, children(given), _PROPERTIES)
    if child(new, "UID") is None:
        put(
            new,
            T.UID(f"040000008200E00074C5B7101A82E008{mailbox.unique('meeting').replace('-', '').upper()}"),
        )
    if child(new, "Organizer") is None:
        put(new, T.Organizer(mailbox_element(mailbox.name, mailbox.address)))
    if child(new, "ReminderMinutesBeforeStart") is None:
        put(new, T.ReminderMinutesBeforeStart("15"))
    if mailbox.product >= 2010:
        for name in ("StartTimeZone", "EndTimeZone"):
            if child(new, name) is None:
                put(new, T(name, Id="UTC", Name="(UTC) Coordinated Universal Time"))
    defaults(new, "IPM.Appointment", _DEFAULTS)
    put(new, T.DateTimeStamp(mailbox.time(at)))
    finish(mailbox, new, at)
    put_times(mailbox, new, at)
    return touched(mailbox, new, at, _PROPERTIES)


def finish(mailbox: Mailbox, stored: etree._Element, at: float) -> None:
    """Adds what follows from times and attendees; all times are in UTC.

    Args:
        mailbox: the mailbox.
        stored: the properties of the calendar item.
        at: the clock time, in seconds.

    Raises:
        OperationError: ErrorCalendarEndDateIsEarlierThanStartDate.
    """
    _settle_times(mailbox, stored, at)
    people = [one for name in _ATTENDEES for one in children(child(stored, name), "Attendee")]
    for attendee in people:
        completed_mailboxes(attendee)
        if child(attendee, "ResponseType") is None:
            attendee.insert(1, T.ResponseType("Unknown"))
    put(stored, T.IsMeeting("true" if people else "false"))
    put(stored, T.AppointmentState("1" if people else "0"))
    series = child(stored, "Recurrence") is not None
    put(stored, T.IsRecurring("true" if series else "false"))
    put(stored, T.CalendarItemType("RecurringMaster" if series else "Single"))


def _settle_times(mailbox: Mailbox, stored: etree._Element, at: float) -> None:
    start = moment_of(text_of(child(stored, "Start"))) or moment_of(mailbox.time(at))
    assert start is not None  # the store's own time is one
    end = moment_of(text_of(child(stored, "End"))) or start + _HALF_AN_HOUR
    if end < start:
        raise OperationError("ErrorCalendarEndDateIsEarlierThanStartDate")
    for name, moment in (("Start", start), ("End", end)):
        element = child(stored, name)
        if element is None:
            element = T(name)
            put(stored, element)
        element.text = as_utc(moment.isoformat())
    put(stored, T.Duration(_duration(end - start)))
    put(stored, T.ReminderDueBy(as_utc(start.isoformat())))


def _duration(length: timedelta) -> str:
    """A length of time as servers write it.

    >>> _duration(timedelta(hours=1, minutes=30))
    'PT1H30M'
    """
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    day = f"P{days}D" if days else "P"
    time = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
    return day + (f"T{time}" if time else "" if days else "T0S")


def _addresses(stored: etree._Element) -> Iterator[str]:
    for name in _ATTENDEES:
        for attendee in children(child(stored, name), "Attendee"):
            yield text_of(child(attendee, "Mailbox", "EmailAddress")).strip()


def _kept_and_announced(asked: Asked, item: Item | None, stored: etree._Element, folder: int) -> Item:
    """Keeps a calendar item, and sends a meeting request to the attendees if the request says so."""
    attribute = "SendMeetingInvitations" if item is None else "SendMeetingInvitationsOrCancellations"
    wanted = asked.payload.get(attribute, "")
    people = list(_addresses(stored))
    if wanted == "SendToNone" or not people:
        return kept(asked, item, stored, folder)
    store = asked.store
    put(stored, T.MeetingRequestWasSent("true"))
    stored[:] = CALENDAR_ITEM.in_order(stored)
    kind, request = about_meeting(store, stored, "MeetingRequest", asked.at)
    if wanted.endswith("AndSaveCopy"):
        store.add(store.known_folder("sentitems"), request)
    deliver(store, people, request, asked.at, kind.properties)
    return kept(asked, item, stored, folder)


CALENDAR_ITEM = ItemKind(
    name="CalendarItem",
    properties=_PROPERTIES,
    folder="calendar",
    folder_class="IPF.Appointment",
    misplaced="ErrorCannotCreateCalendarItemInNonCalendarFolder",
    demands={
        "CreateItem": ("SendMeetingInvitations", _INVITATIONS, "ErrorSendMeetingInvitationsRequired"),
        "UpdateItem": (
            "SendMeetingInvitationsOrCancellations",
            _CHANGES,
            "ErrorSendMeetingInvitationsOrCancellationsRequired",
        ),
        "DeleteItem": ("SendMeetingCancellations", _INVITATIONS, "ErrorSendMeetingCancellationsRequired"),
    },
    finish=finish,
    keep=_kept_and_announced,
)
"""Calendar items: appointments and meetings."""
