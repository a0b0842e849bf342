"""What the documents demand of a server, as requirements.toml has it, and the tests that show it.

``tests/protocols/shown.toml`` names for each statement of ``protocols/*/requirements.toml`` the tests that
show the simulator doing what it says, or has a word for why no server could (see :data:`REASONS`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest

from inspector.conformance.requirements import Statement, listed_documents, statements
from inspector.protocols import Document, Operation, operations

__all__ = ["LISTED", "REASONS", "Shown", "each_operation", "named", "shown"]

LISTED = listed_documents()
"""The documents whose statements are listed."""

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "client": "It says what a client sends, or what it does with an answer.",
        "schema": "It says which elements and values there are: schemas judge every answer in every test.",
        "host": "It concerns HTTP, TLS or authentication, which whoever hosts the server looks after.",
        "text": "It introduces, explains or allows, and demands nothing of a server.",
        "elsewhere": "It happens in systems that a small Exchange lacks, such as moderation or voting.",
        "errata": "The document contradicts it; docs/errata.md says what is done instead.",
        "never": "It is about a failure that the operation does not have, here or in the document.",
    }
)


@dataclass(frozen=True)
class Shown:
    """A statement of a document.

    Args:
        id: its id.
        document: the document.
        section: the section.
        by: the names of the test functions that show it.
        reason: a key of REASONS if nothing shows it.
    """

    id: str
    document: Document
    section: str
    by: tuple[str, ...]
    reason: str


@cache
def shown(document: Document) -> tuple[Shown, ...]:
    """The statements of a document, in its order."""
    said = _tables()[document.folder]
    unknown = said.keys() - {each.id for each in statements(document)}
    assert not unknown, f"statements that {document} does not have: {unknown}"
    return tuple(_shown(each, said.get(each.id, "")) for each in statements(document))


def _shown(statement: Statement, said: str | list[str]) -> Shown:
    by, reason = ((), said) if isinstance(said, str) else (tuple(said), "")
    return Shown(statement.id, statement.document, statement.section, by, reason)


@cache
def _tables() -> dict[str, dict[str, str | list[str]]]:
    return tomllib.loads(Path(__file__).parents[1].joinpath("protocols/shown.toml").read_text("utf-8"))


def named(section: str) -> str:
    """A section as the name of a test has it."""
    return section.replace(".", "_")


def each_operation(test: str) -> pytest.MarkDecorator:
    """Runs a test for each operation of which a statement says that this test shows it.

    The cases are called by the document and the section of the statement.
    """
    cases = {
        f"{document}-{named(statement.section)}": _operation_of(statement)
        for document in LISTED
        for statement in shown(document)
        if test in statement.by
    }
    return pytest.mark.parametrize("operation", cases.values(), ids=cases)


def _operation_of(statement: Shown) -> Operation:
    return next(
        known
        for known in operations()
        if known.document is statement.document and f"{statement.section}.".startswith(f"{known.section}.")
    )
