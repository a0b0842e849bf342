"""The MessageText that belongs to a response code (MS-OXWSCDATA section 2.2.5.24)."""

from __future__ import annotations

__all__ = ["RESPONSE_TEXTS"]

RESPONSE_TEXTS = {
    # MS-OXWUMS 3.1.4.2.1.2 and 3.1.4.4.1.2
    "ErrorInvalidPhoneCallId": "The phone call ID isn't valid.",
    # MS-OXWUMS 3.1.4.7.1.2
    "ErrorInvalidIdMalformed": "Id is malformed.",
    "ErrorPhoneNumberNotDialable": (
        "Dialing restrictions are preventing the phone number that was entered from being dialed."
    ),
    "ErrorUserNotUnifiedMessagingEnabled": "The user isn't enabled for Unified Messaging.",
    # MS-OXWUMS 2.2.2.1
    "ErrorInvalidRequest": "The request is invalid.",
    "ErrorSchemaValidation": "The request failed schema validation.",
    "ErrorInvalidServerVersion": "The specified server version is invalid.",
}
