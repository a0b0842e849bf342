"""Groups and personas of the contact list as they stand in messages, for rules and memories."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from inspector.protocols.message import Message, children_of, text_of

_KIND = "IPM.DistList.MOC."
TAGGED, OTHER, USER, DISTRIBUTION, FAVORITES = (
    _KIND + name for name in ("Tagged", "OtherContacts", "UserGroup", "DG", "Favorites")
)
GROUP_TYPES = (TAGGED, OTHER, USER, DISTRIBUTION, FAVORITES)
"""The values of GroupType (MS-OXWSCOS section 2.2.4.2)."""


class Group(NamedTuple):
    """A group as a response tells it.

    Args:
        element: its element.
        id: its identifier; empty if it has none.
        name: its display name.
        kind: its GroupType.
        members: the identifiers of its contacts.
    """

    element: etree._Element
    id: str
    name: str
    kind: str
    members: frozenset[str]


class Persona(NamedTuple):
    """A persona as a response tells it.

    Args:
        element: its element.
        id: its identifier; empty if it has none.
        contacts: the identifiers of the contacts that it is made of.
    """

    element: etree._Element
    id: str
    contacts: frozenset[str]


def _group(element: etree._Element) -> Group:
    parts = children_of(element)
    store, members = parts.get("ExchangeStoreId"), parts.get("MemberCorrelationKey")
    return Group(
        element,
        "" if store is None else str(store.get("Id", "")),
        text_of(parts.get("DisplayName")),
        text_of(parts.get("GroupType")),
        frozenset()
        if members is None
        else frozenset(str(member.get("Id", "")) for member in members.iterchildren(etree.Element)),
    )


def groups_in(response: Message) -> list[Group]:
    """Returns the groups of a response: the one that was added, or those of a list."""
    alone = response.children.get("ImGroup")
    if alone is not None:
        return [_group(alone)]
    groups = children_of(response.children.get("ImItemList")).get("Groups")
    return [] if groups is None else [_group(each) for each in groups.iterchildren(etree.Element)]


def _persona(element: etree._Element) -> Persona:
    contacts, identifier = set[str](), ""
    for each in element.iter("{*}PersonaId", "{*}SourceId", "{*}ItemId"):
        named = str(each.get("Id", ""))
        if str(each.tag).endswith("}PersonaId"):
            identifier = identifier or named
        elif named:
            contacts.add(named)
    return Persona(element, identifier, frozenset(contacts))


def personas_in(response: Message) -> list[Persona]:
    """Returns the personas of a response: the one that was added, or those of a list."""
    alone = response.children.get("Persona")
    if alone is not None:
        return [_persona(alone)]
    personas = children_of(response.children.get("ImItemList")).get("Personas")
    return [] if personas is None else [_persona(each) for each in personas.iterchildren(etree.Element)]


def id_in(children: dict[str, etree._Element], name: str) -> str:
    """Returns the Id of a child; empty if there is none.

    Args:
        children: the children by local name.
        name: the child's.
    """
    element = children.get(name)
    return "" if element is None else str(element.get("Id", ""))
