"""MS-TOY: Toys Web Service Protocol, which nobody has but a test: toys, and posts to do with them."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.level import SHOULD
from inspector.protocols.rule import RuleSet
from inspector.protocols.toy.operations import OPERATIONS

__all__ = ["DOCUMENT"]


def _rules() -> RuleSet:
    from inspector.protocols.toy import rules

    return RuleSet.in_modules(rules, session_state=(rules.Posts,))


DOCUMENT = Document(
    name="MS-TOY",
    title="Toys Web Service Protocol",
    about="toys",
    package=__name__,
    codes="TOY",
    operations=OPERATIONS,
    judged_by=_rules,
    error_texts={"ErrorToyBroken": "The toy is broken."},
    https=SHOULD,
)
