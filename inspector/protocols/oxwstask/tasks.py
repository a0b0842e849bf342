"""Tasks as a kind of items (MS-OXWSTASK section 2.2.4.3): properties, and what follows from a status."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.item_kind import ItemKind
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.new_items import defaults, given_properties, put_times, touched
from inspector.protocols.oxwscore.properties import ITEM, properties_of
from inspector.protocols.oxwscore.times import as_utc

_TASK = (
    "task",
    """
ActualWork  AssignedTime r  BillingInformation  ChangeCount r  Companies a  CompleteDate  Contacts a
DelegationState r  Delegator r  DueDate d  IsAssignmentEditable r  IsComplete r  IsRecurring r  IsTeamTask r
Mileage  Owner r  PercentComplete d  Recurrence  StartDate d  Status d  StatusDescription r  TotalWork
""",
)
_PROPERTIES = properties_of(ITEM, _TASK)
_DEFAULTS = (
    ("ChangeCount", "1"),
    ("DelegationState", "NoMatch"),
    ("IsAssignmentEditable", "0"),
    ("IsTeamTask", "false"),
    ("PercentComplete", "0"),
    ("Status", "NotStarted"),
)
_DESCRIPTIONS = {
    "NotStarted": "Not Started",
    "InProgress": "In Progress",
    "Completed": "Completed",
    "WaitingOnOthers": "Waiting on someone else",
    "Deferred": "Deferred",
}
_OCCURRENCES = (
    "AffectedTaskOccurrences",
    ("AllOccurrences", "SpecifiedOccurrenceOnly"),
    "ErrorAffectedTaskOccurrencesRequired",
)


def new_task(mailbox: Mailbox, given: etree._Element, at: float) -> etree._Element:
    """Returns the properties of a new task: what the client gave, and what the server adds.

    Args:
        mailbox: the mailbox.
        given: the Task of the request.
        at: the clock time, in seconds.

    Raises:
        OperationError: ErrorInvalidPercentCompleteValue.
    """
    new = T.Task()
    given_properties(new, children(given), _PROPERTIES)
    if child(new, "Status") is None and child(new, "PercentComplete") is not None:
        put(new, T.Status(_status_at(_percent(new))))
    defaults(new, "IPM.Task", (*_DEFAULTS, ("Owner", mailbox.name)))
    _settle(mailbox, new, at)
    put_times(mailbox, new, at)
    return touched(mailbox, new, at, _PROPERTIES)


def finish(mailbox: Mailbox, stored: etree._Element, at: float) -> None:
    """Counts a change, and adds what follows: of status and percentage, the one that was changed rules.

    Args:
        mailbox: the mailbox.
        stored: the properties of the task.
        at: the clock time, in seconds.

    Raises:
        OperationError: ErrorInvalidPercentCompleteValue.
    """
    status, percent = (child(stored, name) for name in ("Status", "PercentComplete"))
    if percent is not None and (status is None or _changed(percent) > _changed(status)):
        put(stored, T.Status(_status_at(_percent(stored))))
    elif status is not None and text_of(status) != "Completed" and _percent(stored) == 100:
        put(stored, T.PercentComplete("0"))
    put(stored, T.ChangeCount(str(int(text_of(child(stored, "ChangeCount")) or "0") + 1)))
    _settle(mailbox, stored, at)


def _settle(mailbox: Mailbox, stored: etree._Element, at: float) -> None:
    status = text_of(child(stored, "Status")) or "NotStarted"
    if child(stored, "Status") is None:
        put(stored, T.Status(status))
    done = status == "Completed"
    if done or child(stored, "PercentComplete") is None:
        put(stored, T.PercentComplete("100" if done else "0"))
    put(stored, T.IsComplete("true" if done else "false"))
    put(stored, T.StatusDescription(_DESCRIPTIONS.get(status, status)))
    put(stored, T.IsRecurring("false" if child(stored, "Recurrence") is None else "true"))
    if not done:
        for old in children(stored, "CompleteDate"):
            stored.remove(old)
    elif child(stored, "CompleteDate") is None:
        put(stored, T.CompleteDate(mailbox.time(at)[:11] + "00:00:00Z"))
    for name in ("StartDate", "DueDate", "CompleteDate", "ReminderDueBy"):
        moment = child(stored, name)
        if moment is not None:
            moment.text = as_utc(text_of(moment))


def _percent(stored: etree._Element) -> float:
    try:
        percent = float(text_of(child(stored, "PercentComplete")) or "0")
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise OperationError("ErrorInvalidPercentCompleteValue", field="task:PercentComplete")
    return percent


def _status_at(percent: float) -> str:
    return "Completed" if percent == 100 else "InProgress" if percent else "NotStarted"


def _changed(element: etree._Element) -> int:
    return int(element.get("change", "0"))


TASK = ItemKind(
    name="Task",
    properties=_PROPERTIES,
    folder="tasks",
    folder_class="IPF.Task",
    misplaced="ErrorCannotCreateTaskInNonTaskFolder",
    demands={"DeleteItem": _OCCURRENCES},
    finish=finish,
)
"""Tasks."""
