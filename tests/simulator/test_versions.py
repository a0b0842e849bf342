"""What a client may ask depends on the server's version, what it is told also on the one that it names."""

from __future__ import annotations

import pytest

from inspector.simulator import Simulator
from tests.protocols.oxwscext.test_service import manifest
from tests.simulator.asking import Asking
from tests.simulator.tour import TO

OWN_ID = "<t:Subject>Hi</t:Subject><t:InternetMessageId>&lt;1@example.com&gt;</t:InternetMessageId>"
ANOTHER_ORDER = (
    "<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:BodyType>Text</t:BodyType>"
    "<t:IncludeMimeContent>true</t:IncludeMimeContent></m:ItemShape><m:ItemIds>{}</m:ItemIds></m:GetItem>"
)


def asking(version: str, named: str = "") -> Asking:
    found = Asking(version=version)
    found.header = f'<t:RequestServerVersion Version="{named}"/>' if named else ""
    return found


@pytest.mark.parametrize(
    ("version", "named", "code"),
    [
        ("Exchange2016", "", "NoError"),
        ("Exchange2013", "Exchange2013", "NoError"),
        ("Exchange2016", "Exchange2013_SP1", "NoError"),
        ("Exchange2016", "V2017_07_11", "NoError"),
        ("Exchange2016", "Exchange2010_SP2", "ErrorInvalidPropertySet"),
        ("Exchange2010_SP2", "", "ErrorInvalidPropertySet"),
    ],
)
def test_a_new_message_can_have_an_id_of_the_clients_since_2013(version: str, named: str, code: str) -> None:
    client = asking(version, named)
    answer = client.create(OWN_ID)
    assert answer.code == code
    if code == "NoError":
        item = answer.all(".//t:ItemId")[0].get("Id")
        assert client.get(f'<t:ItemId Id="{item}"/>').text(".//t:InternetMessageId") == "<1@example.com>"


def test_the_id_of_a_message_is_not_changed_later() -> None:
    client = asking("Exchange2016")
    answer = client.ews(
        '<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly"><m:ItemChanges>'
        f"<t:ItemChange>{client.draft()}<t:Updates><t:SetItemField>"
        '<t:FieldURI FieldURI="message:InternetMessageId"/><t:Message><t:InternetMessageId>x'
        "</t:InternetMessageId></t:Message></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges>"
        "</m:UpdateItem>"
    )
    assert answer.code == "ErrorInvalidPropertySet"


def test_a_server_of_2016_does_not_mind_the_order_of_a_shape() -> None:
    client = asking("Exchange2016")
    answer = client.ews(ANOTHER_ORDER.format(client.draft()))
    assert answer.code == "NoError" and len(answer.all(".//t:MimeContent")) == 1


def test_nor_that_of_a_messages_properties() -> None:
    answer = asking("Exchange2016").create("<t:IsRead>true</t:IsRead><t:Subject>Hi</t:Subject>")
    assert answer.code == "NoError"


def test_another_fault_beside_the_order_is_one_all_the_same() -> None:
    answer = asking("Exchange2016").create("<t:IsRead>true</t:IsRead><t:Subject>Hi</t:Subject><t:X/>")
    assert answer.fault is not None and answer.fault.code == "ErrorSchemaValidation"


@pytest.mark.parametrize("version", ["Exchange2007_SP1", "Exchange2010_SP2", "Exchange2013"])
def test_older_servers_want_the_order_of_the_schema(version: str) -> None:
    client = asking(version)
    answer = client.ews(ANOTHER_ORDER.format(client.draft()))
    assert answer.fault is not None


@pytest.mark.parametrize(("named", "told"), [("", 1), ("Exchange2016", 1), ("Exchange2013_SP1", 0)])
def test_an_answer_has_nothing_that_the_version_asked_for_lacks(named: str, told: int) -> None:
    client = asking("Exchange2016", named)
    answer = client.ews(f"<m:InstallApp><m:Manifest>{manifest()}</m:Manifest></m:InstallApp>")
    assert answer.code == "NoError" and len(answer.all("m:WasFirstInstall")) == told


def test_an_item_has_no_property_that_the_version_asked_for_lacks() -> None:
    client = asking("Exchange2016", "Exchange2007_SP1")
    item = client.draft()
    assert not client.get(item).all(".//t:ConversationId")
    client.header = ""
    assert client.get(item).all(".//t:ConversationId")


def test_a_folder_and_its_rights_are_as_the_version_asked_for_has_them() -> None:
    client = asking("Exchange2016", "Exchange2007_SP1")
    shape = "<m:FolderShape><t:BaseShape>AllProperties</t:BaseShape></m:FolderShape>"
    inbox = '<m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds>'
    for since in ("t:DistinguishedFolderId", "t:EffectiveRights/t:ViewPrivateItems"):
        client.header = '<t:RequestServerVersion Version="Exchange2007_SP1"/>'
        assert not client.ews(f"<m:GetFolder>{shape}{inbox}</m:GetFolder>").all(f".//{since}")
        client.header = ""
        assert client.ews(f"<m:GetFolder>{shape}{inbox}</m:GetFolder>").all(f".//{since}")


def test_recipients_and_rights_of_an_item_are_as_the_version_asked_for_has_them() -> None:
    client = asking("Exchange2016")
    client.create(f"<t:Subject>Hi</t:Subject>{TO}", "SendOnly")
    (item, *_) = client.find("inbox").all(".//t:ItemId")
    named = f'<t:ItemId Id="{item.get("Id")}"/>'
    for since in ("t:MailboxType", "t:ViewPrivateItems"):
        client.header = '<t:RequestServerVersion Version="Exchange2007_SP1"/>'
        assert not client.get(named).all(f".//{since}")
        client.header = ""
        assert client.get(named).all(f".//{since}")


def test_the_marketplace_is_told_as_the_managed_api_reads_it() -> None:
    client = Asking(Simulator())
    answer = client.ews("<m:GetAppMarketplaceUrl/>")
    assert answer.code == "NoError"
    assert b"<AppMarketplaceUrl>https://" in answer.response.body, "its children have no prefix"
