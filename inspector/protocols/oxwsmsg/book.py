"""The book that the rules of MS-OXWSMSG are entered in."""

from __future__ import annotations

from inspector.protocols.operation import Document
from inspector.protocols.oxwsmsg.memory import SavedItems
from inspector.protocols.rule import RuleBook

__all__ = ["rule"]

rule = RuleBook(Document.OXWSMSG, SavedItems)
