"""The inventory counts what stands in messages, wherever these come from, and says where."""

from __future__ import annotations

import tracemalloc
from functools import partial
from pathlib import Path

import pytest

from inspector.cassette import Cassette, CassetteWriter, Interaction
from inspector.cassette.model import Auth
from inspector.filter import parse_filter
from inspector.resources import cassettes_dir
from inspector.sources import Entry, files_in
from inspector.usage import over_time
from inspector.usage.facts import Key, Kind
from inspector.usage.inventory import Inventory, Reader
from inspector.usage.request_load import Load
from inspector.usage.vocabulary import NO_NAME
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.cassette.formats.other_tools import WAYS
from tests.messages import soap
from tests.usage.counting import COUNTED, counted, inventory_of, told_of

SAMPLES = sorted(cassettes_dir().glob("*.jsonl"))
TRAFFIC = Path(__file__).parents[3] / "shared" / "reference" / "traffic"
URL = "https://mail.example.com/EWS/Exchange.asmx"
XML = Headers([("Content-Type", "text/xml; charset=utf-8")])
FIND = (
    '<m:FindItem Traversal="{}"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>'
    '<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>'
)


def one(n: int, body: str, answer: str = "", status: int = 200) -> Interaction:
    request = HttpRequest(XML, soap(body), "POST", URL)
    return Interaction(n, float(n), request, HttpResponse(XML, soap(answer) if answer else b"", status))


def cassette(path: Path, *interactions: Interaction) -> str:
    with CassetteWriter(path) as writer:
        for each in interactions:
            writer.append(each)
    return str(path)


def fact(inventory: Inventory, kind: Kind, name: str, use: str = "") -> tuple[int, int]:
    found = [each for each in inventory.facts if each.key == Key(kind, name, use)]
    return (found[0].count, found[0].interactions) if found else (0, 0)


def unknown(inventory: Inventory) -> list[str]:
    return [each.key.name for each in inventory.of_kind(Kind.UNKNOWN)]


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.stem for sample in SAMPLES])
def test_the_counts_of_a_sample_are_those_by_xpath_and_no_step_is_unknown(sample: Path) -> None:
    inventory = inventory_of([str(sample)])
    assert told_of(inventory) == counted([sample])
    assert unknown(inventory) == []
    assert inventory.of_kind(Kind.MISPLACED) == ()
    assert inventory.unread == 0


SUBJECT, TAG = (
    '<t:FieldURI FieldURI="item:Subject"/>',
    '<t:ExtendedFieldURI PropertyTag="0x0e07" PropertyType="Integer"/>',
)
PHONE = '<t:IndexedFieldURI FieldURI="contacts:PhoneNumber" FieldIndex="HomePhone"/>'
INBOX = '<t:DistinguishedFolderId Id="inbox"/>'
FILE = "<t:FileAttachment><t:IsInline>1</t:IsInline><t:Content>QQ==</t:Content></t:FileAttachment>"
SESSION = [  # requests that use something of each kind, and answers to some
    (
        '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>'
        f"<t:AdditionalProperties>{SUBJECT}{TAG}{PHONE}</t:AdditionalProperties></m:ItemShape>"
        '<m:IndexedPageItemView MaxEntriesReturned="9" Offset="0" BasePoint="Beginning"/><m:Restriction>'
        f"<t:And><t:Not><t:Exists>{SUBJECT}</t:Exists></t:Not><t:IsEqualTo>{TAG}<t:FieldURIOrConstant>"
        f"{SUBJECT}</t:FieldURIOrConstant></t:IsEqualTo><t:Contains ContainmentMode='Substring'>{SUBJECT}"
        "<t:Constant Value='x'/></t:Contains></t:And></m:Restriction>"
        f"<m:SortOrder><t:FieldOrder Order='Ascending'>{SUBJECT}</t:FieldOrder></m:SortOrder>"
        f"<m:ParentFolderIds>{INBOX}{INBOX}</m:ParentFolderIds></m:FindItem>",
        "<m:FindItemResponse><t:Message><t:ItemClass>IPM.Note</t:ItemClass><t:Attachments>"
        f"{FILE}</t:Attachments><t:MimeContent>QQ==</t:MimeContent></t:Message></m:FindItemResponse>",
    ),
    (
        f"<m:FindItem><m:GroupBy Order='Ascending'>{SUBJECT}</m:GroupBy></m:FindItem>",
        "<m:FindItemResponse><m:ResponseCode>ErrorAccessDenied</m:ResponseCode></m:FindItemResponse>",
    ),
    (
        "<m:Subscribe><m:PullSubscriptionRequest SubscribeToAllFolders='true'><t:EventTypes>"
        "<t:EventType>NewMailEvent</t:EventType></t:EventTypes><t:Watermark>AQ</t:Watermark>"
        "</m:PullSubscriptionRequest></m:Subscribe>",
        "",
    ),
    (
        "<m:GetEvents><m:Watermark>A</m:Watermark></m:GetEvents>",
        "<m:GetEventsResponse><t:MovedEvent/><t:NewMailEvent/></m:GetEventsResponse>",
    ),
    (
        "<m:SyncFolderItems><m:SyncState>AA</m:SyncState><m:Ignore/>"
        "<m:SyncScope>NormalItems</m:SyncScope></m:SyncFolderItems>",
        "",
    ),
    (
        f'<m:CreateItem MessageDisposition="SendOnly"><m:SavedItemFolderId>{INBOX}</m:SavedItemFolderId>'
        "<m:Items><t:Message><t:MimeContent>QQ==</t:MimeContent><t:Importance>High</t:Importance>"
        f"<t:ExtendedProperty>{TAG}<t:Value>1</t:Value></t:ExtendedProperty></t:Message><t:AcceptItem/>"
        "</m:Items></m:CreateItem>",
        "",
    ),
    (f"<m:CreateAttachment><m:Attachments>{FILE}</m:Attachments></m:CreateAttachment>", ""),
    (
        '<m:UpdateItem ConflictResolution="AutoResolve"><m:ItemChanges><t:ItemChange><t:Updates>'
        f"<t:SetItemField>{PHONE}<t:Contact><t:GivenName>x</t:GivenName></t:Contact></t:SetItemField>"
        f"<t:DeleteItemField>{TAG}</t:DeleteItemField></t:Updates></t:ItemChange></m:ItemChanges>"
        "</m:UpdateItem>",
        "",
    ),
]
HEAD = (
    '<t:RequestServerVersion Version="Exchange2013"/><t:TimeZoneContext/><t:ExchangeImpersonation>'
    "<t:ConnectingSID><t:SmtpAddress>a@example.com</t:SmtpAddress></t:ConnectingSID>"
    "</t:ExchangeImpersonation>"
)


def test_each_kind_of_fact_is_counted_as_by_xpath(tmp_path: Path) -> None:
    known = Headers([*XML, ("User-Agent", "exchangelib/5.0 (x)"), ("X-AnchorMailbox", "a@example.com")])
    told = Headers([*XML, ("X-EWS-Policy-Reason", "EWS is disabled for this user or tenant")])
    identified = Auth("Bearer", 1, "12345678-1234-1234-1234-123456789012")
    session = [
        Interaction(
            n,
            float(n),
            HttpRequest(known, soap(asked, HEAD), "POST", URL),
            HttpResponse(told, soap(answered) if answered else b"", 200 if answered else 403),
            auth=identified,
        )
        for n, (asked, answered) in enumerate(SESSION, 1)
    ]
    file = cassette(tmp_path / "a.jsonl", *session)
    inventory = inventory_of([file])
    assert told_of(inventory) == counted([file])
    assert {fact.key.kind for fact in inventory.facts} >= COUNTED
    # What the schemas do not have is looked at in the tests of reading.
    assert set(Kind) - COUNTED == {Kind.MISPLACED, Kind.UNKNOWN}


@pytest.mark.needs_reference
def test_no_element_of_the_reference_traffic_is_unknown_and_the_counts_are_those_by_xpath() -> None:
    if not TRAFFIC.is_dir():
        pytest.skip("the reference traffic is not beside the project")
    inventory = inventory_of(files_in([str(TRAFFIC)]))
    wanted = counted([TRAFFIC])
    # A test of Evolution asks for a folder that no protocol names: it is counted without its name.
    wanted[Kind.FOLDER, NO_NAME, "*"] = wanted.pop((Kind.FOLDER, "invalidparentid", "*"))
    assert told_of(inventory) == wanted
    assert unknown(inventory) == []
    # Four samples of Microsoft's documentation have elements where no schema has them.
    assert sorted(each.key.name for each in inventory.of_kind(Kind.MISPLACED)) == [
        "EmailAddress/Address",
        "Message/ItemId",
        "SetTelephoneAccessFolderEmail/base64FolderId",
        "Value/Address",
    ]


@pytest.mark.parametrize("way", WAYS)
def test_another_tools_recording_shows_what_its_cassette_shows(way: str, tmp_path: Path) -> None:
    session = [one(1, FIND.format("Shallow")), one(2, FIND.format("SoftDeleted"))]
    WAYS[way](tmp_path / "recording", session)
    inventory = inventory_of([str(tmp_path / "recording")])
    assert fact(inventory, Kind.OPERATION, "FindItem", "ews") == (2, 2)
    assert fact(inventory, Kind.SETTING, "Traversal", "SoftDeleted") == (1, 1)


def test_the_filter_of_a_fact_finds_its_interactions(tmp_path: Path) -> None:
    bodies = ["Shallow", "SoftDeleted", "SoftDeleted", "Shallow", "SoftDeleted"]
    file = cassette(tmp_path / "a.jsonl", *(one(n, FIND.format(each)) for n, each in enumerate(bodies, 1)))
    (found,) = (each for each in inventory_of([file]).facts if each.key.use == "SoftDeleted")
    assert found.filter() == "~n 2-3 | ~n 5"
    with Cassette(file) as recorded:
        assert [each.n for each in recorded if parse_filter(found.filter()).matches(each)] == [2, 3, 5]


def test_places_are_bounded_and_the_rest_is_counted(tmp_path: Path) -> None:
    bodies = ["Shallow", "SoftDeleted"] * 40
    file = cassette(tmp_path / "a.jsonl", *(one(n, FIND.format(each)) for n, each in enumerate(bodies, 1)))
    (found,) = (each for each in inventory_of([file]).facts if each.key.use == "SoftDeleted")
    assert (len(found.places), found.more, found.interactions) == (16, 24, 40)


def test_nothing_is_kept_of_an_interaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(over_time, "Load", partial(Load, most_waiting=50, most_kept=100))
    reader = Reader()

    def read(first: int, last: int) -> int:
        """Reads what is much alike, in five mailboxes, and returns the bytes that are held then."""
        for n in range(first, last):
            each = one(n, FIND.format("Shallow" if n % 3 else "SoftDeleted"))
            anchored = Headers([*XML, ("X-AnchorMailbox", f"m{n % 5}@example.com")])
            request = HttpRequest(anchored, each.request.body, "POST", URL)
            reader.add(Entry("a.jsonl", n, Interaction(n, n * 0.5, request, each.response)))
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        shorter = read(1, 300)  # what is kept at most is kept then
        assert (read(300, 1_000) - shorter) / 700 < 5  # bytes an interaction: less than a number would be
    finally:
        tracemalloc.stop()


def test_a_request_twice_named_counts_twice_and_in_one_interaction(tmp_path: Path) -> None:
    ids = '<t:DistinguishedFolderId Id="inbox"/>' * 2
    body = f"<m:GetFolder><m:FolderIds>{ids}</m:FolderIds></m:GetFolder>"
    inventory = inventory_of([cassette(tmp_path / "a.jsonl", one(1, body))])
    assert fact(inventory, Kind.FOLDER, "inbox", "own") == (2, 1)
    assert fact(inventory, Kind.BATCH, "FolderIds") == (1, 1)


def test_a_body_that_cannot_be_read_is_counted_and_stops_nothing(tmp_path: Path) -> None:
    broken = Interaction(1, 0.0, HttpRequest(XML, b"<a><b>", "POST", URL), HttpResponse(XML, b"<", 200))
    file = cassette(tmp_path / "a.jsonl", broken, one(2, FIND.format("SoftDeleted")))
    inventory = inventory_of([file])
    assert (inventory.interactions, inventory.unread) == (2, 2)
    assert fact(inventory, Kind.OPERATION, "FindItem", "ews") == (1, 1)


def test_a_file_that_cannot_be_read_is_a_problem_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("no cassette\n")
    file = cassette(tmp_path / "b.jsonl", one(1, FIND.format("SoftDeleted")))
    inventory = inventory_of([str(tmp_path / "a.jsonl"), file])
    assert len(inventory.problems) == 1
    assert "not a cassette" in inventory.problems[0]
    assert fact(inventory, Kind.OPERATION, "FindItem", "ews") == (1, 1)


def test_a_message_alone_shows_what_stands_in_it(tmp_path: Path) -> None:
    (tmp_path / "find.xml").write_bytes(soap(FIND.format("SoftDeleted")))
    inventory = inventory_of([str(tmp_path / "find.xml")])
    assert (inventory.interactions, inventory.messages) == (0, 1)
    assert fact(inventory, Kind.SETTING, "Traversal", "SoftDeleted") == (1, 1)


def test_an_answer_alone_is_no_request(tmp_path: Path) -> None:
    answer = "<m:GetFolderResponse><m:ResponseMessages><t:Folder/></m:ResponseMessages></m:GetFolderResponse>"
    (tmp_path / "answer.xml").write_bytes(soap(answer))
    inventory = inventory_of([str(tmp_path / "answer.xml")])
    assert inventory.of_kind(Kind.OPERATION) == ()
    assert fact(inventory, Kind.ITEM, "Folder", "returned") == (1, 1)


def test_what_a_streamed_answer_holds_is_all_read(tmp_path: Path) -> None:
    name = "m:GetStreamingEventsResponse"
    told = f"<{name}><t:Notification><t:{{}}/></t:Notification></{name}>"
    body = soap(told.format("NewMailEvent")) + soap(told.format("MovedEvent"))
    request = HttpRequest(XML, soap("<m:GetStreamingEvents/>"), "POST", URL)
    file = cassette(tmp_path / "a.jsonl", Interaction(1, 0.0, request, HttpResponse(XML, body)))
    inventory = inventory_of([file])
    assert fact(inventory, Kind.EVENT, "NewMailEvent", "received") == (1, 1)
    assert fact(inventory, Kind.EVENT, "MovedEvent", "received") == (1, 1)


def test_an_element_that_no_schema_has_is_told_without_its_name(tmp_path: Path) -> None:
    body = "<m:GetFolder><m:FriedaSperling/><m:FolderIds><t:Subject/></m:FolderIds></m:GetFolder>"
    inventory = inventory_of([cassette(tmp_path / "a.jsonl", one(1, body))])
    assert unknown(inventory) == ["GetFolder/(not a word of the protocol)"]
    assert [each.key.name for each in inventory.of_kind(Kind.MISPLACED)] == ["FolderIds/Subject"]


def test_refused_requests_are_counted_as_such(tmp_path: Path) -> None:
    refused = one(1, FIND.format("SoftDeleted"), status=403)
    lost = Interaction(2, 1.0, HttpRequest(XML, soap(FIND.format("SoftDeleted")), "POST", URL), error="gone")
    file = cassette(tmp_path / "a.jsonl", refused, lost, one(3, FIND.format("SoftDeleted")))
    (found,) = (each for each in inventory_of([file]).facts if each.key.use == "SoftDeleted")
    assert (found.interactions, found.errors) == (3, 2)


def test_mailboxes_and_users_are_counted_and_never_named(tmp_path: Path) -> None:
    def anchored(n: int, address: str) -> Interaction:
        headers = Headers([*XML, ("X-AnchorMailbox", address)])
        return Interaction(
            n, 0.0, HttpRequest(headers, soap(FIND.format("SoftDeleted")), "POST", URL), error="x"
        )

    file = cassette(
        tmp_path / "a.jsonl",
        anchored(1, "a@example.com"),
        anchored(2, "b@example.com"),
        anchored(3, "A@example.com"),
    )
    inventory = inventory_of([file])
    assert inventory.mailboxes == 2
    assert "example.com" not in repr(inventory.facts)
