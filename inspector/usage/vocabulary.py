"""What Exchange Web Services name: elements, what stands in them, and the words that values may be.

Whatever is shown of a recording is one of these names and words, so that no text of a person is. The table is
made from the schemas (CONTRIBUTING.md); only the names are taken from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType

NO_NAME = "(not a word of the protocol)"
"""What stands where a message has a word that nothing describes."""

ANY_OTHER = "*"
"""Among the words of an element in the table: one of the same name elsewhere has any text."""

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Vocabulary:
    """The names of elements and what they can have.

    Args:
        children: of each element the local names of what can stand in it.
        attributes: of each element its attributes, each with the words that it may be; none: any text.
        words: of each element the words that its text may be; an element is not there if it may be any text.
        free: elements of ``words`` of whose name there are others that may be any text.
    """

    children: Mapping[str, frozenset[str]]
    attributes: Mapping[str, Mapping[str, frozenset[str]]]
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    free: frozenset[str] = _NONE

    def can_stand_in(self, parent: str, child: str) -> bool:
        """Whether an element can stand in another, by their local names."""
        return child in self.children.get(parent, _NONE)

    def word(self, element: str, text: str, attribute: str = "") -> str:
        """Returns a text if it is one of the words that the value may be, else :data:`NO_NAME`.

        Args:
            element: the local name of the element.
            text: the text.
            attribute: the name of its attribute; the element's own text if empty.
        """
        known = (
            self.attributes.get(element, {}).get(attribute, _NONE) if attribute else self.words.get(element)
        )
        return text if known and text in known else NO_NAME


def names_in(text: str) -> tuple[str, ...]:
    """Returns the names that a text lists."""
    return tuple(text.split())


@cache
def vocabulary() -> Vocabulary:
    """Returns the names of Exchange Web Services."""
    children: dict[str, frozenset[str]] = {}
    attributes: dict[str, Mapping[str, frozenset[str]]] = {}
    words: dict[str, frozenset[str]] = {}
    free = set()
    table = resources.files("inspector.usage").joinpath("vocabulary.tsv").read_text("utf-8")
    for line in table.splitlines()[1:]:
        names, inside, on_it, texts = line.split("\t")
        may_have, has = frozenset(inside.split()), _attributes(on_it)
        may_be = frozenset(texts.split(",")) if texts else _NONE
        for name in names.split():
            children[name] = may_have
            attributes[name] = has
            if may_be:
                words[name] = may_be - {ANY_OTHER}
            if ANY_OTHER in may_be:
                free.add(name)
    return Vocabulary(
        MappingProxyType(children), MappingProxyType(attributes), MappingProxyType(words), frozenset(free)
    )


def _attributes(text: str) -> Mapping[str, frozenset[str]]:
    found = {}
    for part in text.split():
        name, _, words = part.partition("=")
        found[name] = frozenset(words.split(",")) if words else _NONE
    return found
