"""MS-OXWSCDATA: Common Web Service Data Types, and facts that all documents share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.common.response_texts import RESPONSE_TEXTS
from inspector.protocols.document import Document

if TYPE_CHECKING:
    from inspector.protocols.rule import RuleSet

__all__ = ["DOCUMENT"]


def _rules() -> RuleSet:
    from inspector.protocols.common import header_rules, rules
    from inspector.protocols.rule import RuleSet

    return RuleSet.in_modules(rules, header_rules)


DOCUMENT = Document(
    name="MS-OXWSCDATA",
    title="Common Web Service Data Types",
    about="transport, headers, versions and response messages, shared by all documents",
    package=__name__,
    codes="CDT",
    judged_by=_rules,
    error_texts=RESPONSE_TEXTS,
)
