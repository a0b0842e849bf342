"""The rules of MS-OXWSCOS: COS001 on about requests, COS020 on about answers, COS040 on about the list."""

from __future__ import annotations

from inspector.protocols.oxwscos import answer_rules, list_rules, request_rules
from inspector.protocols.oxwscos.book import rule

__all__ = ["RULES", "answer_rules", "list_rules", "request_rules"]

RULES = rule
