"""A voice mail client of a reader of README: the test beside it is what README shows."""

import zeep
from zeep.exceptions import Fault

from inspector import schemas_dir

GREETING = "AAAAAMsVqO0eYkZNkDsyNUD2gSEHABO3Kl3dpUlIrGyWuwLnALEAAAAAAAMAABO3Kl3dpUlIrGyWuwLnALEAAAAAA+kAAA=="


class CallIsGone(Exception):
    """The server does not know the call any more."""


class VoiceMail:
    def __init__(self, url):
        binding = "{http://schemas.microsoft.com/exchange/services/2006/messages}UMWebServiceSoap"
        client = zeep.Client(str(schemas_dir() / "oxwums" / "MS-OXWUMS.wsdl"))
        self._service = client.create_service(binding, url + "/EWS/UM2007Legacy.asmx")

    def play(self, number):
        return self._service.PlayOnPhone(entryId=GREETING, DialString=number).PlayOnPhoneResponse

    def hang_up(self, call):
        self._service.Disconnect(CallId=call)

    def state(self, call):
        try:
            return self._service.GetCallInfo(CallId=call).CallState
        except Fault as fault:
            raise CallIsGone from fault
