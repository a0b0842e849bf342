"""Tasks that a mailbox begins with, as a scenario wants it."""

from __future__ import annotations

from random import Random

from inspector.protocols.common.answers import T
from inspector.protocols.oxwscore.made_up import subject
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwstask.tasks import new_task

_DAY = 86_400


def fill_tasks(mailbox: Mailbox, seed: str, count: int) -> None:
    """Puts tasks into the tasks folder: one of three is done.

    Args:
        mailbox: the mailbox.
        seed: what they follow from.
        count: how many there are.
    """
    random = Random(f"{seed}:{mailbox.address.lower()}:tasks")
    folder = mailbox.known_folder("tasks")
    for number in range(count):
        given = T.Task(
            T.Subject(subject(random)),
            T.DueDate(mailbox.time(_DAY * random.randrange(1, 60))),
            T.Status("Completed" if number % 3 == 2 else "NotStarted"),
        )
        mailbox.add(folder, new_task(mailbox, given, 0.0))
