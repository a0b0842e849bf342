"""The book that the rules of MS-OXWSCOS are entered in."""

from __future__ import annotations

from inspector.protocols.operation import Document
from inspector.protocols.oxwscos.memory import ContactList
from inspector.protocols.rule import RuleBook

__all__ = ["rule"]

rule = RuleBook(Document.OXWSCOS, ContactList)
