"""MS-OXWSMTGS: Calendaring Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsmtgs.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSMTGS",
    title="Calendaring Web Service Protocol",
    about="calendar items and meetings",
    package=__name__,
    operations=OPERATIONS,
    error_texts={
        "ErrorSendMeetingInvitationsRequired": (
            "The SendMeetingInvitations attribute is required for calendar items."
        ),
        "ErrorSendMeetingInvitationsOrCancellationsRequired": (
            "The SendMeetingInvitationsOrCancellations attribute is required for calendar items."
        ),
        "ErrorSendMeetingCancellationsRequired": (
            "The SendMeetingCancellations attribute is required for calendar items."
        ),
        "ErrorCannotCreateCalendarItemInNonCalendarFolder": (
            "A calendar item can only be created in a calendar folder."
        ),
        "ErrorCalendarEndDateIsEarlierThanStartDate": "The calendar item ends before it starts.",
        "ErrorCalendarViewRangeTooBig": "The range of the calendar view is greater than two years.",
    },
)
