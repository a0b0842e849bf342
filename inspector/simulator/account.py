"""Everything that the simulator keeps for one user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspector.protocols import oxwscext, oxwscos, oxwums
from inspector.protocols.asemail.devices import Devices
from inspector.protocols.document import Document
from inspector.protocols.oxwums.plan import CallPlan
from inspector.simulator.app_store import Apps
from inspector.simulator.contact_list import ContactList
from inspector.simulator.mailbox import Mailbox, PostOffice
from inspector.simulator.scenario import MailboxSpec
from inspector.simulator.store import Store
from inspector.simulator.telephone import Telephone
from inspector.simulator.voice_mail import FIRST, VoiceMail, voice_message

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
        voice_mail: the voice messages that callers will leave, in all mailboxes.
    """

    seed: str
    epoch: datetime
    product: int
    plan_for: Callable[[str], CallPlan]
    post_office: PostOffice
    store: Store
    voice_mail: tuple[VoiceMail, ...] = ()


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
        self.contacts = ContactList(self.mailbox, ground.store)
        self.apps = Apps(self.mailbox, ground.store)
        self.phones = Devices()
        self._states: dict[Document, Any] = {
            oxwums.DOCUMENT: self.telephone,
            oxwscos.DOCUMENT: self.contacts,
            oxwscext.DOCUMENT: self.apps,
        }
        self._keeping = {kind: state for state in self._states.values() for kind in state.keeps}
        mine = (mail for mail in ground.voice_mail if mail.to.lower() == spec.address.lower())
        self._voice_mail = sorted(mine, key=lambda mail: mail.at)

    def restore(self, kind: str, key: str, value: bytes) -> None:
        """Takes what the store has kept."""
        self._keeping.get(kind, self.mailbox).restore(kind, key, value)

    def state_of(self, document: Document) -> Any:
        """Returns what a document's operations work on: what it keeps for itself, or the mailbox."""
        return self._states.get(document, self.mailbox)

    def begin(self) -> None:
        """Puts into a new mailbox what every mailbox has: a voice message that can be played."""
        self._take(FIRST)

    def deliver(self, at: float) -> None:
        """Puts the voice messages that have arrived by a clock time, in seconds, into the inbox."""
        for mail in self._voice_mail[self.mailbox.counted("voicemail") :]:
            if mail.at > at:
                break
            self.mailbox.count("voicemail")
            self._take(mail)

    def _take(self, mail: VoiceMail) -> None:
        self.mailbox.add(self.mailbox.known_folder("inbox"), voice_message(self.mailbox, mail))

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
