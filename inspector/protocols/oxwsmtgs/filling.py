"""Appointments and invitations that a mailbox begins with, as a scenario wants it."""

from __future__ import annotations

import copy
from random import Random

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.made_up import person, subject
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.new_items import mailbox_element
from inspector.protocols.oxwsmsg.arrival import received
from inspector.protocols.oxwsmtgs.calendar import new_calendar_item
from inspector.protocols.oxwsmtgs.meetings import about_meeting

_HOUR, _DAY = 3_600, 86_400
_MEETING = "CalendarItem"
_ASKED = ("MeetingRequest", "MeetingCancellation", "MeetingResponse", _MEETING)


def fill_calendar(store: Mailbox, seed: str, count: int) -> None:
    """Puts appointments into the calendar, one a day, within working hours of UTC.

    Args:
        store: the mailbox.
        seed: what they follow from.
        count: how many there are.
    """
    random = Random(f"{seed}:{store.address.lower()}:calendar")
    folder = store.known_folder("calendar")
    for number in range(count):
        store.add(folder, _meeting(store, random, number))


def fill_invitations(store: Mailbox, seed: str, count: int) -> None:
    """Puts messages about meetings among the mail: invitations, cancellations, answers and meetings in turn.

    A meeting itself is found in a folder of mail where somebody, or another client, moved it there.

    Args:
        store: the mailbox.
        seed: what they follow from.
        count: how many there are.
    """
    random = Random(f"{seed}:{store.address.lower()}:invitations")
    me = mailbox_element(store.name, store.address)
    for number in range(count):
        meeting = _meeting(store, random, number)
        organizer = person(random)
        put(meeting, T.Organizer(mailbox_element(organizer.name, organizer.address)))
        put(meeting, T.RequiredAttendees(T.Attendee(copy.deepcopy(me), T.ResponseType("Unknown"))))
        wanted = _ASKED[number % len(_ASKED)]
        if wanted == _MEETING:
            store.add(store.known_folder("inbox"), meeting)
            continue
        kind, message = about_meeting(store, meeting, wanted, 0.0)
        for name in ("From", "Sender"):
            put(message, T(name, mailbox_element(organizer.name, organizer.address)))
        now = store.time(-_HOUR * (count - number))
        store.add(store.known_folder("inbox"), received(message, me, now, kind.properties))


def _meeting(store: Mailbox, random: Random, day: int) -> etree._Element:
    begins = _DAY * (day + 1) + _HOUR * random.randrange(8)
    given = T.CalendarItem(
        T.Subject(subject(random)),
        T.Start(store.time(begins)),
        T.End(store.time(begins + 1_800 * random.randrange(1, 5))),
        T.Location(f"Room {random.randrange(1, 9)}"),
    )
    return new_calendar_item(store, given, 0.0)
