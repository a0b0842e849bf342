"""Everything that the simulator keeps for one user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspector.protocols import DOCUMENTS, Document
from inspector.protocols.server import AccountState, Directory, Ground, Mailbox, PostOffice
from inspector.simulator.scenario import MailboxSpec, Scenario
from inspector.simulator.store import Store


@dataclass(frozen=True)
class Common:
    """What all accounts of a simulator have in common.

    Args:
        seed: what all identifiers follow from.
        epoch: the date and time at which the clock shows 0, in UTC.
        product: the year of the server's product.
        scenario: whose mailboxes there are, and what happens to them.
        post_office: finds the mailbox of a mail address.
        store: keeps what must not be forgotten.
        directory: who has a mailbox.
    """

    seed: str
    epoch: datetime
    product: int
    scenario: Scenario
    post_office: PostOffice
    store: Store
    directory: Directory


class Account:
    """One user's account: the mailbox, and what each document keeps beside it.

    Args:
        spec: whose it is.
        common: what all accounts have in common.
    """

    def __init__(self, spec: MailboxSpec, common: Common) -> None:
        self.mailbox = Mailbox(
            spec.address,
            spec.display_name,
            seed=common.seed,
            epoch=common.epoch,
            product=common.product,
            post_office=common.post_office,
            keeper=common.store,
            directory=common.directory,
            room_list=spec.room_list,
        )
        self._ground = ground = Ground(self.mailbox, common.store, spec, common.scenario)
        self._states: dict[Document, AccountState] = {
            document: document.server.open(ground)
            for document in DOCUMENTS
            if document.server and document.server.open
        }
        self._keeping = {kind: state for state in self._states.values() for kind in state.keeps}

    def restore(self, kind: str, key: str, value: bytes) -> None:
        """Takes what the store has kept."""
        (self._keeping.get(kind) or self.mailbox).restore(kind, key, value)

    def state_of(self, document: Document) -> Any:
        """Returns what a document's operations work on: what it keeps for itself, or the mailbox."""
        return self._states.get(document, self.mailbox)

    def begin(self) -> None:
        """Puts into a new mailbox what every mailbox has."""
        for state in self._states.values():
            state.begin()
        for document in DOCUMENTS:
            if document.server and document.server.fill:
                document.server.fill(self._ground)

    def deliver(self, at: float) -> None:
        """Puts what has arrived by a clock time, in seconds, into the mailbox."""
        for state in self._states.values():
            state.deliver(at)

    def calls(self, at: float) -> list[dict[str, Any]]:
        """Returns the calls that have an identifier, as the control API shows them."""
        shown = []
        for call in (each for state in self._states.values() for each in state.timed()):
            status = call.status(at)
            if status.has_handle:
                shown.append(
                    {
                        "id": call.handle,
                        "state": status.state.value,
                        "since": status.since,
                        "deadline": status.deadline,
                    }
                )
        return shown
