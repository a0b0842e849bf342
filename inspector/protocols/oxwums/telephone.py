"""The Unified Messaging side of a mailbox: its properties, its PIN, and the calls that it has placed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

import msgspec

from inspector.protocols.operation import Endpoint
from inspector.protocols.oxwscore.ids import uuid_from
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwsmsg.server_messages import pin_message
from inspector.protocols.oxwums.call_plan import CallPlan
from inspector.protocols.oxwums.calls import Call
from inspector.protocols.server import AccountState, Keeper
from inspector.wire.encoding import decode_base64


@dataclass(frozen=True)
class UmProperties:
    """What Unified Messaging keeps for a mailbox (section 3.1.4.5.3.1, and what is not shown to the client).

    Args:
        enabled: whether the mailbox is enabled for Unified Messaging.
        oof: whether the Out of Office greeting is played.
        missed_calls: whether missed call notifications are enabled.
        dial_string: the default telephone number.
        access_numbers: the numbers by which the user reaches Unified Messaging; empty: none are set.
        folder: the EntryID, in base64, of the folder that is read over the telephone.
        pin: the password of Unified Messaging.
    """

    enabled: bool = True
    oof: bool = False
    missed_calls: bool = True
    dial_string: str = ""
    access_numbers: str = ""
    folder: str = ""
    pin: str = ""


class Telephone(AccountState):
    """Unified Messaging for one mailbox.

    Args:
        mailbox: whose it is.
        um: the properties that it begins with.
        plan_for: says what becomes of a call to a number.
        keeper: keeps the properties. Calls are not kept: their times are those of this run's clock.
    """

    keeps: ClassVar[tuple[str, ...]] = ("um",)

    def __init__(
        self,
        mailbox: Mailbox,
        um: UmProperties,
        plan_for: Callable[[str], CallPlan],
        keeper: Keeper,
    ) -> None:
        self.um = replace(um, folder=mailbox.folder_entry("inbox"))
        self.plan_for = plan_for
        self._mailbox = mailbox
        self._store = keeper
        self._calls: dict[tuple[Endpoint, str], Call] = {}

    def restore(self, kind: str, key: str, value: bytes) -> None:
        """Takes properties that the store has kept."""
        self.um = msgspec.json.decode(value, type=UmProperties)

    def set_um(self, properties: UmProperties) -> None:
        """Keeps changed properties."""
        self.um = properties
        self._store.put(self._mailbox.address.lower(), "um", "", msgspec.json.encode(properties))

    def has_entry(self, entry_id: str) -> bool:
        """Tells whether an EntryID, in base64, is that of an item of the mailbox."""
        entry = decode_base64(entry_id)
        return entry is not None and self._mailbox.ids.item_number(entry) in self._mailbox.items

    def has_folder_entry(self, entry_id: str) -> bool:
        """Tells whether an EntryID, in base64, is that of a folder of the mailbox."""
        entry = decode_base64(entry_id)
        return entry is not None and self._mailbox.ids.folder_number(entry) in self._mailbox.folders

    def has_item(self, item_id: str) -> bool:
        """Tells whether an item id of EWS is that of an item of the mailbox."""
        entry = self._mailbox.ids.entry_of(item_id)
        return entry is not None and self._mailbox.ids.item_number(entry) in self._mailbox.items

    def place_call(self, endpoint: Endpoint, plan: CallPlan, at: float) -> str:
        """Begins a call and returns its identifier. Calls that have come to an end are forgotten."""
        self._calls = {key: call for key, call in self._calls.items() if call.status(at).has_handle}
        handle = self._mailbox.ids.call_id(self._mailbox.count("calls"))
        self._calls[endpoint, handle] = Call(handle, at, plan.events(at))
        return handle

    def call(self, endpoint: Endpoint, handle: str) -> Call | None:
        """Returns the call of this identifier, if the endpoint has issued it."""
        return self._calls.get((endpoint, handle))

    def timed(self) -> list[Call]:
        """Returns the calls that are remembered."""
        return list(self._calls.values())

    def keep_call(self, endpoint: Endpoint, call: Call) -> None:
        """Keeps a changed call."""
        self._calls[endpoint, call.handle] = call

    def new_pin(self, at: float) -> None:
        """Makes a new password and sends it to the mailbox user (MS-OXWUMS product note 23)."""
        mailbox = self._mailbox
        number = mailbox.count("pins")
        pin = f"{uuid_from(mailbox.ids.seed, 'pin', mailbox.address, number).int % 1_000_000:06}"
        self.set_um(replace(self.um, pin=pin))
        mailbox.receive(pin_message(mailbox, pin, at))
