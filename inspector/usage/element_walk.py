"""Walking messages by local names, and what in them no schema describes."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inspector.bounded import ClearedWhenFull
from inspector.usage.facts import Found, Kind
from inspector.usage.vocabulary import NO_NAME, Vocabulary, vocabulary
from inspector.wire.soap import LOCAL_NAMES

_MOST_KNOWN = 4096  # steps that the schemas have, or leave open
local = LOCAL_NAMES.__getitem__
"""Returns a tag without its namespace."""


def children(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yields each child element with its local name."""
    for child in element:
        tag = child.tag
        if isinstance(tag, str):
            yield local(tag), child


# What a schema lets anything stand in (xs:any): what a fault or an error says of what was wrong.
_OPEN = frozenset(("detail", "MessageXml", "Fault"))
_AROUND = frozenset(("Envelope", "Header", "Body"))


class Steps:
    """Looks at each step from an element to a child: whether the schemas know it."""

    def __init__(self) -> None:
        self._vocabulary: Vocabulary = vocabulary()
        self._lower = {name.lower() for name in self._vocabulary.children}
        self._known: ClearedWhenFull[tuple[object, object], None] = ClearedWhenFull(_MOST_KNOWN)

    def look(self, root: etree._Element, found: Found) -> None:
        """Counts the steps below an element that no schema has.

        One to a name that the schemas have elsewhere is misplaced; the case of letters does not matter.

        Args:
            root: the Envelope, or what is looked at alone.
            found: what the message shows.
        """
        known = self._known
        for element in root.iter(etree.Element):
            tag = element.tag
            for child in element:
                step = (tag, child.tag)
                if step not in known and isinstance(child.tag, str):
                    self._look(str(tag), child.tag, found)

    def _look(self, tag: str, child: str, found: Found) -> None:
        parent, name = local(tag), local(child)
        words = self._vocabulary
        at_top = parent in _AROUND and (name in words.children or name == "Fault")
        if parent in _OPEN or name in _AROUND or at_top or words.can_stand_in(parent, name):
            self._known.keep((tag, child), None)
        elif name.lower() in self._lower:
            shown = next(each for each in words.children if each.lower() == name.lower())
            found.add(Kind.MISPLACED, f"{self._shown(parent)}/{shown}")
        else:
            found.add(Kind.UNKNOWN, f"{self._shown(parent)}/{NO_NAME}")

    def _shown(self, name: str) -> str:
        return name if name in self._vocabulary.children or name in _AROUND else NO_NAME
