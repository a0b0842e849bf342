"""Messages with one change each, as a hasty hand could have made it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

__all__ = ["MUTANTS_PER_MESSAGE", "Sample", "elements_of", "mutants"]

MUTANTS_PER_MESSAGE = 16




@dataclass(frozen=True)
class Sample:
    """What the Body of a recorded message holds, and its header blocks."""

    name: str
    body: etree._Element
    headers: tuple[etree._Element, ...]

    @property
    def operation(self) -> str:
        return re.sub("Response$", "", etree.QName(self.body).localname)


def elements_of(parent: etree._Element | None) -> list[etree._Element]:
    return [] if parent is None else [child for child in parent if isinstance(child.tag, str)]


Mutation = Callable[[etree._Element, random.Random], None]


def drop(element: etree._Element, _: random.Random) -> None:
    parent_of(element).remove(element)


def double(element: etree._Element, _: random.Random) -> None:
    element.addnext(deepcopy(element))


def reorder(element: etree._Element, choice: random.Random) -> None:
    parent = parent_of(element)
    parent.remove(element)
    parent.insert(choice.randrange(len(parent) + 1), element)


def rename(element: etree._Element, choice: random.Random) -> None:
    """To a name that exists nowhere, to that of a neighbour, or to the same name in another namespace."""
    name = etree.QName(element)
    neighbours = [child.tag for child in elements_of(element.getparent()) if child.tag != element.tag]
    element.tag = choice.choice(
        [f"{{{name.namespace}}}{name.localname}X", f"{{urn:other}}{name.localname}", *neighbours]
    )


def empty(element: etree._Element, _: random.Random) -> None:
    for child in list(element):
        element.remove(child)
    element.text = None


def drop_attribute(element: etree._Element, choice: random.Random) -> None:
    if element.attrib:
        del element.attrib[choice.choice(sorted(element.attrib))]


def add_attribute(element: etree._Element, choice: random.Random) -> None:
    element.set(choice.choice(["Id", "Unknown"]), "x")


def change_attribute(element: etree._Element, choice: random.Random) -> None:
    if element.attrib:
        element.set(choice.choice(sorted(element.attrib)), choice.choice(VALUES))


def change_value(element: etree._Element, choice: random.Random) -> None:
    element.text = choice.choice(VALUES)


def add_child(element: etree._Element, choice: random.Random) -> None:
    """An element from elsewhere in the same message."""
    everywhere = [e for e in root_of(element).iter() if isinstance(e.tag, str)]
    element.insert(choice.randrange(len(element) + 1), deepcopy(choice.choice(everywhere)))


VALUES = [
    "",
    " ",
    "x",
    "-1",
    "0",
    "1.5",
    "true",
    "TRUE",
    "2024-02-30T00:00:00Z",
    "2024-02-29",
    "!!!",
    "NoError",
    "Success",
    "0x0037",
]
MUTATIONS: list[Mutation] = [
    drop,
    double,
    reorder,
    rename,
    empty,
    drop_attribute,
    add_attribute,
    change_attribute,
    change_value,
    add_child,
]


def parent_of(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def root_of(element: etree._Element) -> etree._Element:
    return element.getroottree().getroot()


def mutants(sample: Sample) -> Iterator[tuple[str, etree._Element]]:
    """Copies of a message with one change each; the same ones in every run."""
    choice = random.Random(sample.name)
    for _ in range(MUTANTS_PER_MESSAGE):
        copy = etree.fromstring(etree.tostring(sample.body))
        inner = [e for e in copy.iter() if isinstance(e.tag, str) and e is not copy]
        mutation = choice.choice(MUTATIONS)
        if inner:
            mutation(choice.choice(inner), choice)
        else:
            choice.choice([add_attribute, drop_attribute, change_value])(copy, choice)
        yield mutation.__name__, copy


