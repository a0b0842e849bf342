"""How this project writes where something stands in a message: ``Body/m:GetItem/m:ItemIds/t:ItemId/@Id``.

Names have the prefixes of :data:`PREFIXES`, whatever the message itself has; SOAP's own go without, and so do
names in a namespace that is not known here. A step has its position, from 1, where its name stands more than
once among its siblings. What stands in an envelope is written from below it: from ``Header`` or ``Body`` on.

A path is written here, and read here; it is never evaluated as XPath.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from inspector.errors import UsageError
from inspector.wire.soap import SOAP_11, SOAP_12, local_name, namespace_of
from inspector.wire.wbxml import CODE_PAGES

PREFIXES = {
    "soap": SOAP_11,
    "m": "http://schemas.microsoft.com/exchange/services/2006/messages",
    "t": "http://schemas.microsoft.com/exchange/services/2006/types",
    "e": "http://schemas.microsoft.com/exchange/services/2006/errors",
} | {page.prefix: page.namespace for page in CODE_PAGES}
"""The namespace of each prefix that paths are written with."""

_PREFIX = {uri: f"{prefix}:" for prefix, uri in PREFIXES.items()} | {SOAP_11: "", SOAP_12: ""}
_STEP = re.compile(
    r"(?:(?P<prefix>[^\W\d][\w.-]*|\*):)?(?P<name>[^\W\d][\w.-]*|\*)(?:\[(?P<number>\d{1,6})\])?"
)
_ENVELOPE = "Envelope"
_Node = TypeVar("_Node")


def step_name(namespace: str, local: str) -> str:
    """Returns a name as paths write it.

    Args:
        namespace: the namespace; empty if there is none.
        local: the name in it.

    >>> step_name("http://schemas.microsoft.com/exchange/services/2006/types", "ItemId")
    't:ItemId'
    """
    return _PREFIX.get(namespace, "") + local


def name_of(element: etree._Element) -> str:
    """Returns the name of an element as paths write it."""
    return step_name(namespace_of(element), local_name(element))


def numbered(names: Sequence[str]) -> list[str]:
    """Returns the steps to some siblings: their names, with positions where a name stands more than once.

    Args:
        names: the names of all siblings, in order.
    """
    totals: dict[str, int] = {}
    numbers = []
    for name in names:
        totals[name] = totals.get(name, 0) + 1
        numbers.append(totals[name])
    return [
        f"{name}[{number}]" if totals[name] > 1 else name for name, number in zip(names, numbers, strict=True)
    ]


def path_of(element: etree._Element, attribute: str = "") -> str:
    """Returns where an element stands.

    Args:
        element: the element.
        attribute: the name of one of its attributes; empty for the element itself.

    >>> path_of(etree.fromstring("<a><b/><b/></a>")[1])
    'a/b[2]'
    """
    steps: list[str] = []
    here: etree._Element | None = element
    while here is not None:
        above = here.getparent()
        if above is not None or not steps or local_name(here) != _ENVELOPE:
            steps.append(_step_to(here))
        here = above
    if attribute:
        steps.insert(0, f"@{attribute.rpartition('}')[2]}")
    return "/".join(reversed(steps))


def _step_to(element: etree._Element) -> str:
    name = name_of(element)
    local = f"{{*}}{local_name(element)}"
    before = sum(name_of(each) == name for each in element.itersiblings(local, preceding=True))
    alone = before == 0 and not any(name_of(each) == name for each in element.itersiblings(local))
    return name if alone else f"{name}[{before + 1}]"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a path.

    Args:
        prefix: its prefix; empty if it has none.
        name: the local name; ``*`` for any.
        number: its position, from 1; 0 if it has none.
    """

    prefix: str
    name: str
    number: int = 0

    def among(self, names: Sequence[tuple[str, str]]) -> int | None:
        """Returns which of some siblings is meant; ``None`` if none is.

        A prefix that is not known here, or none, is anybody's, if nothing has the very name.

        Args:
            names: namespace and local name of each, in order.
        """
        own = f"{self.prefix}:{self.name}" if self.prefix else self.name
        fitting = [at for at, name in enumerate(names) if step_name(*name) == own]
        if not fitting and self.prefix not in PREFIXES:
            fitting = [at for at, name in enumerate(names) if self.name in ("*", name[1])]
        return fitting[max(self.number, 1) - 1] if len(fitting) >= max(self.number, 1) else None


@dataclass(frozen=True, slots=True)
class Path:
    """A path, read.

    Args:
        steps: from the outermost on.
        attribute: the local name of the attribute at its end; empty for an element.
    """

    steps: tuple[Step, ...]
    attribute: str = ""

    def holds(self, other: Path) -> bool:
        """Whether another path leads to what this one means, or to something below it.

        This path may be the end of one; prefixes do not count. One with an attribute has nothing below it.

        Args:
            other: a path with all its steps.
        """
        own, there = self.steps, other.steps
        if self.attribute:
            return self.attribute == other.attribute and _alike(own, there[max(len(there) - len(own), 0) :])
        return any(_alike(own, there[at : at + len(own)]) for at in range(len(there) - len(own) + 1))


def _alike(own: tuple[Step, ...], there: tuple[Step, ...]) -> bool:
    return len(own) == len(there) and all(
        one.name in ("*", other.name) and one.number in (0, other.number or 1)
        for one, other in zip(own, there, strict=True)
    )


def parse_path(text: str, fix: str = "") -> Path:
    """Reads a path, as users write it, as this project does, and as findings of older cassettes have it.

    Args:
        text: such as ``Body/m:GetItem/m:ItemIds/t:ItemId[2]/@Id``, or the end of one.
        fix: what to tell a user if it is none.

    Raises:
        UsageError: it is no path.
    """
    parts = [part.strip() for part in text.strip().strip("/").split("/")]
    attribute = ""
    if parts[-1].startswith("@"):
        attribute = _step(parts.pop()[1:], text, fix).name
    steps = tuple(_step(part, text, fix) for part in parts)
    if not steps and not attribute:
        raise UsageError(f"{text!r} is no path", fix=fix)
    return Path(steps, attribute)


def _step(part: str, text: str, fix: str) -> Step:
    found = _STEP.fullmatch(part)
    if found is None:
        raise UsageError(f"{text!r} is no path: {part!r} is no name", fix=fix)
    return _made(found)


def _made(found: re.Match[str]) -> Step:
    prefix = found["prefix"] or ""
    return Step("" if prefix in ("soap", "*") else prefix, found["name"], int(found["number"] or 0))


def own_path(text: str) -> Path:
    """Reads a path that was written here, whose steps may be keys of JSON, or names of layers.

    Args:
        text: the path.
    """
    above, at, attribute = text.rpartition("/@")
    parts = (above if at else text).split("/")
    found = [(part, _STEP.fullmatch(part)) for part in parts]
    return Path(
        tuple(_made(step) if step else Step("", part) for part, step in found), attribute if at else ""
    )


def today(path: str) -> str:
    """Returns a path of a finding as it is written now; older cassettes have it from the root on.

    Args:
        path: the path.

    >>> today("/soap:Envelope/soap:Body/m:GetItem[1]/@Id")
    'Body/m:GetItem[1]/@Id'
    """
    if not path.startswith("/"):
        return path
    steps = path[1:].split("/")
    if len(steps) > 1 and steps[0] == "soap:Envelope":
        del steps[0]
    return "/".join(step.removeprefix("soap:").removeprefix("*:") for step in steps)


def resolve(root: etree._Element, path: str) -> tuple[etree._Element | None, bool]:
    """Finds the element of a path.

    Args:
        root: the root element.
        path: the path; an attribute at its end is left out.

    Returns:
        The element, and that it is the one; or the deepest of the path that there is, and that it is not.
    """
    found, whole = find(
        root,
        path,
        lambda element: element.iterchildren(etree.Element),
        lambda element: (namespace_of(element), local_name(element)),
    )
    return (found[-1] if found else None), whole


def find(
    root: _Node,
    path: str,
    children: Callable[[_Node], Iterable[_Node]],
    name: Callable[[_Node], tuple[str, str]],
) -> tuple[list[_Node], bool]:
    """As :func:`resolve`, in a tree of any kind.

    Args:
        root: the root.
        path: the path.
        children: returns the elements in an element.
        name: returns the namespace and the local name of an element.

    Returns:
        The elements of the path that there are, from the outermost on, and whether these are all.
    """
    try:
        steps = parse_path(path).steps
    except UsageError:
        return [], False
    first = bool(steps) and steps[0].among([name(root)]) == 0
    if not first and name(root)[1] != _ENVELOPE:
        return [], False
    found = [root] if first else []
    for step in steps[len(found) :]:
        below = list(children(found[-1] if found else root))
        at = step.among([name(child) for child in below])
        if at is None:
            return found, False
        found.append(below[at])
    return found, bool(found)
