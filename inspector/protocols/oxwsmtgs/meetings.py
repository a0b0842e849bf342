"""Messages about meetings as kinds of items (MS-OXWSMTGS section 2.2.4): they lie in mail folders."""

from __future__ import annotations

import copy
from functools import partial

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.reading import children
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.item_kind import ItemKind
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.new_items import touched
from inspector.protocols.oxwscore.properties import ITEM, properties_of
from inspector.protocols.oxwsmsg.arrival import drafted, sent
from inspector.protocols.oxwsmsg.properties import MESSAGE
from inspector.protocols.oxwsmsg.sending import DISPOSITION, kept_or_sent
from inspector.wire.soap import local_name

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
    properties = properties_of(ITEM, MESSAGE, _MEETING, *more)
    return ItemKind(
        name=name,
        properties=properties,
        folder="drafts",
        demands={"UpdateItem": DISPOSITION},
        keep=partial(kept_or_sent, properties=properties),
        has_mime=True,
    )


_RESPONSE, _CANCELLATION = _kind("MeetingResponse", _BRIEFLY), _kind("MeetingCancellation", _BRIEFLY)
_ABOUT_MEETINGS = {
    "MeetingRequest": (
        _kind("MeetingRequest", _REQUEST, _ABOUT),
        "IPM.Schedule.Meeting.Request",
        "NoResponseReceived",
    ),
    "MeetingResponse": (_RESPONSE, "IPM.Schedule.Meeting.Resp.Pos", "Accept"),
    "MeetingCancellation": (_CANCELLATION, "IPM.Schedule.Meeting.Canceled", "NoResponseReceived"),
}
"""By name: the kind, its ItemClass, and what the recipient has answered."""

MEETING_MESSAGES = (*(kind for kind, _, _ in _ABOUT_MEETINGS.values()), _kind("MeetingMessage"))
"""Requests, answers and cancellations of meetings."""


def about_meeting(
    mailbox: Mailbox, meeting: etree._Element, name: str, at: float
) -> tuple[ItemKind, etree._Element]:
    """Returns a message about a meeting to its attendees, as it is sent, and its kind.

    Args:
        mailbox: the organizer's mailbox.
        meeting: the properties of the calendar item.
        name: what it is: ``MeetingRequest``, ``MeetingResponse`` or ``MeetingCancellation``.
        at: the clock time, in seconds.

    Raises:
        OperationError: ErrorInvalidRecipients: an attendee has no address.
    """
    mail = T.Message()
    for part in ("Subject", "Body", "Sensitivity", "Importance", "Categories"):
        for element in children(meeting, part):
            put(mail, copy.deepcopy(element))
    for people, holder in (("RequiredAttendees", "ToRecipients"), ("OptionalAttendees", "CcRecipients")):
        mailboxes = [
            copy.deepcopy(one) for each in children(meeting, people) for one in each.iter("{*}Mailbox")
        ]
        if mailboxes:
            put(mail, T(holder, *mailboxes))
    kind, item_class, response = _ABOUT_MEETINGS[name]
    known = kind.properties
    put(mail, T.ItemClass(item_class))
    message = T(name, *sent(mailbox, drafted(mailbox, mail, at), at))
    values = (
        ("IsDelegated", "false"),
        ("IsOutOfDate", "false"),
        ("HasBeenProcessed", "false"),
        ("ResponseType", response),
        ("MeetingRequestType", "NewMeetingRequest"),
        ("IntendedFreeBusyStatus", "Busy"),
        ("MyResponseType", response),
    )
    about = {each for each, one in known.items() if one.uri.startswith("calendar:")} | {
        "UID",
        "DateTimeStamp",
    }
    for element in meeting:
        if local_name(element) in about | {"UID", "DateTimeStamp"}:
            put(message, copy.deepcopy(element))
    for each, value in values:
        if each in known:
            put(message, T(each, value))
    return kind, touched(mailbox, message, at, known)
