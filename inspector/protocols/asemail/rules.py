"""The rules of MS-ASEMAIL: EAS001 on about phones, EAS010 on about answers, EAS030 on about sessions."""

from __future__ import annotations

from inspector.protocols.asemail import answer_rules, request_rules, session_rules
from inspector.protocols.asemail.book import rule

__all__ = ["RULES", "answer_rules", "request_rules", "session_rules"]

RULES = rule
