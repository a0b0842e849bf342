"""The words that the documents' rules are written in.

A rule looks at one message, with what the session has shown before, and says what it finds wrong as a
:class:`Violation`. The engine (``inspector.conformance.engine``) knows which rules look at a message, and
makes findings of their violations; so the documents need not know of the engine.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from lxml import etree

from inspector.protocols.level import MAY, MUST, SHOULD, Level, Severity
from inspector.protocols.message import Direction, Message
from inspector.protocols.operation import Endpoint, Operation
from inspector.protocols.session import History

__all__ = [
    "MAY",
    "MUST",
    "SHOULD",
    "Level",
    "Rule",
    "RuleDoc",
    "Scope",
    "Severity",
    "Violation",
    "another_response",
    "answer",
    "fault",
    "request",
    "response",
    "rule",
]


_SEVERITY = {MUST: Severity.ERROR, SHOULD: Severity.WARNING, MAY: Severity.INFO}


@dataclass(frozen=True)
class Violation:
    """What a rule finds wrong.

    Args:
        message: what is wrong, in one sentence without its full stop, with the values concerned.
        element: where; the whole message if ``None``.
        attribute: the attribute of the element that it is about; empty if it is about the element.
        severity: how bad it is, if not as bad as the rule says.
        section: where the document says so, if not where the rule says.
        document: the document that says so, if not the rule's.
        direction: whose message is wrong, if not the sender of the one that the rule looks at.
        level: what it rests on, if not what the rule says.
    """

    message: str
    element: etree._Element | None = None
    attribute: str = ""
    severity: Severity | None = None
    section: str = ""
    document: str = ""
    direction: Direction | None = None
    level: Level | None = None


Judge = Callable[[Message, History], Iterable[Violation]]
Condition = Callable[[Message, History], bool]


@dataclass(frozen=True)
class Scope:
    """Which messages a rule looks at.

    Args:
        requests: whether it looks at requests.
        responses: whether it looks at responses whose Body holds the operation's response element.
        faults: whether it looks at responses whose Body holds a fault.
        strangers: whether it looks at responses whose Body holds anything else.
        operations: names of the operations; all if empty.
        since: of these, those that came with the product of this year or later.
        sent_to: the endpoints that they are sent to, or come from; all if empty.
        only_with: the rule has nothing to say of a message that has none of these: local names of SOAP header
            blocks and of children of the payload. It is not asked about such a message. Empty: it is always.
        only_without: likewise, it has nothing to say of a message that has one of these.
        only_holding: likewise, it has nothing to say of a message whose payload holds none of these, at any
            depth: local names of elements, or of attributes of the payload itself after an @.
        only_exchanging: likewise, it has nothing to say of an answer if neither it nor its request holds one
            of these.
        only_if: likewise, it has nothing to say of a message for which this is false. That is asked once for
            all rules that name it.
        by_head: what it says rests on the SOAP header blocks and the operation alone, and on what was told
            once. A head that it has nothing to say of it is not asked about again.
    """

    requests: bool = False
    responses: bool = False
    faults: bool = False
    strangers: bool = False
    operations: tuple[str, ...] = ()
    since: int = 0
    sent_to: tuple[Endpoint, ...] = ()
    only_with: tuple[str, ...] = ()
    only_without: tuple[str, ...] = ()
    only_holding: tuple[str, ...] = ()
    only_exchanging: tuple[str, ...] = ()
    only_if: Condition | None = None
    by_head: bool = False

    @property
    def every(self) -> bool:
        """Whether it is for any operation, known or not."""
        return not self.operations and not self.since

    def has(self, operation: Operation) -> bool:
        return operation.since >= self.since and (not self.operations or operation.name in self.operations)

    def is_sent_to(self, endpoint: Endpoint) -> bool:
        """Whether it is for what is sent to this endpoint, or comes from it."""
        return not self.sent_to or endpoint in self.sent_to

    def concerns(self, message: Message, history: History) -> bool:
        """Whether the rule can have something to say of a message, by what the message has.

        Args:
            message: a message of one of the operations.
            history: what the session has shown so far.
        """
        if not self.is_sent_to(message.endpoint) or (self.only_if and not self.only_if(message, history)):
            return False
        if self.only_exchanging and message.request is not None:
            exchanged = message.names | message.request.names
            if exchanged.isdisjoint(self.only_exchanging):
                return False
        if self.only_holding and set(self.only_holding).isdisjoint(message.names):
            return False
        has = message.children.keys() | message.soap_headers.keys()
        return has.isdisjoint(self.only_without) and not (self.only_with and has.isdisjoint(self.only_with))


class _Has(TypedDict, total=False):
    """What a message has about which a rule can have something to say, as of :class:`Scope`."""

    sent_to: tuple[Endpoint, ...]
    only_with: tuple[str, ...]
    only_without: tuple[str, ...]
    only_holding: tuple[str, ...]
    only_exchanging: tuple[str, ...]
    only_if: Condition
    by_head: bool


def request(*operations: str, since: int = 0, **has: Unpack[_Has]) -> Scope:
    """Requests of these operations, or of all that came with the product of a year or later."""
    return Scope(requests=True, operations=operations, since=since, **has)


def response(*operations: str, **has: Unpack[_Has]) -> Scope:
    """Responses to these operations, or, whatever their Body holds, to all, that are no faults."""
    return Scope(responses=True, strangers=not operations, operations=operations, **has)


def another_response(**has: Unpack[_Has]) -> Scope:
    """Responses whose Body holds neither the operation's response element nor a fault."""
    return Scope(strangers=True, **has)


def fault(*operations: str, **has: Unpack[_Has]) -> Scope:
    """Faults that answer these operations, or any."""
    return Scope(faults=True, operations=operations, **has)


def answer(*operations: str, **has: Unpack[_Has]) -> Scope:
    """All that answers these operations, or any."""
    return Scope(responses=True, strangers=not operations, faults=True, operations=operations, **has)


@dataclass(frozen=True)
class RuleDoc:
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
        severity: how bad a violation is.
        document: the document.
        section: the section.
        on: the messages that it looks at.
        judge: finds violations.
        by_schema: whether it needs to know what the schema says of the request.
    """

    code: str
    name: str
    level: Level
    severity: Severity
    document: str
    section: str
    on: Scope
    judge: Judge = field(compare=False)
    by_schema: bool = False

    @property
    def page(self) -> RuleDoc:
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
        return RuleDoc(" ".join(what.split()), why.strip(), good, bad)


def rule(
    code: str,
    name: str,
    level: Level,
    *,
    section: str,
    on: Scope,
    severity: Severity | None = None,
    document: str = "",
    by_schema: bool = False,
) -> Callable[[Judge], Rule]:
    """Makes a rule of the decorated function.

    Args:
        code: as of :class:`Rule`, like the others.
        name: likewise.
        level: likewise.
        section: likewise.
        on: likewise.
        severity: likewise; by the level if ``None``.
        document: if it is not the one whose rule this is.
        by_schema: as of :class:`Rule`.
    """

    def made(judge: Judge) -> Rule:
        return Rule(
            code=code,
            name=name,
            level=level,
            severity=severity or _SEVERITY[level],
            document=document,
            section=section,
            on=on,
            judge=judge,
            by_schema=by_schema,
        )

    return made
