"""Messages about meetings as kinds of items (MS-OXWSMTGS section 2.2.4): they lie in mail folders."""

from __future__ import annotations

import copy

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.reading import children
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.kind import ItemKind
from inspector.protocols.oxwscore.new_items import touched
from inspector.protocols.oxwscore.properties import ITEM, properties_of
from inspector.protocols.oxwscore.store import MessageStore
from inspector.protocols.oxwsmsg.arrival import drafted, sent
from inspector.protocols.oxwsmsg.properties import MESSAGE
from inspector.protocols.oxwsmsg.sending import DISPOSITION, kept_or_sent

__all__ = ["MEETING_MESSAGES", "request_for"]

_MEETING = (
    "meeting",
    """
AssociatedCalendarItemId r  IsDelegated rd  IsOutOfDate rd  HasBeenProcessed rd  ResponseType rd  UID r
RecurrenceId r  DateTimeStamp r  IsOrganizer ro
""",
)
_REQUEST = ("meetingRequest", "MeetingRequestType rd  IntendedFreeBusyStatus rd")
_ABOUT = (
    "calendar",
    """
Start rd  End rd  OriginalStart r  IsAllDayEvent r  LegacyFreeBusyStatus r  Location rd  When r  IsMeeting r
IsCancelled r  IsRecurring r  MeetingRequestWasSent r  CalendarItemType r  MyResponseType r  Organizer rd
RequiredAttendees rb  OptionalAttendees rb  Resources rb  ConflictingMeetingCount r  AdjacentMeetingCount r
Duration r  TimeZone r  AppointmentSequenceNumber r  AppointmentState r  Recurrence r  StartTimeZone r
EndTimeZone r  ConferenceType r  AllowNewTimeProposal r  IsOnlineMeeting r
""",
)
_BRIEFLY = ("calendar", "Start rd  End rd  Location rd  Recurrence r  CalendarItemType r")


def _kind(name: str, *more: tuple[str, str]) -> ItemKind:
    return ItemKind(
        name=name,
        properties=properties_of(ITEM, MESSAGE, _MEETING, *more),
        folder="drafts",
        demands={"UpdateItem": DISPOSITION},
        keep=kept_or_sent,
        has_mime=True,
    )


_MEETING_REQUEST = _kind("MeetingRequest", _REQUEST, _ABOUT)

MEETING_MESSAGES = (
    _MEETING_REQUEST,
    _kind("MeetingMessage"),
    _kind("MeetingResponse", _BRIEFLY),
    _kind("MeetingCancellation", _BRIEFLY),
)
"""Requests, answers and cancellations of meetings."""


def request_for(store: MessageStore, meeting: etree._Element, at: float) -> etree._Element:
    """Returns the meeting request that invites the attendees of a meeting, as it is sent.

    Args:
        store: the organizer's mailbox.
        meeting: the properties of the calendar item.
        at: the clock time, in seconds.

    Raises:
        OperationError: ErrorInvalidRecipients: an attendee has no address.
    """
    mail = T.Message()
    for name in ("Subject", "Body", "Sensitivity", "Importance", "Categories"):
        for element in children(meeting, name):
            put(mail, copy.deepcopy(element))
    for people, name in (("RequiredAttendees", "ToRecipients"), ("OptionalAttendees", "CcRecipients")):
        mailboxes = [
            copy.deepcopy(one) for holder in children(meeting, people) for one in holder.iter("{*}Mailbox")
        ]
        if mailboxes:
            put(mail, T(name, *mailboxes))
    put(mail, T.ItemClass("IPM.Schedule.Meeting.Request"))
    request = T.MeetingRequest(*sent(store, drafted(store, mail, at), at))
    for name, value in (
        ("IsDelegated", "false"),
        ("IsOutOfDate", "false"),
        ("HasBeenProcessed", "false"),
        ("ResponseType", "NoResponseReceived"),
        ("MeetingRequestType", "NewMeetingRequest"),
        ("IntendedFreeBusyStatus", "Busy"),
    ):
        put(request, T(name, value))
    known = _MEETING_REQUEST.properties
    about = {name for name, each in known.items() if each.uri.startswith("calendar:")} | {
        "UID",
        "DateTimeStamp",
    }
    for element in meeting:
        if etree.QName(element).localname in about:
            put(request, copy.deepcopy(element))
    put(request, T.MyResponseType("NoResponseReceived"))
    return touched(store, request, at, known)
