"""zeep drives the fourteen operations of MS-OXWUMS from our WSDL, as a voice mail client would use them.

Each function is given where the server is and how to let time pass, and returns what the server said as plain
data: the same script against a server and against a recording of it must give the same list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests
import zeep
import zeep.exceptions
import zeep.helpers
from zeep.transports import Transport

from inspector.resources import schemas_dir

__all__ = ["EWS_PATH", "UM_PATH", "Answers", "voicemail_ews", "voicemail_um"]

Advance = Callable[[float], object]
Answers = list[tuple[str, Any]]

UM_PATH = "/EWS/UM2007Legacy.asmx"
EWS_PATH = "/EWS/Exchange.asmx"
WSDL = schemas_dir() / "oxwums" / "MS-OXWUMS.wsdl"
BINDING = "{http://schemas.microsoft.com/exchange/services/2006/messages}UMWebServiceSoap"
DIAL_STRING = "+14255550123"
HEADERS = {"RequestVersion": {"Version": "Exchange2013"}}


class Voicemail:
    """A zeep service that keeps every answer; a fault is an answer too."""

    def __init__(self, address: str, session: requests.Session | None = None) -> None:
        self._client = zeep.Client(str(WSDL), transport=Transport(session=session or requests.Session()))
        self._service = self._client.create_service(BINDING, address)
        self.answers: Answers = []

    def ask(self, operation: str, **arguments: Any) -> Any:
        """Calls an operation; returns what it answered, or ``None`` if that was a fault."""
        try:
            result = self._service[operation](**arguments)
        except zeep.exceptions.Fault as fault:
            detail = {} if fault.detail is None else {_local(part.tag): part.text for part in fault.detail}
            self.answers.append((operation, {"fault": fault.message, "code": fault.code, "detail": detail}))
            return None
        self.answers.append((operation, zeep.helpers.serialize_object(result, dict)))
        return result


def voicemail_um(
    url: str, advance: Advance, *, message: str, session: requests.Session | None = None
) -> Answers:
    """All eleven operations of the UM endpoint: settings, a call to its end, and a greeting.

    Args:
        url: scheme, host and port of the server.
        advance: lets seconds pass on the server's clock.
        message: the entry id of a voice message.
        session: how requests are sent and authenticated.
    """
    service = Voicemail(url + UM_PATH, session)
    service.ask("IsUMEnabled")
    folder = service.ask("GetUMProperties").TelephoneAccessFolderEmail
    service.ask("SetOofStatus", status=True)
    service.ask("SetMissedCallNotificationEnabled", status=False)
    service.ask("SetPlayOnPhoneDialString", dialString=DIAL_STRING)
    service.ask("SetTelephoneAccessFolderEmail", base64FolderId=folder)
    service.ask("GetUMProperties")
    service.ask("ResetPIN")

    call = str(service.ask("PlayOnPhone", entryId=message, DialString=DIAL_STRING).PlayOnPhoneResponse)
    service.ask("GetCallInfo", CallId=call)  # rings
    for seconds in (2, 6):
        advance(seconds)
        service.ask("GetCallInfo", CallId=call)
    service.ask("Disconnect", CallId=call)
    service.ask("GetCallInfo", CallId=call)
    advance(31.999)
    service.ask("GetCallInfo", CallId=call)
    advance(0.001)
    service.ask("GetCallInfo", CallId=call)  # forgotten
    service.ask("Disconnect", CallId=call)

    greeting = str(service.ask("PlayOnPhoneGreeting", GreetingType="NormalCustom", DialString=DIAL_STRING))
    service.ask("GetCallInfo", CallId=greeting)
    service.ask("Disconnect", CallId=greeting)
    return service.answers


def voicemail_ews(
    url: str, advance: Advance, *, message: str, session: requests.Session | None = None
) -> Answers:
    """The three operations of the EWS endpoint: a call to its end.

    Args:
        url: scheme, host and port of the server.
        advance: lets seconds pass on the server's clock.
        message: the item id of a voice message.
        session: how requests are sent and authenticated.
    """
    service = Voicemail(url + EWS_PATH, session)

    def ask(operation: str, **arguments: Any) -> Any:
        return service.ask(operation, **arguments, _soapheaders=HEADERS)

    call = {"Id": ask("PlayOnPhone2", ItemId={"Id": message}, DialString=DIAL_STRING).body.PhoneCallId.Id}
    ask("GetPhoneCallInformation", PhoneCallId=call)
    for seconds in (2, 6):
        advance(seconds)
        ask("GetPhoneCallInformation", PhoneCallId=call)
    ask("DisconnectPhoneCall", PhoneCallId=call)
    ask("GetPhoneCallInformation", PhoneCallId=call)
    advance(31.999)
    ask("GetPhoneCallInformation", PhoneCallId=call)
    advance(0.001)
    ask("GetPhoneCallInformation", PhoneCallId=call)  # forgotten
    ask("DisconnectPhoneCall", PhoneCallId=call)
    return service.answers


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
