"""CalendarView and ContactsView of FindItem (MS-OXWSSRCH section 2.2.4): windows of time, and of names.

A series stands for itself: it is not taken apart into its occurrences.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from lxml import etree

from inspector.protocols.common.failures import InvalidRequest, OperationError
from inspector.protocols.common.reading import child, text_of
from inspector.protocols.oxwscore.store import Folder, Item
from inspector.protocols.oxwscore.times import moment_of

_MOST = timedelta(days=2 * 365 + 1)


def within(payload: etree._Element, folder: Folder, items: Iterable[Item]) -> list[Item] | None:
    """Returns the items in the window that a request asks for, in its order: by start, or by name.

    Args:
        payload: the FindItem element.
        folder: a folder.
        items: its items.

    Returns:
        ``None`` if it asks for no such window.

    Raises:
        OperationError: the window ends before it begins, or is longer than two years, or one of time is
            asked of a folder that is no calendar.
        InvalidRequest: it has no beginning or no end.
    """
    calendar, contacts = child(payload, "CalendarView"), child(payload, "ContactsView")
    if calendar is not None:
        if not folder.folder_class.startswith("IPF.Appointment"):
            raise OperationError("ErrorCalendarFolderIsInvalidForCalendarView")
        return _in_time(items, _moment(calendar, "StartDate"), _moment(calendar, "EndDate"))
    if contacts is not None:
        return _by_name(items, contacts.get("InitialName", ""), contacts.get("FinalName", ""))
    return None


def _in_time(items: Iterable[Item], start: datetime, end: datetime) -> list[Item]:
    if end < start:
        raise OperationError("ErrorCalendarEndDateIsEarlierThanStartDate")
    if end - start > _MOST:
        raise OperationError("ErrorCalendarViewRangeTooBig")
    found = []
    for item in items:
        stored = item.properties()
        begins, ends = (moment_of(text_of(child(stored, name))) for name in ("Start", "End"))
        # What has no length is in the window in which it lies.
        if begins and ends and begins < end and (ends > start or begins == ends == start):
            found.append((begins, item.number, item))
    return [item for _, _, item in sorted(found, key=lambda each: each[:2])]


def _by_name(items: Iterable[Item], initial: str, final: str) -> list[Item]:
    named = [(text_of(child(item.properties(), "DisplayName")).casefold(), item) for item in items]
    first, last = initial.casefold(), final.casefold()
    found = [
        (name, item) for name, item in named if first <= name and (not last or name[: len(last)] <= last)
    ]
    return [item for _, item in sorted(found, key=lambda each: (each[0], each[1].number))]


def _moment(view: etree._Element, name: str) -> datetime:
    moment = moment_of(view.get(name, ""))
    if moment is None:
        raise InvalidRequest(f"The '{name}' attribute is invalid: '{view.get(name, '')}' is not a date")
    return moment
