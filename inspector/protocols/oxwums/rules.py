"""The rules of MS-OXWUMS: UMS001 on about requests, UMS021 on about answers, UMS050 on about sessions."""

from __future__ import annotations

from inspector.protocols.oxwums import answer_rules, call_rules, fault_rules, request_rules
from inspector.protocols.oxwums.book import rule

__all__ = ["RULES", "answer_rules", "call_rules", "fault_rules", "request_rules"]

RULES = rule
