"""The book that the rules of MS-OXWUMS are entered in."""

from __future__ import annotations

from inspector.protocols.operation import Document
from inspector.protocols.oxwums.memory import PhoneCalls, Settings
from inspector.protocols.rule import RuleBook

__all__ = ["rule"]

rule = RuleBook(Document.OXWUMS, PhoneCalls, Settings)
