"""The rules of MS-TOY."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.history import History
from inspector.protocols.message import Message
from inspector.protocols.rule import MUST, Breach, request, response, rule


class Tasks:
    """How many tasks the session has made."""

    watches = ("CreateItem",)

    def __init__(self) -> None:
        self.made = 0

    def observe(self, request: Message, response: Message | None) -> None:
        """Takes in an interaction."""
        self.made += 1


@rule("TOY001", "task-has-a-subject", MUST, section="3.2", on=request("CreateItem"))
def task_has_a_subject(message: Message, history: History) -> Iterator[Breach]:
    """A task says what it is.

    Good:
        <t:Task><t:Subject>Mend the bear</t:Subject></t:Task>
    Bad:
        <t:Task/>
    """
    assert message.payload is not None
    for task in message.payload.iterdescendants("{*}Task"):
        if task.find("{*}Subject") is None:
            yield Breach("the task has no subject", task)


@rule("TOY002", "one-task-a-session", MUST, section="3.2", on=response("CreateItem"))
def one_task_a_session(message: Message, history: History) -> Iterator[Breach]:
    """A session makes one task.

    Good:
        <t:Task><t:ItemId Id="AAA="/></t:Task>
    Bad:
        <t:Task><t:ItemId Id="AAB="/></t:Task>
    """
    if history.of(Tasks).made:
        yield Breach("there is a task already", message.payload)


@rule("TOY003", "mended-is-told", MUST, section="3.1", on=response("MendToy"))
def mended_is_told(message: Message, history: History) -> Iterator[Breach]:
    """An answer tells whether the toy is mended.

    Good:
        <m:Mended>true</m:Mended>
    Bad:
        <m:MendToyResponse ResponseClass="Success"/>
    """
    if message.succeeded and "Mended" not in message.children:
        yield Breach("Mended is missing", message.payload)
