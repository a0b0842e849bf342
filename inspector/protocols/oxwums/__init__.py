"""MS-OXWUMS: Voice Mail Settings Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.level import MUST
from inspector.protocols.oxwums.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.oxwums.calls import Call
    from inspector.protocols.rule import RuleSet
    from inspector.protocols.timed import TimedModel

__all__ = ["DOCUMENT"]


def _rules() -> RuleSet:
    from inspector.protocols.oxwums import answer_rules, call_rules, fault_rules, request_rules
    from inspector.protocols.oxwums.memory import PhoneCalls, VoiceMailSettings
    from inspector.protocols.rule import RuleSet

    return RuleSet.in_modules(
        request_rules, answer_rules, call_rules, fault_rules, session_state=(PhoneCalls, VoiceMailSettings)
    )


def _timed() -> TimedModel[Call]:
    from inspector.protocols.oxwums.call_model import CallModel

    return CallModel()


DOCUMENT = Document(
    name="MS-OXWUMS",
    title="Voice Mail Settings Web Service Protocol",
    about="voice mail settings and phone calls",
    package=__name__,
    codes="UMS",
    operations=OPERATIONS,
    judged_by=_rules,
    timed_by=_timed,
    schemas="oxwums",
    error_texts={
        "ErrorInvalidPhoneCallId": "The phone call ID isn't valid.",
        "ErrorPhoneNumberNotDialable": (
            "Dialing restrictions are preventing the phone number that was entered from being dialed."
        ),
        "ErrorUserNotUnifiedMessagingEnabled": "The user isn't enabled for Unified Messaging.",
    },
    https=MUST,
)
