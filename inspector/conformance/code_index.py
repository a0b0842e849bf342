"""Every code that a finding can have, with its page: the rules, the wire check and the schema check."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from inspector.conformance.codes import Code
from inspector.conformance.engine import all_rules
from inspector.conformance.finding import Level, Severity
from inspector.conformance.requirements import Statement, statements_of_rule
from inspector.conformance.wire_codes import WIRE_CODES
from inspector.conformance.xsd_codes import XSD_CODES
from inspector.errors import UsageError
from inspector.protocols.registry import operations
from inspector.protocols.rule import Rule, RuleDoc, Scope


@dataclass(frozen=True, kw_only=True)
class CodeInfo:
    """What there is to know about a code.

    Args:
        code: the code.
        name: its name, in words with hyphens.
        level: what it rests on.
        severity: how bad a finding of it is, if the finding says nothing else.
        document: the document; empty if it is none of ours.
        section: its section.
        operations: the operations whose messages it looks at; all if empty.
        page: what, why, a good and a bad example.
    """

    code: str
    name: str
    level: Level
    severity: Severity
    document: str
    section: str
    operations: tuple[str, ...]
    page: RuleDoc

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The normative statements that it checks."""
        return statements_of_rule(self.code)


def _operations(scope: Scope) -> tuple[str, ...]:
    if not scope.since:
        return scope.operations
    return tuple(dict.fromkeys(each.name for each in operations() if scope.has(each)))


def _of_rule(rule: Rule) -> CodeInfo:
    return CodeInfo(
        code=rule.code,
        name=rule.name,
        level=rule.level,
        severity=rule.severity,
        document=rule.document,
        section=rule.section,
        operations=_operations(rule.on),
        page=rule.page,
    )


def _of_code(code: Code) -> CodeInfo:
    return CodeInfo(
        code=code.code,
        name=code.name,
        level=code.level,
        severity=code.severity,
        document="",
        section="",
        operations=(),
        page=RuleDoc(code.what, code.why, "", ""),
    )


@cache
def all_codes() -> tuple[CodeInfo, ...]:
    """Returns every code, in the order in which a message is judged: wire, schema, then the rules by code."""
    checks = (*WIRE_CODES, *XSD_CODES)
    return (*(_of_code(code) for code in checks), *(_of_rule(rule) for rule in all_rules()))


def codes_beginning(beginning: str) -> tuple[CodeInfo, ...]:
    """Returns the codes that begin so, such as all of ``UMS``.

    Args:
        beginning: in any case; everything if it is empty.

    Raises:
        UsageError: no code begins so.
    """
    found = tuple(each for each in all_codes() if each.code.startswith(beginning.upper()))
    if not found:
        near = get_close_matches(beginning.upper(), [each.code for each in all_codes()], 1)
        raise UsageError(
            f"there is no code {beginning!r}",
            fix=f"Did you mean {near[0]}?" if near else "'ews-inspector rules' lists them.",
        )
    return found


def code_info(code: str) -> CodeInfo:
    """Returns what there is to know about a code, written in any case.

    Raises:
        UsageError: there is no such code.
    """
    for each in codes_beginning(code):
        if each.code == code.upper():
            return each
    raise UsageError(f"there is no code {code!r}", fix="'ews-inspector rules' lists them.")
