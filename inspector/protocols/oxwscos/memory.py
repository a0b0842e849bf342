"""What a session has shown of the contact list: groups made, renamed and removed, contacts put in and out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lxml import etree

from inspector.bounded import ExpiringMap
from inspector.protocols.common.accounts import account_of_message
from inspector.protocols.message import Message, text_of
from inspector.protocols.oxwscos.parts import (
    TAGGED,
    USER,
    Group,
    groups_in,
    id_in,
    personas_in,
)
from inspector.protocols.session import SessionState


@dataclass(frozen=True)
class Placed:
    """Where a contact was put.

    Args:
        inside: the groups that it was added to, with the time.
        outside: since when it is in no group; ``None`` if it may be in some.
    """

    inside: dict[str, float] = field(default_factory=dict)
    outside: float | None = None


@dataclass(frozen=True)
class Members:
    """Who is in a group; no element, which would keep its whole message.

    Args:
        id: the group's identifier; empty if it has none.
        name: its display name.
        kind: its GroupType.
        members: the identifiers of its contacts.
    """

    id: str
    name: str
    kind: str
    members: frozenset[str]


@dataclass(frozen=True)
class TakenOut:
    """That a contact was taken out of a group.

    Args:
        at: when that was answered, in seconds.
        alone: whether it was in no other group, by the list as it was last returned; Tagged does not count.
    """

    at: float
    alone: bool


@dataclass(frozen=True)
class Known:
    """The whole list as it was last returned.

    Args:
        size: the number of its contacts.
        addresses: their addresses, in lower case; ``None`` once a contact was put on it by its identifier.
        made: the number of its groups that AddImGroup makes.
        names: the names that its groups have, or had, in lower case.
        at: when it was returned, in seconds.
        groups: its groups; empty once a contact was put somewhere since.
        changes: how many changes the session had made before.
    """

    size: int
    addresses: frozenset[str] | None
    made: int
    names: frozenset[str]
    at: float
    groups: tuple[Members, ...] = ()
    changes: int = 0

    def lacks(self, address: str) -> bool:
        """Tells whether no contact of it has an address; ``False`` if that is not known."""
        return self.addresses is not None and address not in self.addresses

    def only_in(self, group: str) -> frozenset[str]:
        """Returns the contacts of this group, the user's or Tagged, that are in no other, Tagged aside."""
        inside = {each.id: each.members for each in self.groups if each.kind != TAGGED or each.id == group}
        made = {each.id for each in self.groups if each.kind in (USER, TAGGED)}
        if group not in made:
            return frozenset()
        elsewhere = (members for other, members in inside.items() if other != group)
        return inside[group].difference(*elsewhere)


class ContactListSeen(SessionState):
    """What the session did to the list, by identifiers of groups and contacts, else by account."""

    def __init__(self) -> None:
        self._names: ExpiringMap[tuple[str, float]] = ExpiringMap()  # of a group
        self._by_name: ExpiringMap[str] = ExpiringMap()  # the group of an account's name or address
        self._gone: ExpiringMap[float] = ExpiringMap()  # the contacts that went with a group of an account
        self._added: ExpiringMap[float] = ExpiringMap()  # the groups of an account
        self._removed: ExpiringMap[float] = ExpiringMap()
        self._placed: ExpiringMap[Placed] = ExpiringMap()
        self._taken_out: ExpiringMap[TakenOut] = ExpiringMap()
        self._on_list: ExpiringMap[tuple[frozenset[str], float]] = ExpiringMap()  # the contacts of an account
        self._changes = 0
        self._personas: ExpiringMap[str] = ExpiringMap()
        self._lists: ExpiringMap[Known] = ExpiringMap(64)
        self._others: ExpiringMap[tuple[frozenset[str], float]] = ExpiringMap(256)

    def __len__(self) -> int:
        return sum(len(part) for part in (self._names, self._removed, self._placed, self._personas))

    def name(self, group: str) -> tuple[str, float] | None:
        """Returns the name that a group was last given, and when; ``None`` if the session gave it none."""
        return self._names.get(group)

    def group_of(self, account: str, asked: dict[str, etree._Element]) -> str | None:
        """Returns the group that was added by the name, or the address, that a request adds; or ``None``."""
        return self._by_name.get(_key(account, asked))

    def added(self, account: str) -> list[tuple[str, float]]:
        """Returns the groups that were added to an account's list, with the time of the answer."""
        ours = account + "\0"
        return [(key.removeprefix(ours), at) for key, at in self._added.items() if key.startswith(ours)]

    def gone_at(self, account: str, contact: str) -> float | None:
        """Returns when a contact went with its only group, or ``None``."""
        return self._gone.get(f"{account}\0{contact}")

    def removed_at(self, group: str) -> float | None:
        """Returns when the removal of a group was answered, or ``None``."""
        return self._removed.get(group)

    def placed(self) -> list[tuple[str, Placed]]:
        """Returns where contacts were put."""
        return self._placed.items()

    def on_list(self, account: str) -> list[tuple[frozenset[str], float]]:
        """Returns the contacts that were added to an account's list, with the time, since one was removed."""
        ours = account + "\0"
        return [added for key, added in self._on_list.items() if key.startswith(ours)]

    def unchanged(self, account: str) -> Known | None:
        """Returns the whole list as it was last returned, if the session has changed nothing since."""
        listed = self._lists.get(account)
        return listed if listed is not None and listed.changes == self._changes else None

    def taken_out(self, group: str, contact: str) -> TakenOut | None:
        """Returns that a contact was taken out of a group, or ``None``."""
        return self._taken_out.get(f"{group}\0{contact}")

    def persona_of(self, account: str, address: str) -> str | None:
        """Returns the persona that an address was added as, or ``None``."""
        return self._personas.get(f"{address.lower()}\0{account}")

    def list_of(self, account: str) -> Known | None:
        """Returns the whole list of an account as it was last returned, or ``None``."""
        return self._lists.get(account)

    def unplaced(self) -> list[tuple[str, tuple[frozenset[str], float]]]:
        """Returns the contacts that were added without a group, by account, with the time."""
        return self._others.items()

    def observe(self, request: Message, response: Message | None) -> None:
        """Takes in an interaction."""
        operation = request.operation
        if operation is not None and response is not None and response.succeeded:
            self._changes += operation.modifies
            _TAKERS[operation.name](self, request, response)

    def _added_group(self, request: Message, response: Message) -> None:
        account = account_of_message(request)
        for group in response.memo(groups_in):
            if group.id:
                self._note_new_group(account, group, response.at)
                self._removed.drop(group.id)
                self._names.put(group.id, (group.name, response.at), response.at)
                self._by_name.put(_key(account, request.children), group.id, response.at)

    def _note_new_group(self, account: str, group: Group, at: float) -> None:
        self._added.put(f"{account}\0{group.id}", at, at)
        listed, name = self._lists.get(account), group.name.lower()
        if listed is not None and group.kind == USER and name not in listed.names:
            more = replace(listed, made=listed.made + 1, names=listed.names | {name})
            self._lists.put(account, more, at)

    def _renamed(self, request: Message, response: Message) -> None:
        group = id_in(request.children, "GroupId")
        before = self._names.get(group)
        if before is not None:
            self._by_name.drop(f"{before[0]}\0{account_of_message(request)}")
        name = text_of(request.children.get("NewDisplayName"))
        self._names.put(group, (name, response.at), response.at)
        account = account_of_message(request)
        listed = self._lists.get(account)
        if listed is not None:
            self._lists.put(account, replace(listed, names=listed.names | {name.lower()}), response.at)

    def _removed_group(self, request: Message, response: Message) -> None:
        group = id_in(request.children, "GroupId")
        for key, named in self._by_name.items():
            if named == group:
                self._by_name.drop(key)
        self._names.drop(group)
        account = account_of_message(request)
        listed = self._lists.get(account)
        if listed is not None and listed.at <= request.at:
            for contact in listed.only_in(group):
                self._gone.put(f"{account}\0{contact}", response.at, response.at)
        for key, _ in self._added.items():
            if key.endswith(f"\0{group}"):
                self._added.drop(key)
        self._removed.put(group, response.at, response.at)
        # Section 3.1.4.11: contacts in no other group go with it, and not all that were in it are known.
        for contact, placed in self._placed.items():
            if placed.inside:
                self._placed.drop(contact)
        self._others.clear()
        self._contacts_went()

    def _put_in(self, request: Message, response: Message) -> None:
        contact, group = id_in(request.children, "ContactId"), id_in(request.children, "GroupId")
        if contact and group:
            account = account_of_message(request)
            self._placed_anew(account, [contact])
            listed = self._lists.get(account)
            if listed is not None:
                self._lists.put(account, replace(listed, addresses=None), listed.at)
            self._place(contact, group, response.at)

    def _placed_anew(self, account: str, contacts: Iterable[str]) -> None:
        """Contacts were put somewhere: who is in which group has to be seen anew."""
        listed = self._lists.get(account)
        if listed is not None:
            self._lists.put(account, replace(listed, groups=()), listed.at)
        for contact in contacts:
            self._gone.drop(f"{account}\0{contact}")

    def _place(self, contact: str, group: str, at: float) -> None:
        before = self._placed.get(contact) or Placed()
        self._left_others(contact)
        self._placed.put(contact, Placed({**before.inside, group: at}), at)
        self._taken_out.drop(f"{group}\0{contact}")

    def _forget_place(self, contact: str) -> None:
        self._placed.drop(contact)
        self._left_others(contact)

    def _contacts_went(self) -> None:
        """Some contact may be off the list now: which addresses are on it has to be seen anew."""
        self._personas.clear()
        self._on_list.clear()
        self._lists.clear()

    def _left_others(self, contact: str) -> None:
        """OtherContacts is for contacts that are in no other group (section 2.2.4.2)."""
        for key, (contacts, _) in self._others.items():
            if contact in contacts:
                self._others.drop(key)

    def _took_out(self, request: Message, response: Message) -> None:
        contact, group = id_in(request.children, "ContactId"), id_in(request.children, "GroupId")
        listed = self._lists.get(account_of_message(request))
        alone = listed is not None and listed.at <= request.at and contact in listed.only_in(group)
        # Taken out of its last group it leaves the list, and Tagged with it: nothing is sure but this.
        self._forget_place(contact)
        self._contacts_went()
        self._taken_out.put(f"{group}\0{contact}", TakenOut(response.at, alone), response.at)

    def _took_off(self, request: Message, response: Message) -> None:
        contact = id_in(request.children, "ContactId")
        self._contacts_went()
        if contact:
            self._forget_place(contact)
            self._placed.put(contact, Placed({}, response.at), response.at)

    def _added_contact(self, request: Message, response: Message) -> None:
        account, group = account_of_message(request), id_in(request.children, "GroupId")
        address = text_of(request.children.get("ImAddress", request.children.get("TelUriAddress"))).lower()
        # An address that is on the list already stays where it is (section 3.1.4.4).
        listed = self._lists.get(account)
        is_new = listed is not None and listed.lacks(address)
        is_new = is_new and self._personas.get(f"{address}\0{account}") is None
        if not response.memo(personas_in):
            self._gone.clear()  # one of them may be back
        for persona in response.memo(personas_in):
            contacts, key = persona.contacts, f"{account}\0{persona.id}"
            if persona.id:
                self._personas.put(f"{address}\0{account}", persona.id, response.at)
            if contacts:
                self._on_list.put(key, (contacts, response.at), response.at)
            self._placed_anew(account, contacts)
            for contact in contacts:  # it may have been taken off the list before
                self._forget_place(contact)
            if not is_new:
                continue
            if contacts and not group:
                self._others.put(key, (contacts, response.at), response.at)
            elif len(contacts) == 1:
                self._place(next(iter(contacts)), group, response.at)

    def _listed(self, request: Message, response: Message) -> None:
        personas = response.memo(personas_in)
        addresses = frozenset(
            text_of(address).lower()
            for each in personas
            for address in each.element.iterchildren("{*}ImAddress")
        )
        groups = response.memo(groups_in)
        known = Known(
            len(personas),
            addresses,
            sum(group.kind == USER for group in groups),
            frozenset(group.name.lower() for group in groups),
            response.at,
            tuple(Members(group.id, group.name, group.kind, group.members) for group in groups),
            self._changes,
        )
        self._lists.put(account_of_message(request), known, response.at)


def _key(account: str, asked: dict[str, etree._Element]) -> str:
    """By what an added group is known: by its name, as it is written, or by the address of the directory."""
    address = asked.get("SmtpAddress")
    if address is not None:
        return f"{text_of(address).lower()}\0{account}\0address"
    return f"{text_of(asked.get('DisplayName'))}\0{account}"


_TAKERS = {
    "AddDistributionGroupToImList": ContactListSeen._added_group,
    "AddImGroup": ContactListSeen._added_group,
    "SetImGroup": ContactListSeen._renamed,
    "RemoveImGroup": ContactListSeen._removed_group,
    "RemoveDistributionGroupFromImList": ContactListSeen._removed_group,
    "AddImContactToGroup": ContactListSeen._put_in,
    "RemoveImContactFromGroup": ContactListSeen._took_out,
    "RemoveContactFromImList": ContactListSeen._took_off,
    "AddNewImContactToGroup": ContactListSeen._added_contact,
    "AddNewTelUriContactToGroup": ContactListSeen._added_contact,
    "GetImItemList": ContactListSeen._listed,
}
ContactListSeen.watches = tuple(_TAKERS)


SESSION_STATE = (ContactListSeen,)
"""What the rules remember of a session."""
