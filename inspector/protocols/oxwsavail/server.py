"""GetUserAvailability (MS-OXWSAVAIL section 3.1.4.1): who is free, by the calendar items in the store.

Series of appointments count by their first one; suggestions are none.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, required, text_of, whole_number
from inspector.protocols.oxwsavail.zone import Zone, read_zone
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.store import Item
from inspector.protocols.server import DocumentServer

_LONGEST = timedelta(days=62)
_INTERVAL = range(5, 1441)  # minutes
_BUSY = ("Free", "Tentative", "Busy", "OOF", "WorkingElsewhere", "NoData")
_WORKDAYS = "Monday Tuesday Wednesday Thursday Friday"
_BEGIN, _END = 8 * 60, 17 * 60  # minutes of the day


@dataclass(frozen=True)
class _View:
    """What a request wants to know.

    Args:
        zone: the time zone that it is in.
        begins: of the time window, in UTC.
        ends: likewise.
        interval: how long each part of a merged view is.
        kind: the requested view.
        zone_element: the zone, as the request has it.
    """

    zone: Zone
    begins: datetime
    ends: datetime
    interval: timedelta
    kind: str
    zone_element: etree._Element


@dataclass(frozen=True)
class _Appointment:
    begins: datetime
    ends: datetime
    busy: str
    item: Item


def get_user_availability(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSAVAIL section 3.1.4.1."""
    answer = M.GetUserAvailabilityResponse()
    options = child(payload, "FreeBusyViewOptions")
    if options is not None:
        view = _view(payload, options)
        answers = M.FreeBusyResponseArray()
        for data in children(required(payload, "MailboxDataArray"), "MailboxData"):
            answers.append(_free_busy(mailbox, text_of(child(data, "Email", "Address")).strip(), view))
        answer.append(answers)
    if child(payload, "SuggestionsViewOptions") is not None:
        answer.append(
            M.SuggestionsResponse(response_message("ResponseMessage"), M.SuggestionDayResultArray())
        )
    return answer


def _free_busy(mailbox: Mailbox, address: str, view: _View) -> etree._Element:
    owner = mailbox.directory.find(address)
    if owner is None:
        error = OperationError("ErrorMailRecipientNotFound")
        return M.FreeBusyResponse(
            response_message("ResponseMessage", error), M.FreeBusyView(T.FreeBusyViewType("None"))
        )
    appointments = sorted(_appointments(owner, view), key=lambda each: (each.begins, each.item.number))
    shown = M.FreeBusyView(T.FreeBusyViewType(view.kind))
    if view.kind.endswith(("Merged", "MergedOnly")):
        shown.append(T.MergedFreeBusy(_merged(appointments, view)))
    if appointments and view.kind.startswith(("FreeBusy", "Detailed")):
        details = view.kind.startswith("Detailed")
        events = (_event(each, view.zone, details, owner) for each in appointments)
        shown.append(T.CalendarEventArray(*events))
    shown.append(_working_hours(view))
    return M.FreeBusyResponse(response_message("ResponseMessage"), shown)


def _appointments(owner: Mailbox, view: _View) -> Iterator[_Appointment]:
    for item in owner.contents(owner.known_folder("calendar")):
        if item.kind != "CalendarItem":
            continue
        stored = item.properties()
        begins, ends = (_moment(text_of(child(stored, name))) for name in ("Start", "End"))
        if begins is None or ends is None or begins >= view.ends or ends <= view.begins:
            continue
        busy = text_of(child(stored, "LegacyFreeBusyStatus"))
        yield _Appointment(begins, ends, busy if busy in _BUSY else "Busy", item)


def _merged(appointments: list[_Appointment], view: _View) -> str:
    """A digit for each interval: the one of what keeps a person busiest in it."""
    count = -(-(view.ends - view.begins) // view.interval)
    merged = [0] * count
    for each in appointments:
        first = max((each.begins - view.begins) // view.interval, 0)
        last = min(-(-(each.ends - view.begins) // view.interval), count)
        digit = _BUSY.index(each.busy)
        for at in range(first, last):
            merged[at] = max(merged[at], digit)
    return "".join(map(str, merged))


def _event(each: _Appointment, zone: Zone, details: bool, owner: Mailbox) -> etree._Element:
    times = (f"{zone.to_local(moment):%Y-%m-%dT%H:%M:%S}" for moment in (each.begins, each.ends))
    event = T.CalendarEvent(T.StartTime(next(times)), T.EndTime(next(times)), T.BusyType(each.busy))
    if details:
        stored = each.item.properties()
        texts = {name: text_of(child(stored, name)) for name in ("Subject", "Location", "Sensitivity")}
        event.append(
            T.CalendarEventDetails(
                T.ID(owner.entry_id(each.item)),
                T.Subject(texts["Subject"]),
                T.Location(texts["Location"]),
                T.IsMeeting("true" if children(child(stored, "RequiredAttendees")) else "false"),
                T.IsRecurring("true" if child(stored, "Recurrence") is not None else "false"),
                T.IsException("false"),
                T.IsReminderSet("true" if text_of(child(stored, "ReminderIsSet")) == "true" else "false"),
                T.IsPrivate("true" if texts["Sensitivity"] == "Private" else "false"),
            )
        )
    return event


def _working_hours(view: _View) -> etree._Element:
    zone = T.TimeZone(*(copy.deepcopy(part) for part in children(view.zone_element)))
    period = T.WorkingPeriod(
        T.DayOfWeek(_WORKDAYS), T.StartTimeInMinutes(str(_BEGIN)), T.EndTimeInMinutes(str(_END))
    )
    return T.WorkingHours(zone, T.WorkingPeriodArray(period))


def _view(payload: etree._Element, options: etree._Element) -> _View:
    zone_element = child(payload, "TimeZone")
    zone = read_zone(zone_element)
    assert zone_element is not None
    window = required(options, "TimeWindow")
    begins, ends = (_in_utc(text_of(required(window, name)), zone) for name in ("StartTime", "EndTime"))
    if not begins < ends:
        raise OperationError("ErrorInvalidTimeInterval")
    if ends - begins > _LONGEST:
        raise OperationError("ErrorTimeIntervalTooBig")
    interval = child(options, "MergedFreeBusyIntervalInMinutes")
    minutes = 30 if interval is None else whole_number(interval, 0, 10**6)
    if minutes not in _INTERVAL:
        raise OperationError("ErrorInvalidMergedFreeBusyInterval")
    kind = text_of(child(options, "RequestedView")) or "FreeBusy"
    if kind == "None":
        raise OperationError("ErrorInvalidFreeBusyViewType")
    return _View(zone, begins, ends, timedelta(minutes=minutes), kind, zone_element)


def _in_utc(text: str, zone: Zone) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo else zone.to_utc(moment)
    except (ValueError, OverflowError):  # a year that Python has not, here or in UTC
        raise OperationError("ErrorInvalidTimeInterval") from None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"GetUserAvailability": get_user_availability},
    how_far={
        "GetUserAvailability": "by the calendar items in the store, of a series the first; no suggestions"
    },
)
"""When people are free."""
