"""exchangelib, as it is installed, keeps contacts, a calendar and tasks: made, read, found, changed, deleted.

The function is given where the server is, and returns what the library made of the answers as plain data.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import requests.adapters
from exchangelib import Account, CalendarItem, Contact, EWSDate, EWSDateTime, EWSTimeZone, Task
from exchangelib.indexed_properties import EmailAddress, PhoneNumber, PhysicalAddress
from exchangelib.items import Item
from exchangelib.recurrence import Recurrence, WeeklyPattern

from tests.clients.scripts.exchangelib_mail import account_at
from tests.clients.scripts.zeep_service import Answers

__all__ = ["items_of_all_kinds"]

_ZONE = EWSTimeZone("Europe/Copenhagen")


def items_of_all_kinds(
    url: str, *, auth: str, adapter: type[requests.adapters.HTTPAdapter] | None = None
) -> Answers:
    """Leads a contact, an appointment, a series and a task through their lives.

    Args:
        url: scheme, host and port of the server.
        auth: ``basic`` or ``NTLM``, as exchangelib names them.
        adapter: exchangelib's HTTP_ADAPTER_CLS, if it is not to use sockets.
    """
    with account_at(url, auth, adapter=adapter) as account:
        return [*_contact(account), *_calendar(account), *_task(account)]


def _contact(account: Account) -> Answers:
    contact = Contact(
        account=account,
        folder=account.contacts,
        display_name="Anna Müller",
        given_name="Anna",
        surname="Müller",
        file_as_mapping="LastCommaFirst",
        company_name="Example & Co",
        birthday=EWSDate(1980, 4, 5),
        email_addresses=[EmailAddress(label="EmailAddress1", email="anna@example.com")],
        phone_numbers=[PhoneNumber(label="MobilePhone", phone_number="+1 425 555 0100")],
        physical_addresses=[PhysicalAddress(label="Business", street="1 Main Street", city="Springfield")],
    )
    contact.save()
    made = account.contacts.get(id=contact.id)
    contact.refresh()
    contact.surname = "Maier"
    contact.email_addresses = [
        EmailAddress(label="EmailAddress1", email="anna@example.org"),
        EmailAddress(label="EmailAddress2", email="anna@example.net"),
    ]
    contact.save(update_fields=["surname", "email_addresses"])
    found = [_contact_of(one) for one in account.contacts.filter(surname="Maier")]
    contact.delete()
    return [
        ("CreateItem", _contact_of(made)),
        ("UpdateItem", found),
        ("DeleteItem", account.contacts.all().count()),
    ]


def _calendar(account: Account) -> Answers:
    start = EWSDateTime(2026, 2, 3, 12, 0, tzinfo=_ZONE)
    meeting = CalendarItem(
        account=account,
        folder=account.calendar,
        subject="Lunch",
        body="At noon",
        location="Canteen",
        start=start,
        end=EWSDateTime(2026, 2, 3, 13, 30, tzinfo=_ZONE),
        categories=["Food"],
    )
    meeting.save()
    series = CalendarItem(
        account=account,
        folder=account.calendar,
        subject="Every Tuesday",
        start=start,
        end=EWSDateTime(2026, 2, 3, 13, 0, tzinfo=_ZONE),
        recurrence=Recurrence(
            pattern=WeeklyPattern(interval=1, weekdays=["Tuesday"]), start=EWSDate(2026, 2, 3), number=4
        ),
    )
    series.save()
    series.refresh()
    meeting.refresh()
    made = _meeting_of(meeting)
    meeting.location = "Park"
    meeting.save(update_fields=["location"])
    view = account.calendar.view(
        start=EWSDateTime(2026, 2, 3, tzinfo=_ZONE), end=EWSDateTime(2026, 2, 4, tzinfo=_ZONE)
    )
    seen = [_meeting_of(one) for one in view]
    meeting.delete()
    return [
        ("CreateItem", made),
        ("CreateItem", {"type": series.type, "number": series.recurrence.boundary.number}),
        ("FindItem", seen),
        ("DeleteItem", account.calendar.all().count()),
    ]


def _task(account: Account) -> Answers:
    task = Task(
        account=account,
        folder=account.tasks,
        subject="Paint",
        body="Two coats",
        due_date=EWSDate(2026, 2, 3),
        start_date=EWSDate(2026, 2, 1),
        importance="High",
    )
    task.save()
    task.refresh()
    made = _task_of(task)
    task.percent_complete = Decimal(50)
    task.save(update_fields=["percent_complete"])
    task.refresh()
    begun = _task_of(task)
    task.status = "Completed"
    task.save(update_fields=["status"])
    found = [_task_of(one) for one in account.tasks.filter(is_complete=True).order_by("due_date")]
    task.delete()
    return [
        ("CreateItem", made),
        ("UpdateItem", begun),
        ("FindItem", found),
        ("DeleteItem", account.tasks.all().count()),
    ]


def _ids(item: Item) -> dict[str, Any]:
    return {"id": item.id, "changekey": item.changekey}


def _contact_of(contact: Contact) -> dict[str, Any]:
    return {
        **_ids(contact),
        "name": contact.display_name,
        "filed": contact.file_as,
        "company": contact.company_name,
        "born": str(contact.birthday),
        "mail": [one.email for one in contact.email_addresses or ()],
        "phones": [one.phone_number for one in contact.phone_numbers or () if one.phone_number],
        "streets": [one.street for one in contact.physical_addresses or () if one.street],
    }


def _meeting_of(meeting: CalendarItem) -> dict[str, Any]:
    return {
        **_ids(meeting),
        "subject": meeting.subject,
        "location": meeting.location,
        "start": str(meeting.start),
        "end": str(meeting.end),
        "duration": meeting.duration,
        "type": meeting.type,
        "categories": meeting.categories,
    }


def _task_of(task: Task) -> dict[str, Any]:
    return {
        **_ids(task),
        "subject": task.subject,
        "due": str(task.due_date),
        "status": task.status,
        "percent": float(task.percent_complete),
        "complete": task.is_complete,
        "importance": task.importance,
    }
