"""The engine: knows which rules look at a message, runs them, and makes findings of what they find.

Which rules look at which operation is worked out once; judging a message then costs a look-up and the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from inspector.conformance.finding import Finding
from inspector.protocols.asemail.operations import OPERATIONS as COMMANDS
from inspector.protocols.asemail.rules import RULES as ASEMAIL
from inspector.protocols.common.paths import path_of
from inspector.protocols.common.rules import RULES as COMMON
from inspector.protocols.history import History
from inspector.protocols.message import Direction, Message
from inspector.protocols.operation import Endpoint
from inspector.protocols.oxwscext.rules import RULES as OXWSCEXT
from inspector.protocols.oxwscos.rules import RULES as OXWSCOS
from inspector.protocols.oxwsmsg.rules import RULES as OXWSMSG
from inspector.protocols.oxwums.rules import RULES as OXWUMS
from inspector.protocols.registry import operations
from inspector.protocols.rule import Breach, Rule, RuleBook
from inspector.wire.soap import local_name

__all__ = ["BOOKS", "MAX_BREACHES", "Engine", "all_rules", "rule_of"]

BOOKS: tuple[RuleBook, ...] = (COMMON, OXWUMS, OXWSMSG, OXWSCOS, OXWSCEXT, ASEMAIL)
"""The rules of all documents, in the order in which they judge."""


MAX_BREACHES = 20
"""How many breaches of one rule by one message are reported; a hostile message could have a million."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Returns every rule of every document, by code."""
    return tuple(sorted((rule for book in BOOKS for rule in book), key=lambda rule: rule.code))


def rule_of(code: str) -> Rule | None:
    """Returns the rule of a code, written in any case, or ``None``."""
    return next((rule for rule in all_rules() if rule.code == code.upper()), None)


@dataclass(frozen=True)
class _Plan:
    """The rules that look at an operation's request, response and fault, and at an answer of another."""

    requests: tuple[Rule, ...]
    responses: tuple[Rule, ...]
    faults: tuple[Rule, ...]
    strangers: tuple[Rule, ...]


@cache
def _plans() -> dict[str, _Plan]:
    """The plan of each operation by its name; that of all others by the empty name."""
    return {name: _plan(name, BOOKS) for name in ("", *(operation.name for operation in operations()))}


@cache
def _plans_of_commands() -> dict[str, _Plan]:
    """The same of ActiveSync's commands, which are no SOAP: only the rules of their document look at them."""
    return {name: _plan(name, (ASEMAIL,)) for name in ("", *(command.name for command in COMMANDS))}


def _plan_of(message: Message) -> _Plan | None:
    """The plan of a message; ``None`` if no rules look at its endpoint."""
    name = message.operation.name if message.operation else ""
    if message.endpoint is Endpoint.ACTIVESYNC:
        return _plans_of_commands()[name]
    return _plans()[name] if message.endpoint.speaks_soap else None


def _plan(name: str, books: Iterable[RuleBook]) -> _Plan:
    looking = [
        rule for book in books for rule in book if not rule.on.operations or name in rule.on.operations
    ]
    return _Plan(
        tuple(rule for rule in looking if rule.on.requests),
        tuple(rule for rule in looking if rule.on.responses),
        tuple(rule for rule in looking if rule.on.faults),
        tuple(rule for rule in looking if rule.on.responses and not rule.on.operations),
    )


class Engine:
    """Judges the messages of a session by the rules, in order."""

    def __init__(self) -> None:
        self._history = History(_KINDS)

    def judge(self, request: Message, response: Message | None) -> Iterator[Finding]:
        """Judges an interaction and then remembers it.

        Args:
            request: the request.
            response: the response; ``None`` if there was none, or none was kept.
        """
        plan = _plan_of(request)
        if plan is None:
            return
        history = self._history
        history.request = request
        if request.payload is not None:
            yield from _run(plan.requests, request, history)
        if response is not None and response.payload is not None:
            yield from _run(_answering(plan, response), response, history)
        history.observe(request, response)

    def judge_alone(self, message: Message) -> Iterator[Finding]:
        """Judges a message whose other half is not known, without remembering it.

        Args:
            message: the request or response.
        """
        plan = _plan_of(message)
        if message.payload is None or plan is None:
            return
        is_request = message.direction is Direction.REQUEST
        yield from _run(plan.requests if is_request else _answering(plan, message), message, History(_KINDS))


_KINDS = tuple(kind for book in BOOKS for kind in book.memories)


def _answering(plan: _Plan, response: Message) -> tuple[Rule, ...]:
    if response.fault is not None:
        return plan.faults
    operation, payload = response.operation, response.payload
    assert payload is not None
    if operation is None or local_name(payload) == operation.response:
        return plan.responses
    return plan.strangers


def _run(rules: Iterable[Rule], message: Message, history: History) -> Iterator[Finding]:
    for rule in rules:
        for breach in islice(rule.judge(message, history), MAX_BREACHES):
            yield _finding(rule, breach, message)


def _finding(rule: Rule, breach: Breach, message: Message) -> Finding:
    element = breach.element
    operation = message.operation
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=breach.severity or rule.severity,
        level=breach.level or rule.level,
        message=breach.message,
        direction=breach.blames or message.direction,
        document=breach.document or rule.document,
        section=breach.section or rule.section,
        xpath="" if element is None else path_of(element, breach.attribute),
        line=0 if element is None else int(element.sourceline or 0),
        operation=operation.name if operation else message.identified.name or "",
    )
