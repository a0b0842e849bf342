"""The SOAP faults and error codes of MS-OXWUMS (sections 2.2.2.1, 2.2.3.1, 3.1.4 and the product notes)."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.wire.soap import SoapFault


@dataclass(frozen=True)
class UmException:
    """An exception that a fault of the UM endpoint can tell of.

    Args:
        name: its name, without a prefix.
        text: what faultstring says, without the final stop.
        operations: the operations whose faults can carry it.
        section: the section of the first of them.
    """

    name: str
    text: str
    operations: tuple[str, ...]
    section: str


_DIALING = "Dialing restrictions are preventing the phone number that was entered from being dialed"

EXCEPTIONS = {
    exception.name: exception
    for exception in (
        UmException(
            "InvalidCallIdException",
            "The call identifier isn't valid",
            ("Disconnect", "GetCallInfo"),
            "3.1.4.1",
        ),
        UmException(
            "InvalidObjectIdException", "The object identifier isn't valid", ("PlayOnPhone",), "3.1.4.8"
        ),
        UmException("DialingRulesException", _DIALING, ("PlayOnPhone", "PlayOnPhoneGreeting"), "3.1.4.8"),
    )
}
"""The exceptions by name."""

# Product notes <4> to <22>: Exchange 2007 says soap:Server and one of these. Notes <14>, <16>, <17> and
# <19> of PlayOnPhone look shifted by one, so that each of its texts can mean each of its exceptions
# (docs/errata.md).
_EXCHANGE_2007 = {
    "The caller ID is not valid": "InvalidCallIdException",
    "The object identifier is not valid": "InvalidObjectIdException",
    "The telephone number cannot be dialed as specified": "DialingRulesException",
}

ERROR_TEXTS = {
    "ErrorInvalidPhoneCallId": "The phone call ID isn't valid",
    "ErrorInvalidIdMalformed": "Id is malformed",
    "ErrorPhoneNumberNotDialable": _DIALING,
}
"""The ResponseCode values that the document gives to the EWS endpoint's errors, with their MessageText."""


def same_text(one: str, other: str) -> bool:
    """Whether two error texts say the same: white space and the final stop do not count.

    The document quotes its texts with and without the stop, sometimes in one section.
    """
    return " ".join(one.split()).rstrip(".") == " ".join(other.split()).rstrip(".")


def is_exchange_2007(fault: SoapFault) -> bool:
    """Whether a fault has the shape that Exchange 2007 gives it (product notes <4> to <22>)."""
    return fault.code == "Server" and fault.text.startswith(tuple(_EXCHANGE_2007))


def exception_of(fault: SoapFault) -> str:
    """Returns the name of the exception that a fault tells of, in any of its spellings; empty if of none.

    Args:
        fault: the fault.
    """
    told = (fault.detail_text("ExceptionType") or "").rpartition(":")[2]
    if told:
        return told
    if fault.code in EXCEPTIONS:
        return fault.code
    for exception in EXCEPTIONS.values():
        if same_text(fault.text, exception.text):
            return exception.name
    for beginning, name in _EXCHANGE_2007.items():
        if fault.text.startswith(beginning):
            return name
    return ""
