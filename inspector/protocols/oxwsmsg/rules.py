"""The rules of MS-OXWSMSG: MSG001 on about requests, MSG020 on about answers, MSG030 on about sessions."""

from __future__ import annotations

from inspector.protocols.oxwsmsg import answer_rules, item_rules, request_rules
from inspector.protocols.oxwsmsg.book import rule

__all__ = ["RULES", "answer_rules", "item_rules", "request_rules"]

RULES = rule
