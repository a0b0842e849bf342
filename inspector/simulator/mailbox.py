"""A mailbox: folders, items, Unified Messaging properties and the calls that it has placed."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.operation import Endpoint
from inspector.protocols.oxwums.calls import Call
from inspector.protocols.oxwums.plan import CallPlan
from inspector.protocols.oxwums.service import UmProperties
from inspector.simulator.folders import WELL_KNOWN, Folder
from inspector.simulator.ids import Identifiers, decode_base64, uuid_from
from inspector.simulator.scenario import MailboxSpec, Scenario

__all__ = ["Item", "Mailbox"]


@dataclass(frozen=True)
class Item:
    """An item.

    Args:
        number: its number in the mailbox; it changes when the item moves to another folder.
        born_in: the number of the folder in which it got this number.
        folder: the number of the folder that holds it.
        change: the number of its last change.
        xml: its properties, as an element of the types namespace without ids.
    """

    number: int
    born_in: int
    folder: int
    change: int
    xml: bytes


class Mailbox:
    """One user's mailbox.

    Args:
        spec: whose it is, and its Unified Messaging properties.
        scenario: what becomes of calls.
        seed: what all identifiers follow from.
        epoch: the date and time at which the clock shows 0, in UTC.
    """

    def __init__(self, spec: MailboxSpec, scenario: Scenario, seed: str, epoch: datetime) -> None:
        self.spec = spec
        self.ids = Identifiers(seed, spec.address)
        self.folders: dict[int, Folder] = {folder.number: folder for folder in WELL_KNOWN}
        self.items: dict[int, Item] = {}
        self._known = {folder.known_as: folder.number for folder in WELL_KNOWN}
        self._scenario = scenario
        self._seed = seed
        self._epoch = epoch
        self._numbers = 1000
        self._calls: dict[tuple[Endpoint, str], Call] = {}
        self._placed = 0
        self._pins = 0
        self.um = replace(spec.um, folder=self._folder_entry("inbox"))
        self._deliver_first_voice_mail()

    def time(self, at: float) -> str:
        """Returns a clock time as an xs:dateTime in UTC, to the second."""
        return f"{self._epoch + timedelta(seconds=int(at)):%Y-%m-%dT%H:%M:%S}Z"

    # -- what MS-OXWUMS needs ------------------------------------------------------------------------------

    def set_um(self, properties: UmProperties) -> None:
        """Keeps changed Unified Messaging properties."""
        self.um = properties

    def has_entry(self, entry_id: str) -> bool:
        """Tells whether an EntryID, in base64, is that of an item of the mailbox."""
        entry = decode_base64(entry_id)
        return entry is not None and self.ids.item_number(entry) in self.items

    def has_folder_entry(self, entry_id: str) -> bool:
        """Tells whether an EntryID, in base64, is that of a folder of the mailbox."""
        entry = decode_base64(entry_id)
        return entry is not None and self.ids.folder_number(entry) in self.folders

    def has_item(self, item_id: str) -> bool:
        """Tells whether an item id of EWS is that of an item of the mailbox."""
        entry = self.ids.entry_of(item_id)
        return entry is not None and self.ids.item_number(entry) in self.items

    def plan_for(self, dial_string: str) -> CallPlan:
        """Says what becomes of a call to this number."""
        return self._scenario.plan_for(dial_string)

    def place_call(self, endpoint: Endpoint, plan: CallPlan, at: float) -> str:
        """Begins a call and returns its identifier. Calls that have come to an end are forgotten."""
        self._calls = {key: call for key, call in self._calls.items() if call.status(at).has_handle}
        self._placed += 1
        handle = self.ids.call_id(self._placed)
        self._calls[endpoint, handle] = Call(handle, at, plan.events(at))
        return handle

    def call(self, endpoint: Endpoint, handle: str) -> Call | None:
        """Returns the call of this identifier, if the endpoint has issued it."""
        return self._calls.get((endpoint, handle))

    def keep_call(self, endpoint: Endpoint, call: Call) -> None:
        """Keeps a changed call."""
        self._calls[endpoint, call.handle] = call

    def new_pin(self, at: float) -> None:
        """Makes a new password and sends it to the mailbox user (MS-OXWUMS product note 23)."""
        self._pins += 1
        digits = int(uuid_from(self._seed, "pin", self.spec.address, self._pins).hex, 16)
        pin = f"{digits % 1_000_000:06}"
        self.set_um(replace(self.um, pin=pin))
        self.add_item(
            "inbox",
            T.Message(
                T.ItemClass("IPM.Note.Microsoft.UM.Reset"),
                T.Subject("Your Unified Messaging PIN has been reset"),
                T.Body(f"Your new PIN for access by telephone is {pin}.", BodyType="Text"),
                T.DateTimeReceived(self.time(at)),
                T.IsRead("false"),
            ),
        )

    # -- items ---------------------------------------------------------------------------------------------

    def add_item(self, folder: str, properties: etree._Element) -> Item:
        """Puts a new item into a well-known folder."""
        number = self._numbers = self._numbers + 1
        home = self._known[folder]
        item = Item(number, home, home, number, etree.tostring(properties))
        self.items[number] = item
        return item

    def item_id(self, item: Item) -> str:
        """Returns the EWS id of an item."""
        return self.ids.item_id(item.number, item.born_in)

    def entry_id(self, item: Item) -> str:
        """Returns the EntryID of an item, in base64: what StoreEntryId shows and PlayOnPhone takes."""
        return base64.b64encode(self.ids.item_entry(item.number, item.born_in)).decode()

    def _folder_entry(self, known_as: str) -> str:
        return base64.b64encode(self.ids.folder_entry(self._known[known_as])).decode()

    def _deliver_first_voice_mail(self) -> None:
        """A mailbox is never without a voice message that can be played."""
        caller = "+1 425 555 0123"
        self.voice_mail = self.add_item(
            "inbox",
            T.Message(
                T.ItemClass("IPM.Note.Microsoft.Voicemail.UM.CA"),
                T.Subject(f"Voice Mail from {caller} (12 seconds)"),
                T.Body(f"You received a voice mail from {caller}.", BodyType="Text"),
                T.DateTimeReceived(self.time(0)),
                T.IsRead("false"),
            ),
        )
