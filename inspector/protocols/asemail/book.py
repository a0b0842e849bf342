"""The book that the rules of MS-ASEMAIL are entered in."""

from __future__ import annotations

from inspector.protocols.asemail.memory import Classes, VoiceMessages
from inspector.protocols.operation import Document
from inspector.protocols.rule import RuleBook

__all__ = ["rule"]

rule = RuleBook(Document.ASEMAIL, Classes, VoiceMessages)
