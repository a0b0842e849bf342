"""Each WSDL loads in zeep without a network, and has exactly the operations of its document."""

from pathlib import Path

import pytest
import zeep
from zeep.transports import Transport

SCHEMAS = Path(__file__).parents[2] / "schemas"
MESSAGES = "{http://schemas.microsoft.com/exchange/services/2006/messages}"

OPERATIONS = {
    "oxwums/MS-OXWUMS.wsdl": (
        "UMWebServiceSoap",
        "Disconnect DisconnectPhoneCall GetCallInfo GetPhoneCallInformation GetUMProperties IsUMEnabled PlayOnPhone "
        "PlayOnPhone2 PlayOnPhoneGreeting ResetPIN SetMissedCallNotificationEnabled SetOofStatus "
        "SetPlayOnPhoneDialString SetTelephoneAccessFolderEmail",
    ),
}


class FilesOnly(Transport):
    """Reads files; a URL is an error."""

    def _load_remote_data(self, url: str) -> bytes:
        raise AssertionError(f"zeep was about to fetch {url}")


@pytest.mark.parametrize("wsdl", OPERATIONS)
def test_the_wsdl_has_exactly_the_operations_of_its_document(wsdl: str) -> None:
    binding, operations = OPERATIONS[wsdl]
    client = zeep.Client(str(SCHEMAS / wsdl), transport=FilesOnly())
    assert sorted(client.wsdl.bindings) == [MESSAGES + binding]
    assert sorted(client.wsdl.bindings[MESSAGES + binding].all()) == sorted(operations.split())


def test_no_wsdl_is_forgotten_here() -> None:
    assert {str(path.relative_to(SCHEMAS)) for path in SCHEMAS.rglob("*.wsdl")} == set(OPERATIONS)
