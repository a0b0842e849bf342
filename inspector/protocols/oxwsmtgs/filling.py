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


def fill_calendar(mailbox: Mailbox, seed: str, count: int) -> None:
    """Puts appointments into the calendar, one a day, within working hours of UTC.

    Args:
        mailbox: the mailbox.
        seed: what they follow from.
        count: how many there are.
    """
    random = Random(f"{seed}:{mailbox.address.lower()}:calendar")
    folder = mailbox.known_folder("calendar")
    for number in range(count):
        mailbox.add(folder, _meeting(mailbox, random, number))


def fill_invitations(mailbox: Mailbox, seed: str, count: int) -> None:
    """Puts messages about meetings among the mail: invitations, cancellations, answers and meetings in turn.

    A meeting itself is found in a folder of mail where somebody, or another client, moved it there.

    Args:
        mailbox: the mailbox.
        seed: what they follow from.
        count: how many there are.
    """
    random = Random(f"{seed}:{mailbox.address.lower()}:invitations")
    me = mailbox_element(mailbox.name, mailbox.address)
    for number in range(count):
        meeting = _meeting(mailbox, random, number)
        organizer = person(random)
        put(meeting, T.Organizer(mailbox_element(organizer.name, organizer.address)))
        put(meeting, T.RequiredAttendees(T.Attendee(copy.deepcopy(me), T.ResponseType("Unknown"))))
        wanted = _ASKED[number % len(_ASKED)]
        if wanted == _MEETING:
            mailbox.add(mailbox.known_folder("inbox"), meeting)
            continue
        kind, message = about_meeting(mailbox, meeting, wanted, 0.0)
        for name in ("From", "Sender"):
            put(message, T(name, mailbox_element(organizer.name, organizer.address)))
        now = mailbox.time(-_HOUR * (count - number))
        mailbox.add(mailbox.known_folder("inbox"), received(message, me, now, kind.properties))


def _meeting(mailbox: Mailbox, random: Random, day: int) -> etree._Element:
    begins = _DAY * (day + 1) + _HOUR * random.randrange(8)
    given = T.CalendarItem(
        T.Subject(subject(random)),
        T.Start(mailbox.time(begins)),
        T.End(mailbox.time(begins + 1_800 * random.randrange(1, 5))),
        T.Location(f"Room {random.randrange(1, 9)}"),
    )
    return new_calendar_item(mailbox, given, 0.0)
