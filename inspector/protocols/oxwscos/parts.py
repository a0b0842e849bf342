"""Groups and personas of the contact list as they stand in messages, for rules and memories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from inspector.protocols.message import Message, children_of, text_of

__all__ = ["GROUP_TYPES", "Group", "groups_in", "id_in", "id_of_persona", "ids_of_persona", "personas_in"]

_KIND = "IPM.DistList.MOC."
TAGGED, OTHER, USER, DISTRIBUTION, FAVORITES = (
    _KIND + name for name in ("Tagged", "OtherContacts", "UserGroup", "DG", "Favorites")
)
GROUP_TYPES = (TAGGED, OTHER, USER, DISTRIBUTION, FAVORITES)
"""The values of GroupType (MS-OXWSCOS section 2.2.4.2)."""


@dataclass(frozen=True)
class Group:
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


def personas_in(response: Message) -> list[etree._Element]:
    """Returns the personas of a response: the one that was added, or those of a list."""
    alone = response.children.get("Persona")
    if alone is not None:
        return [alone]
    personas = children_of(response.children.get("ImItemList")).get("Personas")
    return [] if personas is None else list(personas.iterchildren(etree.Element))


def id_of_persona(persona: etree._Element) -> str:
    """Returns the identifier of a persona; empty if it has none."""
    return id_in(children_of(persona), "PersonaId")


def ids_of_persona(persona: etree._Element) -> set[str]:
    """Returns the identifiers of the contacts that a persona is made of."""
    return {identifier for identifier in _contact_ids(persona) if identifier}


def _contact_ids(persona: etree._Element) -> Iterator[str]:
    for element in persona.iter("{*}SourceId", "{*}ItemId"):
        yield str(element.get("Id", ""))


def id_in(children: dict[str, etree._Element], name: str) -> str:
    """Returns the Id of a child; empty if there is none.

    Args:
        children: the children by local name.
        name: the child's.
    """
    element = children.get(name)
    return "" if element is None else str(element.get("Id", ""))
