"""The SOAP faults of the UM endpoint (MS-OXWUMS sections 2.2.3.1, 3.1.4.1, 3.1.4.3, 3.1.4.8 and 3.1.4.9)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from inspector.protocols.common.answers import fault
from inspector.protocols.common.failures import OperationFault
from inspector.protocols.common.namespaces import ERRORS, MESSAGES
from inspector.protocols.common.versions import ServerVersion

# The last is not in the document, which names no error for a mailbox that is not enabled.
_TEXTS = {
    "InvalidCallIdException": "The call identifier isn't valid.",
    "InvalidObjectIdException": "The object identifier isn't valid.",
    "DialingRulesException": (
        "Dialing restrictions are preventing the phone number that was entered from being dialed."
    ),
    "UserNotUmEnabledException": "The user isn't enabled for Unified Messaging.",
}
# Product notes 4 to 22. Notes 14, 16, 17 and 19 stand one place off (a caller's text where an object id is
# wrong, an object's where a dial string is): here each exception has the text that names its subject.
_TEXTS_2007 = {
    "InvalidCallIdException": ("The caller ID is not valid.", "Invalid character in a Base-64 string."),
    "InvalidObjectIdException": (
        "The object identifier is not valid.",
        "Invalid character in a Base-64 string.",
    ),
    "DialingRulesException": (
        "The telephone number cannot be dialed as specified. Check the outbound dialing configuration.",
        "",
    ),
}


@dataclass(eq=False)
class UmFault(OperationFault):
    """A failure of an operation of the UM endpoint.

    Args:
        exception: the ExceptionType, without prefix.
    """

    exception: str

    def __post_init__(self) -> None:
        super().__init__(self.exception)

    def element(self, version: ServerVersion) -> etree._Element:
        """Makes the fault, with the texts of Exchange 2007 if that is the version."""
        return um_fault(self, version)


def um_fault(failure: UmFault, version: ServerVersion) -> etree._Element:
    """Makes the fault that reports a failure, with the texts of Exchange 2007 if that is the version."""
    detail = etree.Element("detail")
    kind = etree.SubElement(detail, f"{{{MESSAGES}}}ExceptionType", nsmap={"m": MESSAGES})
    kind.text = failure.exception
    if version.product == 2007 and failure.exception in _TEXTS_2007:
        what, inner = _TEXTS_2007[failure.exception]
        text = " ---> ".join(part for part in (what, what, inner) if part)
        return fault("soap:Server", None, text, detail)
    return fault(f"a:{failure.exception}", ERRORS, _TEXTS[failure.exception], detail)
