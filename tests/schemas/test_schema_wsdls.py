"""Each WSDL loads in zeep without a network, and has exactly the operations of its document."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zeep
from lxml import etree
from zeep.transports import Transport

SCHEMAS = Path(__file__).parents[2] / "schemas"
MESSAGES = "{http://schemas.microsoft.com/exchange/services/2006/messages}"

OPERATIONS = {
    "oxwums/MS-OXWUMS.wsdl": (
        "UMWebServiceSoap",
        "Disconnect DisconnectPhoneCall GetCallInfo GetPhoneCallInformation GetUMProperties IsUMEnabled "
        "PlayOnPhone PlayOnPhone2 PlayOnPhoneGreeting ResetPIN SetMissedCallNotificationEnabled SetOofStatus "
        "SetPlayOnPhoneDialString SetTelephoneAccessFolderEmail",
    ),
    "oxwsmsg/MS-OXWSMSG.wsdl": (
        "ExchangeServiceBinding",
        "CopyItem CreateItem DeleteItem GetItem MoveItem SendItem UpdateItem",
    ),
    "oxwscos/MS-OXWSCOS.wsdl": (
        "ExchangeServiceBinding",
        "AddDistributionGroupToImList AddImContactToGroup AddImGroup AddNewImContactToGroup "
        "AddNewTelUriContactToGroup GetImItemList GetImItems RemoveContactFromImList "
        "RemoveDistributionGroupFromImList RemoveImContactFromGroup RemoveImGroup SetImGroup "
        "SetImListMigrationCompleted",
    ),
    "oxwscext/MS-OXWSCEXT.wsdl": (
        "ExchangeServiceBinding",
        "DisableApp GetAppManifests GetAppMarketplaceUrl GetClientAccessToken InstallApp UninstallApp",
    ),
    "oxwscore/MS-OXWSCORE.wsdl": ("ExchangeServiceBinding", "MarkAllItemsAsRead MarkAsJunk"),
    "oxwsatt/MS-OXWSATT.wsdl": (
        "ExchangeServiceBinding",
        "CreateAttachment DeleteAttachment GetAttachment",
    ),
    "oxwsfold/MS-OXWSFOLD.wsdl": (
        "ExchangeServiceBinding",
        "CopyFolder CreateFolder CreateManagedFolder DeleteFolder EmptyFolder GetFolder MoveFolder "
        "UpdateFolder",
    ),
    "oxwssrch/MS-OXWSSRCH.wsdl": ("ExchangeServiceBinding", "FindFolder FindItem"),
    "oxwssync/MS-OXWSSYNC.wsdl": ("ExchangeServiceBinding", "SyncFolderHierarchy SyncFolderItems"),
    "oxwscvtid/MS-OXWSCVTID.wsdl": ("ExchangeServiceBinding", "ConvertId"),
    "oxwsgtz/MS-OXWSGTZ.wsdl": ("ExchangeServiceBinding", "GetServerTimeZones"),
    "oxwsrslnm/MS-OXWSRSLNM.wsdl": ("ExchangeServiceBinding", "ResolveNames"),
    "oxwsntif/MS-OXWSNTIF.wsdl": ("ExchangeServiceBinding", "GetEvents GetStreamingEvents Subscribe Unsubscribe"),
    "oxwsoof/MS-OXWSOOF.wsdl": ("ExchangeServiceBinding", "GetUserOofSettings SetUserOofSettings"),
    "oxwsavail/MS-OXWSAVAIL.wsdl": ("ExchangeServiceBinding", "GetUserAvailability"),
    "oxwsgtrm/MS-OXWSGTRM.wsdl": ("ExchangeServiceBinding", "GetRoomLists GetRooms"),
    "oxwsdlgm/MS-OXWSDLGM.wsdl": ("ExchangeServiceBinding", "GetDelegate"),
    "oxwsrules/MS-OXWSRULES.wsdl": ("ExchangeServiceBinding", "GetInboxRules"),
    "oxwsusrcfg/MS-OXWSUSRCFG.wsdl": ("ExchangeServiceBinding", "GetUserConfiguration"),
    "oxwsped/MS-OXWSPED.wsdl": ("ExchangeServiceBinding", "GetPasswordExpirationDate"),
    "oxwsphoto/MS-OXWSPHOTO.wsdl": ("ExchangeServiceBinding", "GetUserPhoto"),
    "oxwsurpt/MS-OXWSURPT.wsdl": ("ExchangeServiceBinding", "GetUserRetentionPolicyTags"),
    "oxwsconv/MS-OXWSCONV.wsdl": ("ExchangeServiceBinding", "FindConversation"),
    "oxwmt/MS-OXWMT.wsdl": ("ExchangeServiceBinding", "GetMailTips"),
    "oxwconfig/MS-OXWCONFIG.wsdl": ("ExchangeServiceBinding", "GetServiceConfiguration"),
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


VERSION = {"RequestVersion": {"Version": "Exchange2013"}}
PERSON = {
    **VERSION,
    "MailboxCulture": "en-US",
    "Impersonation": {"ConnectingSID": {"PrimarySmtpAddress": "a@example.com"}},
}

REQUESTS = [
    (
        "oxwsmsg/MS-OXWSMSG.wsdl",
        "GetItem",
        {"ItemShape": {"BaseShape": "IdOnly"}, "ItemIds": {"_value_1": [{"ItemId": {"Id": "AAAA"}}]}},
        {**PERSON, "TimeZoneContext": {"TimeZoneDefinition": {"Id": "UTC"}}},
    ),
    (
        "oxwsmsg/MS-OXWSMSG.wsdl",
        "CreateItem",
        {
            "MessageDisposition": "SaveOnly",
            "Items": {"_value_1": [{"Message": {"Subject": "Hello", "IsRead": True}}]},
        },
        PERSON,
    ),
    ("oxwscos/MS-OXWSCOS.wsdl", "AddImGroup", {"DisplayName": "Friends"}, PERSON),
    (
        "oxwscos/MS-OXWSCOS.wsdl",
        "GetImItems",
        {"GroupIds": {"_value_1": [{"ItemId": {"Id": "AAAA"}}]}},
        PERSON,
    ),
    ("oxwscext/MS-OXWSCEXT.wsdl", "InstallApp", {"Manifest": b"<OfficeApp/>"}, VERSION),
    ("oxwscext/MS-OXWSCEXT.wsdl", "GetAppManifests", {}, VERSION),
    (
        "oxwssrch/MS-OXWSSRCH.wsdl",
        "FindItem",
        {
            "Traversal": "Shallow",
            "ItemShape": {"BaseShape": "IdOnly"},
            "IndexedPageItemView": {"MaxEntriesReturned": 10, "Offset": 0, "BasePoint": "Beginning"},
            "ParentFolderIds": {"_value_1": [{"DistinguishedFolderId": {"Id": "inbox"}}]},
        },
        {**PERSON, "TimeZoneContext": {"TimeZoneDefinition": {"Id": "UTC"}}},
    ),
    (
        "oxwsfold/MS-OXWSFOLD.wsdl",
        "GetFolder",
        {
            "FolderShape": {"BaseShape": "Default"},
            "FolderIds": {"_value_1": [{"DistinguishedFolderId": {"Id": "inbox"}}]},
        },
        PERSON,
    ),
    (
        "oxwssync/MS-OXWSSYNC.wsdl",
        "SyncFolderItems",
        {
            "ItemShape": {"BaseShape": "IdOnly"},
            "SyncFolderId": {"DistinguishedFolderId": {"Id": "inbox"}},
            "MaxChangesReturned": 100,
        },
        PERSON,
    ),
]


@pytest.mark.parametrize(
    ("wsdl", "operation", "arguments", "headers"), REQUESTS, ids=[r[1] for r in REQUESTS]
)
def test_zeep_makes_a_valid_request_with_every_header_that_the_binding_names(
    wsdl: str,
    operation: str,
    arguments: dict[str, Any],
    headers: dict[str, Any],
    on_ews_endpoint: Callable[[str], list[str]],
) -> None:
    client = zeep.Client(str(SCHEMAS / wsdl), transport=FilesOnly())
    message = client.create_message(client.service, operation, _soapheaders=headers, **arguments)
    assert len(message.find("{*}Header")) == len(headers)
    assert on_ews_endpoint(etree.tostring(message, encoding="unicode")) == []


def test_the_soap_action_of_uninstall_app_is_that_of_the_product() -> None:
    """MS-OXWSCEXT section 6 ends it in Uninstall; 3.1.4.6 and the product end it in UninstallApp."""
    client = zeep.Client(str(SCHEMAS / "oxwscext/MS-OXWSCEXT.wsdl"), transport=FilesOnly())
    binding = client.wsdl.bindings[MESSAGES + "ExchangeServiceBinding"]
    assert binding.get("UninstallApp").soapaction == f"{MESSAGES[1:-1]}/UninstallApp"


def test_no_wsdl_is_forgotten_here() -> None:
    assert {str(path.relative_to(SCHEMAS)) for path in SCHEMAS.rglob("*.wsdl")} == set(OPERATIONS)
