"""The words that the documents' rules are written in.

A rule looks at one message, with what the session has shown before, and says what it finds wrong as a
:class:`Breach`. The engine (``inspector.conformance.engine``) knows which rules look at a message, and makes
findings of their breaches; so the documents need not know of the engine.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lxml import etree

from inspector.protocols.history import History
from inspector.protocols.message import Direction, Message

__all__ = [
    "MAY",
    "MUST",
    "SHOULD",
    "Breach",
    "Level",
    "Page",
    "Rule",
    "RuleBook",
    "Scope",
    "Severity",
    "answer",
    "fault",
    "request",
    "response",
]


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Greater is worse: 0 for information, 2 for an error."""
        return ("info", "warning", "error").index(self.value)


class Level(StrEnum):
    """What the finding rests on: a word of RFC 2119, a schema, or what the wire demands."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"
    XSD = "XSD"
    WIRE = "WIRE"


MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY

_SEVERITY = {MUST: Severity.ERROR, SHOULD: Severity.WARNING, MAY: Severity.INFO}


@dataclass(frozen=True)
class Breach:
    """What a rule finds wrong.

    Args:
        message: what is wrong, in one sentence without its full stop, with the values concerned.
        element: where; the whole message if ``None``.
        attribute: the attribute of the element that it is about; empty if it is about the element.
        severity: how bad it is, if not as bad as the rule says.
        section: where the document says so, if not where the rule says.
        document: the document that says so, if not the rule's.
        blames: whose message is wrong, if not the sender of the one that the rule looks at.
        level: what it rests on, if not what the rule says.
    """

    message: str
    element: etree._Element | None = None
    attribute: str = ""
    severity: Severity | None = None
    section: str = ""
    document: str = ""
    blames: Direction | None = None
    level: Level | None = None


Judge = Callable[[Message, History], Iterable[Breach]]


@dataclass(frozen=True)
class Scope:
    """Which messages a rule looks at.

    Args:
        requests: whether it looks at requests.
        responses: whether it looks at responses whose Body holds the operation's response element.
        faults: whether it looks at responses whose Body holds a fault.
        operations: names of the operations; all if empty.
    """

    requests: bool = False
    responses: bool = False
    faults: bool = False
    operations: tuple[str, ...] = ()


def request(*operations: str) -> Scope:
    """Requests of these operations, or of all."""
    return Scope(requests=True, operations=operations)


def response(*operations: str) -> Scope:
    """Responses to these operations, or to all, that are no faults."""
    return Scope(responses=True, operations=operations)


def fault(*operations: str) -> Scope:
    """Faults that answer these operations, or any."""
    return Scope(faults=True, operations=operations)


def answer(*operations: str) -> Scope:
    """All that answers these operations, or any."""
    return Scope(responses=True, faults=True, operations=operations)


@dataclass(frozen=True)
class Page:
    """What a rule's docstring says.

    Args:
        what: what it checks, in a sentence.
        why: why that matters and how it was decided.
        good: an extract of a message that passes.
        bad: an extract of one that fails.
    """

    what: str
    why: str
    good: str
    bad: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of a document.

    Args:
        code: its code, such as ``UMS021``; it never changes its meaning.
        name: its name, in words with hyphens.
        level: what the document says of it.
        severity: how bad a breach is.
        document: the document.
        section: the section.
        on: the messages that it looks at.
        judge: finds breaches.
    """

    code: str
    name: str
    level: Level
    severity: Severity
    document: str
    section: str
    on: Scope
    judge: Judge = field(compare=False)

    @property
    def page(self) -> Page:
        """Its page: what, why, and the examples, from the docstring of the function."""
        parts: dict[str, list[str]] = {"": []}
        part = ""
        for line in (inspect.getdoc(self.judge) or "").splitlines():
            if line in ("Good:", "Bad:"):
                part = line[:-1].lower()
                parts[part] = []
            else:
                parts[part].append(line.removeprefix("    ") if part else line)
        what, _, why = "\n".join(parts[""]).strip().partition("\n\n")
        good, bad = ("\n".join(parts.get(name, [])).strip() for name in ("good", "bad"))
        return Page(" ".join(what.split()), why.strip(), good, bad)


class RuleBook:
    """The rules of a document, and what they must remember of a session.

    Args:
        document: the document.
        memories: the kinds of :class:`~inspector.protocols.history.Memory` that its rules ask for.
    """

    def __init__(self, document: str, *memories: type[Any]) -> None:
        self.document = document
        self.memories = memories
        self._rules: list[Rule] = []

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def __call__(
        self,
        code: str,
        name: str,
        level: Level,
        *,
        section: str,
        on: Scope,
        severity: Severity | None = None,
        document: str = "",
    ) -> Callable[[Judge], Judge]:
        """Enters the decorated function as a rule.

        Args:
            code: as of :class:`Rule`, like the others.
            name: likewise.
            level: likewise.
            section: likewise.
            on: likewise.
            severity: likewise; by the level if ``None``.
            document: if it is not the book's.
        """

        def enter(judge: Judge) -> Judge:
            self._rules.append(
                Rule(
                    code=code,
                    name=name,
                    level=level,
                    severity=severity or _SEVERITY[level],
                    document=document or self.document,
                    section=section,
                    on=on,
                    judge=judge,
                )
            )
            return judge

        return enter
