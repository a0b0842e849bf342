"""zeep drives the fourteen operations of MS-OXWUMS from our WSDL, as a voice mail client would use them.

Each function is given where the server is and how to let time pass, and returns what the server said as plain
data: the same script against a server and against a recording of it must give the same list.
"""

from __future__ import annotations

from collections.abc import Callable

import requests

from tests.clients.scripts.zeep_service import EWS_PATH, UM_PATH, Answers, Service

__all__ = ["BINDING", "DIAL_STRING", "HEADERS", "WSDL", "voicemail_ews", "voicemail_um"]

Advance = Callable[[float], object]

WSDL, BINDING = "oxwums/MS-OXWUMS.wsdl", "UMWebServiceSoap"
DIAL_STRING = "+14255550123"
HEADERS = {"RequestVersion": {"Version": "Exchange2013"}}


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
    service = Service(WSDL, BINDING, url + UM_PATH, session)
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
    service = Service(WSDL, BINDING, url + EWS_PATH, session, HEADERS)
    ask = service.ask
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
