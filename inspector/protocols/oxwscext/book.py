"""The book that the rules of MS-OXWSCEXT are entered in."""

from __future__ import annotations

from inspector.protocols.operation import Document
from inspector.protocols.oxwscext.memory import Apps
from inspector.protocols.rule import RuleBook

__all__ = ["rule"]

rule = RuleBook(Document.OXWSCEXT, Apps)
