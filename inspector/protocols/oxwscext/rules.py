"""The rules of MS-OXWSCEXT: EXT001 on about requests, EXT020 on about answers, EXT040 on about sessions."""

from __future__ import annotations

from inspector.protocols.oxwscext import answer_rules, request_rules
from inspector.protocols.oxwscext.book import rule

__all__ = ["RULES", "answer_rules", "request_rules"]

RULES = rule
