"""Volatile paths: what in a request differs from run to run without meaning anything.

They are left out when a request is looked up. The table has what clients are known to make up anew; a user
adds paths with ``--volatile`` or in the cassette's header (``"replay": {"volatile": [...]}``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from lxml import etree

from inspector.bounded import ClearedWhenFull
from inspector.errors import UsageError
from inspector.protocols.common.namespaces import MESSAGES, TYPES
from inspector.protocols.field_tables import tables
from inspector.protocols.fields import Role, element_field
from inspector.protocols.registry import operations
from inspector.wire import element_paths

_EWS = (MESSAGES, TYPES)
_MOST_OPERATIONS, _MOST_TAGS = 1000, 4096  # names come from clients


@dataclass(frozen=True)
class VolatilePath:
    """A place in requests that is not compared.

    Args:
        steps: local names, outermost first; ``*`` stands for any name. Without an operation they may stand at
            any depth below the Body.
        attribute: the local name of the attribute that is left out; empty: the whole element is.
        operation: the local name of the Body's child; empty: in every operation.
        why: the reason.
    """

    steps: tuple[str, ...]
    attribute: str = ""
    operation: str = ""
    why: str = ""

    def __str__(self) -> str:
        text = "/".join(self.steps + ((f"@{self.attribute}",) if self.attribute else ()))
        return f"Body/{self.operation}/{text}" if self.operation else text


def parse_path(text: str, why: str = "") -> VolatilePath:
    """Reads a path as a user writes it, or as a miss prints it.

    Args:
        text: such as ``t:MimeContent``, ``ItemId/@ChangeKey`` or ``Body/m:CreateItem/m:Items/t:Message``.
            Prefixes and positions (``[2]``) do not count.
        why: the reason.

    Raises:
        UsageError: it is no path.

    >>> str(parse_path("Body/m:GetItem/m:ItemIds/t:ItemId[2]/@ChangeKey"))
    'Body/GetItem/ItemIds/ItemId/@ChangeKey'
    """
    path = element_paths.parse_path(text, _FIX)
    names = [step.name for step in path.steps]
    attribute = path.attribute
    operation = ""
    if names and names[0] == "Body":
        if len(names) < 2 or (len(names) == 2 and not attribute):
            raise UsageError(f"the volatile path {text!r} leaves nothing to compare", fix=_FIX)
        operation, names = names[1], names[2:]
    return VolatilePath(tuple(names), attribute, operation, why)


_FIX = "Write local names with slashes, such as Body/CreateItem/Items/Message/Subject, or ItemId/@ChangeKey."


VOLATILE = tuple(
    parse_path(f"Body/{each.request}/{path}", why)
    for each in operations()
    for path, why in each.made_anew.items()
)
"""What clients are known to make up anew at each run, beside what the vocabulary calls client-made."""


@cache
def _client_made() -> frozenset[str]:
    return tables().names(Role.CLIENT_MADE)


@cache
def announcing_names() -> frozenset[str]:
    """Returns the local names of elements whose attributes tell whether the next one is client-made."""
    return tables().announcing(Role.CLIENT_MADE)


class VolatilePaths:
    """What is left out when requests are compared: paths, and what clients make up for each message.

    Args:
        added: those of the user, beside the table's.
    """

    def __init__(self, added: Iterable[VolatilePath] = ()) -> None:
        self.added = tuple(added)
        self.paths = (*VOLATILE, *self.added)
        self._for: ClearedWhenFull[str, _Selected] = ClearedWhenFull(_MOST_OPERATIONS)

    def of(self, operation: str) -> _Selected:
        """Returns what is left out of an operation's requests.

        Args:
            operation: the local name of the Body's child.
        """
        known = self._for.get(operation)
        if known is None:
            selected = (path for path in self.paths if path.operation in ("", operation))
            known = self._for.keep(operation, _Selected(selected))
        return known


class _Selected:
    """The paths of one operation, as the two questions that the digest asks.

    Attributes:
        concerned: by tag, whether they and the question of order need to be asked of an element at all.
    """

    def __init__(self, paths: Iterable[VolatilePath]) -> None:
        self._elements: dict[str, list[VolatilePath]] = {}
        self._attributes: dict[str, list[VolatilePath]] = {}
        for path in paths:
            if path.attribute:
                self._attributes.setdefault(path.attribute, []).append(path)
            else:
                self._elements.setdefault(path.steps[-1], []).append(path)
        self._names = frozenset(self._elements) | _client_made()
        self.concerned: Mapping[str, bool] = _Concerned(
            self._names
            | tables().sets
            | {path.steps[-1] if path.steps else "*" for paths in self._attributes.values() for path in paths}
        )

    def element(self, element: etree._Element) -> bool:
        """Whether an element is left out."""
        namespace, _, local = str(element.tag).rpartition("}")
        if local not in self._names and "*" not in self._elements:
            return False
        if namespace[1:] in _EWS and local in _client_made():  # an answer to a phone gives them back
            return element_field(element).role is Role.CLIENT_MADE or self._named(element, local)
        return self._named(element, local)

    def _named(self, element: etree._Element, local: str) -> bool:
        known = self._elements.get(local, []) + self._elements.get("*", [])
        return any(_stands_at(element, path) for path in known)

    def attribute(self, element: etree._Element, name: str) -> bool:
        """Whether an attribute is left out."""
        if not self._attributes:
            return False
        known = self._attributes.get(name.rpartition("}")[2])
        return any(_stands_at(element, path) for path in known) if known else False


class _Concerned(ClearedWhenFull[str, bool]):
    """By tag: whether any question is asked about elements of that tag. Most are never left out nor a set.

    Args:
        names: the local names of those that may be; ``*``: all.
    """

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__(_MOST_TAGS)
        self._names = names

    def __missing__(self, tag: str) -> bool:
        return self.keep(tag, "*" in self._names or tag.rpartition("}")[2] in self._names)


def _stands_at(element: etree._Element, path: VolatilePath) -> bool:
    here: etree._Element | None = element
    for step in reversed(path.steps):
        if here is None or step not in ("*", str(here.tag).rpartition("}")[2]):
            return False
        here = here.getparent()
    if not path.operation:
        return True
    # What is left above must be the Body's child itself.
    return here is not None and str(here.tag).rpartition("}")[2] == path.operation
