"""The instant messaging contact list of a mailbox: groups, contacts, and what the document says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from inspector.protocols.common.failures import OperationError

GROUP_LIMIT = 64
"""How many groups a list can have besides Tagged, OtherContacts and Favorites (section 3.1.4.3)."""
CONTACT_LIMIT = 1000
"""How many contacts a list can have (sections 3.1.4.4 and 3.1.4.5)."""


class GroupType(StrEnum):
    """The group classes (section 2.2.4.2)."""

    TAGGED = "IPM.DistList.MOC.Tagged"
    OTHER = "IPM.DistList.MOC.OtherContacts"
    USER = "IPM.DistList.MOC.UserGroup"
    DISTRIBUTION = "IPM.DistList.MOC.DG"
    FAVORITES = "IPM.DistList.MOC.Favorites"


@dataclass(frozen=True)
class Contact:
    """A contact.

    Args:
        number: its number in the mailbox.
        change: the number of its last change.
        name: its display name.
        im_address: its instant messaging address, or its TEL URI.
        sip: its SIP address; empty if it has none of its own.
        phone: its telephone number; empty if it has none.
        created: when it was made, as an xs:dateTime.
    """

    number: int
    change: int
    name: str
    im_address: str
    sip: str = ""
    phone: str = ""
    created: str = ""


@dataclass(frozen=True)
class Group:
    """A group.

    Args:
        number: its number in the mailbox.
        change: the number of its last change.
        name: its display name.
        kind: its class.
        members: the numbers of its contacts, in the order in which they were added.
        smtp: the mail address of a distribution group.
    """

    number: int
    change: int
    name: str
    kind: GroupType
    members: tuple[int, ...] = ()
    smtp: str = ""


# The one group of each of these classes (section 2.2.4.2), which every list has.
_ALWAYS = (
    (GroupType.OTHER, "Other Contacts"),
    (GroupType.TAGGED, "Tagged"),
    (GroupType.FAVORITES, "Favorites"),
)


class ImListStore(Protocol):
    """Where a list is kept, and its numbers come from."""

    def next_change(self) -> int:
        """Returns a number that has not been given out before."""
        ...

    def keep(self, thing: Contact | Group) -> None:
        """Keeps a contact or a group in place of its last version."""

    def drop(self, thing: Contact | Group) -> None:
        """Forgets a contact or a group."""


class ImList:
    """A contact list.

    Args:
        store: where it is kept.
    """

    def __init__(self, store: ImListStore) -> None:
        self._store = store
        self._groups: dict[int, Group] = {}
        self._contacts: dict[int, Contact] = {}
        self._by_address: dict[str, int] = {}
        self._places: dict[int, set[int]] = {}  # in which groups each contact is

    def restore(self, thing: Contact | Group) -> None:
        """Takes what the store has kept; contacts first."""
        if isinstance(thing, Contact):
            self._contacts[thing.number] = thing
            self._by_address[_address(thing.im_address)] = thing.number
        else:
            self._groups[thing.number] = thing
            for member in thing.members:
                self._places.setdefault(member, set()).add(thing.number)

    # -- looking -------------------------------------------------------------------------------------------

    def groups(self) -> list[Group]:
        """Returns all groups; those that every list has are first, and made if they are not there."""
        kinds = {group.kind for group in self._groups.values()}
        for kind, name in _ALWAYS:
            if kind not in kinds:
                self._new_group(name, kind)
        first = [kind for kind, _ in _ALWAYS]
        return sorted(
            self._groups.values(),
            key=lambda group: (first.index(group.kind) if group.kind in first else len(first), group.number),
        )

    def contacts(self) -> list[Contact]:
        """Returns the contacts that are in a group; others are not shown (section 3.1.4.6)."""
        return [contact for number, contact in self._contacts.items() if self._places.get(number)]

    def group(self, number: int | None) -> Group:
        """Returns a group by its number.

        Raises:
            OperationError: ErrorInvalidImGroupId.
        """
        self.groups()
        if number not in self._groups:
            raise OperationError("ErrorInvalidImGroupId")
        return self._groups[number]

    def contact(self, number: int | None) -> Contact:
        """Returns a contact by its number.

        Raises:
            OperationError: ErrorInvalidImContactId.
        """
        if number not in self._contacts:
            raise OperationError("ErrorInvalidImContactId")
        return self._contacts[number]

    def places(self, contact: Contact) -> Iterator[Group]:
        """Yields the groups that a contact is in."""
        yield from (self._groups[number] for number in sorted(self._places.get(contact.number, ())))

    # -- changing ------------------------------------------------------------------------------------------

    def add_group(self, name: str) -> Group:
        """Section 3.1.4.3: a group of the same name is returned instead, whether the limit is reached or not.

        Raises:
            OperationError: ErrorImGroupLimitReached.
        """
        for group in self.groups():
            if group.kind is GroupType.USER and group.name == name:
                return group
        self._room_for_a_group()
        return self._new_group(name, GroupType.USER)

    def add_distribution_group(self, smtp: str, name: str) -> Group:
        """Section 3.1.4.1: no group is made if there is one of the same address, which is returned.

        Raises:
            OperationError: ErrorInvalidImDistributionGroupSmtpAddress.
        """
        if "@" not in smtp.strip("@"):
            raise OperationError("ErrorInvalidImDistributionGroupSmtpAddress")
        for group in self.groups():
            if group.kind is GroupType.DISTRIBUTION and group.smtp.casefold() == smtp.casefold():
                return group
        return self._new_group(name, GroupType.DISTRIBUTION, smtp)

    def add_contact(self, new: Contact, group: Group) -> Contact:
        """Sections 3.1.4.4 and 3.1.4.5: nothing happens if there is a contact of the same address.

        Args:
            new: the contact; its numbers are given here.
            group: where it goes.

        Returns:
            The contact that is in the list now.

        Raises:
            OperationError: ErrorImContactLimitReached.
        """
        known = self._by_address.get(_address(new.im_address))
        if known is not None and self._places.get(known):
            return self._contacts[known]
        if sum(1 for places in self._places.values() if places) >= CONTACT_LIMIT:
            raise OperationError("ErrorImContactLimitReached")
        if known is None:
            number = self._store.next_change()
            contact = replace(new, number=number, change=number)
            self._contacts[number] = contact
            self._by_address[_address(contact.im_address)] = number
            self._store.keep(contact)
        else:
            contact = self._contacts[known]
        self.place(contact, group)
        return contact

    def place(self, contact: Contact, group: Group) -> None:
        """Section 3.1.4.2. OtherContacts has those in no other group (2.2.4.2): who gets a place leaves it.

        Raises:
            OperationError: ErrorInvalidImGroupId for a distribution group, whose members are not kept here;
                ErrorImContactLimitReached.
        """
        if group.kind is GroupType.DISTRIBUTION:
            raise OperationError("ErrorInvalidImGroupId")
        places = list(self.places(contact))
        if not places and len(self.contacts()) >= CONTACT_LIMIT:
            raise OperationError("ErrorImContactLimitReached")
        if group.number in {place.number for place in places}:
            return
        if group.kind is GroupType.OTHER and places:
            return
        for place in places:
            if place.kind is GroupType.OTHER:
                self._take_out(contact, place)
        self._keep_group(replace(group, members=(*group.members, contact.number)))

    def take_out(self, contact: Contact, group: Group) -> None:
        """Section 3.1.4.10: a contact that has no other place, Tagged not counted, is removed altogether.

        Read to the letter, the section never takes a contact out of one of several groups; here it does.

        Raises:
            OperationError: ErrorUnableToRemoveImContactFromGroup: the contact is not in the group.
        """
        if contact.number not in group.members:
            raise OperationError("ErrorUnableToRemoveImContactFromGroup")
        self._leave(contact, group)

    def take_off(self, contact: Contact) -> None:
        """Section 3.1.4.8: removes a contact from all groups. It stays an existing contact of the mailbox."""
        for place in list(self.places(contact)):
            self._take_out(contact, place)

    def remove_group(self, group: Group) -> None:
        """Section 3.1.4.11: a contact with no other place, Tagged not counted, is deleted.

        Tagged, OtherContacts and Favorites come back empty, since a list has one of each.

        Raises:
            OperationError: ErrorInvalidImGroupId for a distribution group, which has an operation of its own.
        """
        if group.kind is GroupType.DISTRIBUTION:
            raise OperationError("ErrorInvalidImGroupId")
        for member in group.members:
            self._leave(self._contacts[member], self._groups[group.number])
        self._drop_group(group)

    def remove_distribution_group(self, group: Group) -> None:
        """Section 3.1.4.9.

        Raises:
            OperationError: ErrorInvalidImGroupId for a group of another kind.
        """
        if group.kind is not GroupType.DISTRIBUTION:
            raise OperationError("ErrorInvalidImGroupId")
        self._drop_group(group)

    def rename(self, group: Group, name: str) -> Group:
        """Section 3.1.4.12.

        Raises:
            OperationError: ErrorInvalidImGroupId for a group that every list has;
                ErrorImGroupDisplayNameAlreadyExists if another group has that name.
        """
        if group.kind in dict(_ALWAYS):
            raise OperationError("ErrorInvalidImGroupId")
        taken = {other.name for other in self._groups.values() if other.number != group.number}
        if name in taken:
            raise OperationError("ErrorImGroupDisplayNameAlreadyExists")
        return self._keep_group(replace(group, name=name))

    # -- inside --------------------------------------------------------------------------------------------

    def _room_for_a_group(self) -> None:
        own = sum(group.kind is GroupType.USER for group in self._groups.values())
        if own >= GROUP_LIMIT:
            raise OperationError("ErrorImGroupLimitReached")

    def _new_group(self, name: str, kind: GroupType, smtp: str = "") -> Group:
        number = self._store.next_change()
        group = self._groups[number] = Group(number, number, name, kind, (), smtp)
        self._store.keep(group)
        return group

    def _keep_group(self, group: Group) -> Group:
        before = self._groups[group.number]
        for member in set(before.members) - set(group.members):
            self._places[member].discard(group.number)
        for member in set(group.members) - set(before.members):
            self._places.setdefault(member, set()).add(group.number)
        kept = self._groups[group.number] = replace(group, change=self._store.next_change())
        self._store.keep(kept)
        return kept

    def _drop_group(self, group: Group) -> None:
        for member in self._groups[group.number].members:
            self._places[member].discard(group.number)
        del self._groups[group.number]
        self._store.drop(group)

    def _take_out(self, contact: Contact, group: Group) -> None:
        current = self._groups[group.number]
        members = tuple(member for member in current.members if member != contact.number)
        self._keep_group(replace(current, members=members))

    def _leave(self, contact: Contact, group: Group) -> None:
        others = [place for place in self.places(contact) if place.number != group.number]
        self._take_out(contact, group)
        if group.kind is not GroupType.TAGGED:
            others = [place for place in others if place.kind is not GroupType.TAGGED]
        if not others:
            self._delete(contact)

    def _delete(self, contact: Contact) -> None:
        self.take_off(contact)
        self._places.pop(contact.number, None)
        del self._contacts[contact.number]
        del self._by_address[_address(contact.im_address)]
        self._store.drop(contact)


def _address(im_address: str) -> str:
    return im_address.strip().casefold().removeprefix("sip:").removeprefix("tel:")
