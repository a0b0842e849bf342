"""zeep is refused each of the fourteen operations of MS-OXWUMS, as its sections say how."""

from __future__ import annotations

import requests
from zeep.xsd import SkipValue

from tests.clients.scripts.zeep_service import EWS_PATH, UM_PATH, Answers, Service
from tests.clients.scripts.zeep_voicemail import BINDING, DIAL_STRING, HEADERS, WSDL

__all__ = ["BARRED", "voicemail_ews_errors", "voicemail_um_errors"]

BARRED = "+19005550123"
"""A number that the dialing rules of the scenario do not allow."""


def voicemail_um_errors(url: str, *, message: str, session: requests.Session | None = None) -> Answers:
    """The faults of the UM endpoint (sections 2.2.2.1, 3.1.4.1, .3, .8 and .9).

    For seven of the eleven operations a malformed request is the only failure that the document names; the
    folder that is not there gets EWS's own code (docs/errata.md).

    Args:
        url: scheme, host and port of the server.
        message: the entry id of a voice message.
        session: how requests are sent and authenticated.
    """
    service = Service(WSDL, BINDING, url + UM_PATH, session)
    for operation in ("IsUMEnabled", "GetUMProperties", "ResetPIN"):
        service.ask_cut(operation)
    service.ask_cut("SetPlayOnPhoneDialString", dialString=DIAL_STRING)
    for operation in ("SetOofStatus", "SetMissedCallNotificationEnabled"):
        service.ask(operation, status=SkipValue)  # the schema demands it
    service.ask("SetTelephoneAccessFolderEmail", base64FolderId="AAAAAA==")
    service.ask("PlayOnPhone", entryId="AAAAAA==", DialString=DIAL_STRING)
    service.ask("PlayOnPhone", entryId=message, DialString=BARRED)
    service.ask("PlayOnPhoneGreeting", GreetingType="OofCustom", DialString=BARRED)
    service.ask("GetCallInfo", CallId="no-such-call")
    service.ask("Disconnect", CallId="no-such-call")
    return service.answers


def voicemail_ews_errors(url: str, *, message: str, session: requests.Session | None = None) -> Answers:
    """The errors of the EWS endpoint (sections 3.1.4.2, .4 and .7).

    Args:
        url: scheme, host and port of the server.
        message: the item id of a voice message.
        session: how requests are sent and authenticated.
    """
    service = Service(WSDL, BINDING, url + EWS_PATH, session, HEADERS)
    service.ask("PlayOnPhone2", ItemId={"Id": "AAAAAA=="}, DialString=DIAL_STRING)
    service.ask("PlayOnPhone2", ItemId={"Id": message}, DialString=BARRED)
    service.ask("GetPhoneCallInformation", PhoneCallId={"Id": "no-such-call"})
    service.ask("DisconnectPhoneCall", PhoneCallId={"Id": "no-such-call"})
    return service.answers
