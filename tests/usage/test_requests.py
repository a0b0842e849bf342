"""What requests use: each thing by a message that shows it."""

from __future__ import annotations

import pytest

from inspector.cassette import Interaction
from inspector.sources import Entry
from inspector.usage.facts import Kind
from inspector.usage.inventory import Inventory, Reader
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import soap

URL = "https://mail.example.com/EWS/Exchange.asmx"
SEND = '<m:SendItem SaveItemToFolder="true"><m:SavedItemFolderId>{}</m:SavedItemFolderId></m:SendItem>'
SUBJECT = '<t:FieldURI FieldURI="item:Subject"/>'


def inventory_of(*bodies: str, header: str = "", **fields: str) -> Inventory:
    reader = Reader()
    headers = Headers([("Content-Type", "text/xml"), *((k.replace("_", "-"), v) for k, v in fields.items())])
    for n, body in enumerate(bodies, 1):
        request = HttpRequest(headers, soap(body, header), "POST", URL)
        reader.add(Entry("a", n, Interaction(n, float(n), request, error="no answer")))
    return reader.inventory()


def shown(body: str, *kinds: Kind, header: str = "", **fields: str) -> set[tuple[str, str]]:
    found = inventory_of(body, header=header, **fields).facts
    return {(each.key.name, each.key.use) for each in found if each.key.kind in kinds}


def find(inner: str, traversal: str = "Shallow") -> str:
    return (
        f'<m:FindItem Traversal="{traversal}"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>'
        f"{inner}</m:FindItem>"
    )


@pytest.mark.parametrize(
    ("body", "use"),
    [
        (
            "<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>"
            f"{SUBJECT}</t:AdditionalProperties></m:ItemShape></m:GetItem>",
            "read",
        ),
        (
            "<m:UpdateItem><m:ItemChanges><t:ItemChange><t:Updates><t:SetItemField>"
            f"{SUBJECT}<t:Message><t:Subject>x</t:Subject></t:Message></t:SetItemField></t:Updates>"
            "</t:ItemChange></m:ItemChanges></m:UpdateItem>",
            "written",
        ),
        (
            "<m:UpdateItem><m:ItemChanges><t:ItemChange><t:Updates><t:DeleteItemField>"
            f"{SUBJECT}</t:DeleteItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>",
            "written",
        ),
        (
            "<m:CreateItem><m:Items><t:Message><t:Subject>x</t:Subject></t:Message></m:Items></m:CreateItem>",
            "created",
        ),
        (
            find(
                f"<m:Restriction><t:IsEqualTo>{SUBJECT}<t:FieldURIOrConstant><t:Constant Value='x'/>"
                "</t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>"
            ),
            "searched",
        ),
        (
            find(f'<m:SortOrder><t:FieldOrder Order="Ascending">{SUBJECT}</t:FieldOrder></m:SortOrder>'),
            "sorted",
        ),
        (find(f'<m:GroupBy Order="Ascending">{SUBJECT}</m:GroupBy>'), "grouped"),
        (f"<m:GetItem>{SUBJECT}</m:GetItem>", "elsewhere"),
    ],
)
def test_a_property_is_known_by_how_it_is_used(body: str, use: str) -> None:
    assert shown(body, Kind.FIELD) == {("item:Subject", use)}


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ('PropertyTag="0x0e08" PropertyType="Integer"', "Integer 0x0E08"),
        ('PropertyTag="3592" PropertyType="Integer"', "Integer 0x0E08"),
        ('PropertyTag="0x7" PropertyType="Boolean"', "Boolean 0x0007"),
        (
            'DistinguishedPropertySetId="PublicStrings" PropertyName="Colour" PropertyType="String"',
            "String PublicStrings Name Colour",
        ),
        (
            'PropertySetId="00062008-0000-0000-C000-000000000046" PropertyId="34051" PropertyType="Boolean"',
            "Boolean {00062008-0000-0000-c000-000000000046} Id 0x8503",
        ),
        (
            'PropertySetId="nobody" PropertyId="1" PropertyType="Wrong"',
            "(not a word of the protocol) (not a word of the protocol) Id 0x0001",
        ),
        ('PropertyTag="frieda" PropertyType="String"', "String (not a word of the protocol)"),
    ],
)
def test_an_extended_property_is_named_by_type_and_tag_or_set_and_name(attributes: str, name: str) -> None:
    path = f"<t:AdditionalProperties><t:ExtendedFieldURI {attributes}/></t:AdditionalProperties>"
    assert shown(f"<m:GetItem><m:ItemShape>{path}</m:ItemShape></m:GetItem>", Kind.EXTENDED) == {
        (name, "read")
    }


def test_an_indexed_property_has_its_index() -> None:
    path = '<t:IndexedFieldURI FieldURI="contacts:EmailAddress" FieldIndex="EmailAddress1"/>'
    shape = f"<m:ItemShape><t:AdditionalProperties>{path}</t:AdditionalProperties></m:ItemShape>"
    body = f"<m:GetItem>{shape}</m:GetItem>"
    assert shown(body, Kind.INDEXED) == {("contacts:EmailAddress EmailAddress1", "read")}


@pytest.mark.parametrize(
    ("mailbox", "fields", "whose"),
    [
        ("", {}, "own"),
        ("a@example.com", {}, "named"),
        ("a@example.com", {"X_AnchorMailbox": "A@example.com"}, "own"),
        ("b@example.com", {"X_AnchorMailbox": "a@example.com"}, "another's"),
    ],
)
def test_whose_folder_it_is_follows_from_the_account(
    mailbox: str, fields: dict[str, str], whose: str
) -> None:
    inner = f"<t:Mailbox><t:EmailAddress>{mailbox}</t:EmailAddress></t:Mailbox>" if mailbox else ""
    folder = f'<t:DistinguishedFolderId Id="calendar">{inner}</t:DistinguishedFolderId>'
    body = f"<m:GetFolder><m:FolderIds>{folder}</m:FolderIds></m:GetFolder>"
    assert shown(body, Kind.FOLDER, **fields) == {("calendar", whose)}


@pytest.mark.parametrize(
    ("body", "kind", "wanted"),
    [
        ('<m:DeleteItem DeleteType="SoftDelete"/>', Kind.SETTING, ("DeleteType", "SoftDelete")),
        ('<m:FindFolder Traversal="Deep"/>', Kind.SETTING, ("Traversal", "Deep")),
        (find("<m:QueryString>kind:mail</m:QueryString>"), Kind.SEARCH, ("QueryString", "")),
        (find('<m:CalendarView StartDate="x" EndDate="y"/>'), Kind.VIEW, ("CalendarView", "")),
        (find("<m:Restriction><t:Exists/></m:Restriction>"), Kind.SEARCH, ("Exists", "")),
        (
            "<m:Subscribe><m:StreamingSubscriptionRequest/></m:Subscribe>",
            Kind.SUBSCRIPTION,
            ("StreamingSubscriptionRequest", ""),
        ),
        (
            "<m:Subscribe><m:PullSubscriptionRequest><t:EventTypes><t:EventType>MovedEvent</t:EventType>"
            "</t:EventTypes></m:PullSubscriptionRequest></m:Subscribe>",
            Kind.EVENT,
            ("MovedEvent", "asked for"),
        ),
        (
            "<m:CreateAttachment><m:Attachments><t:FileAttachment><t:IsInline>true</t:IsInline>"
            "</t:FileAttachment></m:Attachments></m:CreateAttachment>",
            Kind.ATTACHMENT,
            ("IsInline", "sent"),
        ),
        (
            "<m:CreateItem><m:Items><t:ReplyToItem/></m:Items></m:CreateItem>",
            Kind.ITEM,
            ("ReplyToItem", "sent"),
        ),
        ("<m:SyncFolderItems><m:SyncState>x</m:SyncState></m:SyncFolderItems>", Kind.SYNC, ("SyncState", "")),
        (
            SEND.format('<t:DistinguishedFolderId Id="sentitems"/>'),
            Kind.SETTING,
            ("SavedItemFolderId", "of sent mail, in Sent Items"),
        ),
        (
            SEND.format('<t:DistinguishedFolderId Id="inbox"/>'),
            Kind.SETTING,
            ("SavedItemFolderId", "of sent mail"),
        ),
        (SEND.format('<t:FolderId Id="x"/>'), Kind.SETTING, ("SavedItemFolderId", "of sent mail, by its id")),
        (
            '<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId/></m:CreateItem>',
            Kind.SETTING,
            ("SavedItemFolderId", "of a draft"),
        ),
    ],
)
def test_what_else_a_request_shows(body: str, kind: Kind, wanted: tuple[str, str]) -> None:
    assert wanted in shown(body, kind)


def test_impersonation_and_versions_stand_in_the_header() -> None:
    header = (
        '<t:RequestServerVersion Version="Exchange2013"/><t:ExchangeImpersonation><t:ConnectingSID>'
        "<t:PrimarySmtpAddress>a@example.com</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>"
    )
    assert shown("<m:GetFolder/>", Kind.MAILBOX, Kind.VERSION, header=header) == {
        ("ExchangeImpersonation", ""),
        ("ConnectingSID PrimarySmtpAddress", ""),
        ("Exchange2013", "asked for"),
    }


def test_the_largest_of_what_is_asked_for_is_measured() -> None:
    ids = "".join(f'<t:ItemId Id="{n}"/>' for n in range(7))
    mailbox = "<t:Mailbox/>"
    to = f"<t:ToRecipients>{mailbox * 3}</t:ToRecipients><t:BccRecipients>{mailbox}</t:BccRecipients>"
    inventory = inventory_of(
        f"<m:GetItem><m:ItemIds>{ids}</m:ItemIds></m:GetItem>",
        find('<m:IndexedPageItemView MaxEntriesReturned="500" Offset="0" BasePoint="Beginning"/>'),
        f"<m:CreateItem><m:Items><t:Message>{to}</t:Message></m:Items></m:CreateItem>",
    )
    wanted = {
        "items in one request": 7,
        "ItemIds in one GetItem": 7,
        "MaxEntriesReturned": 500,
        "recipients of a message": 4,
    }
    for name, value in wanted.items():
        measure = inventory.measured(name)
        assert measure is not None, name
        assert measure.value == value, name


def test_the_value_of_a_property_is_looked_at_no_further() -> None:
    """What a new value contains is what the client's users wrote."""
    body = (
        "<m:UpdateItem><m:ItemChanges><t:ItemChange><t:Updates><t:SetItemField>"
        '<t:FieldURI FieldURI="item:Importance"/><t:Message><t:Importance>High</t:Importance></t:Message>'
        "</t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>"
    )
    assert shown(body, Kind.SETTING, Kind.ITEM) == set()


def test_subscriptions_are_open_until_they_are_ended() -> None:
    answer = "<m:R><m:ResponseCode>NoError</m:ResponseCode></m:R>"
    reader = Reader()
    kind = Headers([("Content-Type", "text/xml")])
    asked = ["Subscribe", "Subscribe", "Unsubscribe", "Subscribe", "GetEvents", "Unsubscribe", "Unsubscribe"]
    for n, name in enumerate(asked, 1):
        request = HttpRequest(kind, soap(f"<m:{name}/>"), "POST", URL)
        response = HttpResponse(kind, soap(answer))
        reader.add(Entry("a", n, Interaction(n, float(n), request, response)))
    measure = reader.inventory().measured("open subscriptions")
    assert measure is not None
    assert (measure.value, measure.n) == (2, 2)


def test_a_text_of_an_element_that_is_elsewhere_one_of_some_words_is_no_setting() -> None:
    month = "<m:GetUserAvailabilityRequest><t:StandardTime><t:Month>{}</t:Month></t:StandardTime>"
    body = month + "</m:GetUserAvailabilityRequest>"
    assert shown(body.format("March"), Kind.SETTING) == {("Month", "March")}
    assert shown(body.format("3"), Kind.SETTING) == set()
