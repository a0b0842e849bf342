"""The engine: knows which rules look at a message, runs them, and makes findings of what they find.

Which rules look at which operation is worked out once; judging a message then costs a look-up and the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from inspector.bounded import ClearedWhenFull
from inspector.conformance.finding import Finding
from inspector.protocols.document import Document
from inspector.protocols.message import Direction, Message
from inspector.protocols.operation import Endpoint, Operation
from inspector.protocols.registry import DOCUMENTS, operations
from inspector.protocols.rule import Rule, Violation
from inspector.protocols.session import History, Kinds, Said
from inspector.wire.element_paths import path_of
from inspector.wire.soap import LOCAL_NAMES

MAX_BREACHES = 20
"""How many violations of one rule by one message are reported; a hostile message could have a million."""

_MOST_OUTLINES = 256
"""How many outlines are known of an operation's messages; a hostile client could write ever new ones."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Returns every rule of every document, by code."""
    every = (rule for document in DOCUMENTS for rule in document.rules)
    return tuple(sorted(every, key=lambda rule: rule.code))


class _Rules:
    """Rules that look at messages of a kind.

    Args:
        rules: the rules, in the order in which they judge.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        scopes = [rule.on for rule in self.rules]
        # An outline has the names that some rule asks for, whatever else a message has.
        self._children = frozenset(name for on in scopes for name in (*on.only_with, *on.only_without))
        self._held = frozenset(name for on in scopes for name in (*on.only_holding, *on.only_exchanging))
        self._asked = frozenset(name for on in scopes for name in on.only_exchanging)
        self._conditions = {
            endpoint: tuple(
                dict.fromkeys(on.only_if for on in scopes if on.only_if and on.is_sent_to(endpoint))
            )
            for endpoint in Endpoint
        }
        self._by_outline: ClearedWhenFull[tuple[object, ...], tuple[Rule, ...]] = ClearedWhenFull(
            _MOST_OUTLINES
        )

    def that_concern(self, message: Message, history: History) -> tuple[Rule, ...]:
        """Returns those that can have something to say of a message; worked out once for each outline."""
        endpoint, operation, head = message.identified.endpoint, message.operation, message.head
        children = self._children.intersection(message.children)
        held = self._held.intersection(message.names) if self._held else None
        outline: tuple[object, ...] = (endpoint, operation, head, children, held)
        if head is None:
            outline += (self._children.intersection(message.soap_headers),)
        if self._asked:
            asked = message.request
            outline += (asked and self._asked.intersection(asked.names),)
        if conditions := self._conditions[endpoint]:
            outline += tuple([condition(message, history) for condition in conditions])
        found = self._by_outline.get(outline)
        if found is None:
            found = self._by_outline.keep(outline, tuple(self._concerning(message, history)))
        return found

    def _concerning(self, message: Message, history: History) -> Iterator[Rule]:
        nothing_told = History()
        for rule in self.rules:
            if rule.on.concerns(message, history):
                if rule.on.by_head and message.head and not any(rule.judge(message, nothing_told)):
                    continue
                yield rule


@dataclass(frozen=True)
class _Plan:
    """The rules that look at an operation's request, response and fault, and at an answer of another."""

    requests: _Rules
    responses: _Rules
    faults: _Rules
    strangers: _Rules


def _plan_of(message: Message) -> _Plan | None:
    """The plan of a message; ``None`` if no rules look at its endpoint."""
    identified = message.identified
    if identified.operation is None:
        return _plan_of_others(identified.endpoint)
    return _plan_of_one(identified.operation) if not identified.shared else _plan_of_all(message.operations)


@cache
def _plan_of_others(endpoint: Endpoint) -> _Plan | None:
    """The plan of the messages of operations that no document defines."""
    return _plan(endpoint, ())


@cache
def _plan_of_one(operation: Operation) -> _Plan | None:
    """The plan of the messages of an operation."""
    return _plan(operation.endpoint, (operation,))


@cache
def _plan_of_all(operations: tuple[Operation, ...]) -> _Plan | None:
    """The plan of messages that carry items of several documents."""
    return _plan(operations[0].endpoint, operations)


def _plan(endpoint: Endpoint, operations: tuple[Operation, ...]) -> _Plan | None:
    """Says which rules look at the messages of operations.

    What travels by SOAP is looked at by the rules of all documents, what does not only by those of the
    documents that have operations there.
    """
    looking = [
        rule
        for document in DOCUMENTS
        if endpoint.speaks_soap or endpoint in document.endpoints
        for rule in document.rules
        if rule.on.every or any(_is_meant(document, rule, operation) for operation in operations)
    ]
    if not looking:
        return None
    return _Plan(
        _Rules(rule for rule in looking if rule.on.requests),
        _Rules(rule for rule in looking if rule.on.responses),
        _Rules(rule for rule in looking if rule.on.faults),
        _Rules(rule for rule in looking if rule.on.strangers),
    )


@cache
def _faults_of_any(endpoint: Endpoint) -> _Rules:
    """The rules about faults, with those that name every operation of an endpoint: whichever was asked."""
    there = [operation for operation in operations() if operation.endpoint is endpoint]
    naming_all = (
        rule
        for document in DOCUMENTS
        for rule in document.rules
        if rule.on.faults and not rule.on.every
        if all(_is_meant(document, rule, operation) for operation in there)
    )
    plan = _plan_of_others(endpoint)
    return _Rules((*(plan.faults.rules if plan else ()), *naming_all))


def _is_meant(document: Document, rule: Rule, operation: Operation) -> bool:
    return rule.on.has(operation) and document.means(operation)


class RuleEngine:
    """Judges the messages of a session by the rules, in order.

    Args:
        said: what has been told once in it.

    Attributes:
        history: what the session has shown so far.
    """

    def __init__(self, said: Said | None = None) -> None:
        self.history = History(_session_state(), said)

    def judge(
        self, request: Message, response: Message | None, schema_says: str | None = None
    ) -> list[Finding]:
        """Judges an interaction and then remembers it.

        Args:
            request: the request.
            response: the response; ``None`` if there was none, or none was kept.
            schema_says: as of :class:`~inspector.protocols.session.History`.
        """
        found: list[Finding] = []
        plan = _plan_of(request)
        if plan is None:
            return found
        history = self.history
        history.request, history.schema_says = request, schema_says
        if request.payload is not None:
            _run(plan.requests, request, history, found)
        if response is not None and response.payload is not None:
            there = _plan_of(response) if response.identified.shared else plan
            _run(_answering(there or plan, response), response, history, found)
        history.observe(request, response)
        return found

    def remember(self, request: Message, response: Message | None) -> None:
        """Remembers an interaction as :meth:`judge` does, and does not judge it."""
        if _plan_of(request) is not None:
            self.history.observe(request, response)

    def judge_alone(self, message: Message) -> list[Finding]:
        """Judges a message whose other half is not known, without remembering it.

        Args:
            message: the request or response.
        """
        found: list[Finding] = []
        plan = _plan_of(message)
        if message.payload is None or plan is None:
            return found
        if message.direction is Direction.REQUEST:
            rules = plan.requests
        elif message.fault is not None and message.operation is None:
            rules = _faults_of_any(message.endpoint)
        else:
            rules = _answering(plan, message)
        _run(rules, message, History(_session_state()), found)
        return found


@cache
def _session_state() -> Kinds:
    return Kinds({kind: document for document in DOCUMENTS for kind in document.session_state})


def _answering(plan: _Plan, response: Message) -> _Rules:
    if response.fault is not None:
        return plan.faults
    operation, payload = response.operation, response.payload
    assert payload is not None
    if operation is None or LOCAL_NAMES[payload.tag] == operation.response:
        return plan.responses
    return plan.strangers


def _run(rules: _Rules, message: Message, history: History, found: list[Finding]) -> None:
    for rule in rules.that_concern(message, history):
        left = MAX_BREACHES
        for violation in rule.judge(message, history):
            found.append(_finding(rule, violation, message))
            left -= 1
            if not left:
                break


def _finding(rule: Rule, violation: Violation, message: Message) -> Finding:
    element = violation.element
    operation = message.operation
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=violation.severity or rule.severity,
        level=violation.level or rule.level,
        message=violation.message,
        direction=violation.direction or message.direction,
        document=violation.document or rule.document,
        section=violation.section or rule.section,
        path="" if element is None else path_of(element, violation.attribute),
        line=0 if element is None else int(element.sourceline or 0),
        operation=operation.name if operation else message.identified.name or "",
    )
