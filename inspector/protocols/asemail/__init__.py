"""MS-ASEMAIL: Exchange ActiveSync: Email Class Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.asemail.operations import OPERATIONS
from inspector.protocols.document import Document
from inspector.protocols.level import SHOULD

if TYPE_CHECKING:
    from inspector.protocols.rule import RuleSet

__all__ = ["DOCUMENT"]


def _rules() -> RuleSet:
    from inspector.protocols.asemail import answer_rules, request_rules, session_rules
    from inspector.protocols.asemail.memory import Classes, VoiceMessages
    from inspector.protocols.rule import RuleSet

    return RuleSet.in_modules(
        request_rules, answer_rules, session_rules, session_state=(Classes, VoiceMessages)
    )


DOCUMENT = Document(
    name="MS-ASEMAIL",
    title="Exchange ActiveSync: Email Class Protocol",
    about="the caller of a voice mail",
    package=__name__,
    codes="EAS",
    operations=OPERATIONS,
    judged_by=_rules,
    https=SHOULD,
)
