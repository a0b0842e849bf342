"""Everything that the simulator keeps for one user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspector.protocols.oxwums.plan import CallPlan
from inspector.simulator.mailbox import Mailbox, PostOffice
from inspector.simulator.messages import voice_message
from inspector.simulator.scenario import MailboxSpec
from inspector.simulator.store import Store
from inspector.simulator.telephone import Telephone

__all__ = ["Account", "Ground"]


@dataclass(frozen=True)
class Ground:
    """What all accounts of a simulator stand on.

    Args:
        seed: what all identifiers follow from.
        epoch: the date and time at which the clock shows 0, in UTC.
        product: the year of the server's product.
        plan_for: says what becomes of a call to a number.
        post_office: finds the mailbox of a mail address.
        store: keeps what must not be forgotten.
    """

    seed: str
    epoch: datetime
    product: int
    plan_for: Callable[[str], CallPlan]
    post_office: PostOffice
    store: Store


class Account:
    """One user's account.

    Args:
        spec: whose it is.
        ground: what it stands on.
    """

    def __init__(self, spec: MailboxSpec, ground: Ground) -> None:
        self.mailbox = Mailbox(
            spec,
            seed=ground.seed,
            epoch=ground.epoch,
            product=ground.product,
            post_office=ground.post_office,
            store=ground.store,
        )
        self.telephone = Telephone(self.mailbox, ground.plan_for, ground.store)

    def restore(self, kind: str, key: str, value: bytes) -> None:
        """Takes what the store has kept."""
        if kind == "um":
            self.telephone.restore(value)
        else:
            self.mailbox.restore(kind, key, value)

    def begin(self) -> None:
        """Puts into a new mailbox what every mailbox has: a voice message that can be played."""
        inbox = self.mailbox.known_folder("inbox")
        self.mailbox.add(inbox, voice_message(self.mailbox, 0))

    def calls(self, at: float) -> list[dict[str, Any]]:
        """Returns the calls that have an identifier, as the control API shows them."""
        shown = []
        for call in self.telephone.calls():
            status = call.status(at)
            if status.has_handle:
                shown.append(
                    {
                        "id": call.handle,
                        "state": str(status.state),
                        "since": status.since,
                        "deadline": status.deadline,
                    }
                )
        return shown
