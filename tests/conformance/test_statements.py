"""What breaks a statement is told by each rule that the statement says it is checked by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspector.cassette import Cassette
from inspector.conformance.requirements import Statement, listed_documents, statements
from inspector.protocols.registry import identify, operations
from tests.conformance.broken import broken, examples, judged
from tests.conformance.broken_sessions import SESSIONS, Broken
from tests.conformance.test_rules import BAD, findings_in

SCHEMAS = Path(__file__).parents[2] / "schemas"
OPERATIONS = {operation.name for operation in operations()}


@dataclass(frozen=True)
class Heard:
    """What a rule said of messages that break something.

    Args:
        operations: the operations of the messages.
        said: the finding, and what the messages hold where they hold little else.
    """

    operations: frozenset[str]
    said: str


def of_cases() -> Iterator[tuple[str, Heard]]:
    for case in BAD:
        found = [each for each in findings_in(case) if each.code == case.parent.name]
        asked = {each.operation for each in found}
        if case.suffix == ".jsonl":
            with Cassette(case) as cassette:
                asked |= {identify(each.request).name or "" for each in cassette}
        said = " ".join([case.read_text("utf-8"), *(f"{each.message} {each.path}" for each in found)])
        if found:
            yield case.parent.name, Heard(frozenset(asked), said)


def of_sessions() -> Iterator[tuple[str, Heard]]:
    for session in SESSIONS:
        exchanges = list(session.filled(session.wrong))
        asked = frozenset(identify(each.request).name or "" for each in exchanges)
        said = " ".join((each.request.body + each.response.body).decode() for each in exchanges)
        if session.code in {each.code for each in judged(exchanges)}:
            yield session.code, Heard(asked, said)


def of_broken_examples() -> Iterator[tuple[str, Heard]]:
    for operation, exchange in examples().items():
        before = {(each.code, each.message) for each in judged([exchange])}
        for wrong in broken(operation, exchange):
            for each in judged([wrong]):
                if (each.code, each.message) not in before:
                    yield each.code, Heard(frozenset({operation.name}), f"{each.message} {each.path}")


def operations_of(statement: Statement) -> set[str]:
    """The operations in whose section it stands."""
    return {
        each.name
        for each in statement.document.operations
        if statement.section == each.section or statement.section.startswith(f"{each.section}.")
    }


def subject_of(statement: Statement, names: set[str]) -> str:
    """The element that it begins with; empty if it begins otherwise."""
    first = re.match(r"[A-Za-z0-9]*", statement.text)
    word = first[0] if first else ""
    return word if word in names - OPERATIONS and not word.endswith("Type") else ""


def names_in_schemas() -> set[str]:
    texts = (path.read_text("utf-8") for path in SCHEMAS.rglob("*.xsd"))
    return {name for text in texts for name in re.findall(r'<xs:(?:element|attribute) name="(\w+)"', text)}


@pytest.mark.parametrize("session", SESSIONS, ids=lambda each: each.code)
def test_a_session_is_right_with_one_value_and_wrong_with_another(session: Broken) -> None:
    right, wrong = (
        {each.code for each in judged(session.filled(filling))} for filling in (session.right, session.wrong)
    )

    assert session.code not in right
    assert session.code in wrong


def test_what_breaks_a_statement_is_told_by_each_rule_that_it_names() -> None:
    heard: dict[str, set[Heard]] = defaultdict(set)
    for source in (of_cases(), of_sessions(), of_broken_examples()):
        for code, each in source:
            heard[code].add(each)
    names = names_in_schemas()
    silent = [
        (statement.id, code)
        for document in listed_documents()
        for statement in statements(document)
        for code in statement.checked_by
        if not code.startswith(("XSD", "WIRE"))
        if not any(is_about(statement, each, names) for each in heard[code])
    ]

    assert silent == []


def is_about(statement: Statement, heard: Heard, names: set[str]) -> bool:
    operations, subject = operations_of(statement), subject_of(statement, names)
    return (not operations or bool(operations & heard.operations)) and subject in heard.said
