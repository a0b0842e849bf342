"""What a server remembers of each phone: the policy that it has taken, and what it has been sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.bounded import Recent
from inspector.protocols.asemail.numbers import number_in

Known = dict[str, int]
"""What a phone has: the number of the last change of each item or folder, by its ServerId."""


@dataclass
class Snapshots:
    """What a phone has of one collection, by the SyncKeys of its last two answers.

    A phone that did not get an answer asks with the key before it again (MS-ASCMD section 3.1.5.4).

    Args:
        key: the newest key; 0 before the first.
        states: what the phone has at each key that is still good.
        days: how old what it wants may be; 0: any age.
    """

    key: int = 0
    states: dict[int, Known] = field(default_factory=dict)
    days: int = 0

    def begin(self) -> str:
        """Begins anew and returns the first key."""
        self.states.clear()
        return self.keep(0, {})

    def at(self, key: str) -> Known | None:
        """Returns what the phone has at a key; ``None`` if the key is not, or no longer, good."""
        number = number_in(key)
        return None if number is None else self.states.get(number)

    def keep(self, before: int, known: Known) -> str:
        """Notes what the phone has after an answer, and returns its key; keys before ``before`` are done."""
        self.key += 1
        self.states = {key: state for key, state in self.states.items() if key == before}
        self.states[self.key] = known
        return str(self.key)


@dataclass
class Device:
    """A phone.

    Args:
        policy_key: the key of the policy that it has acknowledged; 0 if none.
        offered: the key that it was given to acknowledge; 0 if none.
        hierarchy: what it has of the folders.
        collections: what it has of each collection, by its identifier.
        watched: the folders of its last Ping, and the seconds that it waits.
    """

    policy_key: int = 0
    offered: int = 0
    hierarchy: Snapshots = field(default_factory=Snapshots)
    collections: dict[str, Snapshots] = field(default_factory=dict)
    watched: tuple[tuple[str, ...], float] = ((), 0.0)

    def collection(self, collection_id: str) -> Snapshots:
        """Returns what is known of a collection."""
        return self.collections.setdefault(collection_id, Snapshots())


class Devices:
    """The phones of one mailbox, by their identifiers; the ones that were seen last are kept."""

    def __init__(self, most: int = 100) -> None:
        self._devices: Recent[str, Device] = Recent(most)

    def get(self, device_id: str) -> Device:
        """Returns the phone of this identifier; a new one begins with nothing."""
        device = self._devices.get(device_id) or Device()
        self._devices.keep(device_id, device)
        return device
