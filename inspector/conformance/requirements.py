"""The normative statements of the documents, and how many of them are checked.

Each document's folder has a ``requirements.toml`` with every statement, in our own words. A statement is
checked by rules, or says why no message can show whether it holds.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from inspector.errors import InputError
from inspector.protocols.document import Document
from inspector.protocols.level import Level
from inspector.protocols.registry import DOCUMENTS

SCHEMA_CHECK = "XSD"
"""What a statement names that the schema check looks after."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A normative statement.

    Args:
        id: Microsoft's number where there is one, else made of document, section and place.
        document: the document.
        section: the section.
        level: MUST, SHOULD or MAY; statements of fact count as MUST.
        text: what it says, in our own words.
        checked_by: the codes of what checks it.
        not_observable: why no message can show whether it holds; empty if one can.
    """

    id: str
    document: Document
    section: str
    level: Level
    text: str
    checked_by: tuple[str, ...] = ()
    not_observable: str = ""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How much of a document is checked.

    Args:
        document: the document.
        statements: the number of its statements.
        by_rule: those that a rule checks.
        by_schema: those that only the schema check or the wire check looks after.
        not_observable: those that no message can show.
        musts: the observable statements of level MUST.
        musts_by_rule: those of them that a rule checks.
    """

    document: Document
    statements: int
    by_rule: int
    by_schema: int
    not_observable: int
    musts: int
    musts_by_rule: int

    @property
    def accounted(self) -> float:
        """The share of statements that are checked or not observable, from 0 to 1."""
        return (self.by_rule + self.by_schema + self.not_observable) / self.statements

    @property
    def share(self) -> float:
        """The share of observable MUST statements that a rule checks, from 0 to 1."""
        return self.musts_by_rule / self.musts if self.musts else 1.0


def listed_documents() -> tuple[Document, ...]:
    """Returns the documents whose statements are listed."""
    return tuple(document for document in DOCUMENTS if document.requirements)


@cache
def statements(document: Document) -> tuple[Statement, ...]:
    """Returns the statements of a document, in its order.

    Raises:
        InputError: the package's own file is missing or damaged.
    """
    where = f"{document.package}/requirements.toml"
    try:
        listed = document.requirements
        data = tomllib.loads(listed.read_text("utf-8")) if listed else {}
        return tuple(
            Statement(
                id=entry["id"],
                document=document,
                section=entry["section"],
                level=Level(entry["level"]),
                text=entry["text"],
                checked_by=tuple(entry.get("checked_by", ())),
                not_observable=entry.get("not_observable", ""),
            )
            for entry in data["statement"]
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValueError) as problem:
        raise InputError(f"the statements cannot be read ({problem})", where) from problem


def statements_of_rule(code: str) -> tuple[Statement, ...]:
    """Returns the statements that a rule checks, of all documents."""
    return tuple(
        statement
        for document in listed_documents()
        for statement in statements(document)
        if code in statement.checked_by
    )


def coverage(document: Document) -> Coverage:
    """Counts how much of a document is checked."""
    every = statements(document)
    by_rule = [statement for statement in every if _has_rule(statement)]
    musts = [statement for statement in every if statement.level is Level.MUST and statement.checked_by]
    return Coverage(
        document=document,
        statements=len(every),
        by_rule=len(by_rule),
        by_schema=sum(1 for statement in every if statement.checked_by and not _has_rule(statement)),
        not_observable=sum(1 for statement in every if statement.not_observable),
        musts=len(musts),
        musts_by_rule=sum(1 for statement in musts if _has_rule(statement)),
    )


def _has_rule(statement: Statement) -> bool:
    return any(not code.startswith(("WIRE", SCHEMA_CHECK)) for code in statement.checked_by)
