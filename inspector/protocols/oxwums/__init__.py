"""MS-OXWUMS: Voice Mail Settings Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.level import MUST
from inspector.protocols.oxwums.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.oxwums.calls import Call
    from inspector.protocols.timed import TimedModel


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
    rules_in=("request_rules", "answer_rules", "error_rules", "settings_rules", "call_rules", "fault_rules"),
    timed_by=_timed,
    error_texts={
        "ErrorInvalidPhoneCallId": "The phone call ID isn't valid.",
        "ErrorPhoneNumberNotDialable": (
            "Dialing restrictions are preventing the phone number that was entered from being dialed."
        ),
        "ErrorUserNotUnifiedMessagingEnabled": "The user isn't enabled for Unified Messaging.",
    },
    https=MUST,
)
