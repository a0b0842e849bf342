"""What clients ask beside the operations of our documents: folders, searches, ids, time zones, junk."""

import base64

import pytest

from tests.simulator.asking import Answer, Asking, item_id

SUBJECT = '<t:FieldURI FieldURI="item:Subject"/>'


@pytest.fixture
def asking() -> Asking:
    asking = Asking()
    for number, text in enumerate(("alpha", "Beta", "gamma", "beta two"), 1):
        asking.draft(
            f"<t:Subject>{text}</t:Subject><t:Importance>{'High' if number % 2 else 'Low'}</t:Importance>"
            f"<t:IsRead>{'true' if number > 2 else 'false'}</t:IsRead>",
            at=number * 10,
        )
    return asking


def folder(asking: Asking, name: str, shape: str = "AllProperties", more: str = "") -> Answer:
    return asking.ews(
        f"<m:GetFolder><m:FolderShape><t:BaseShape>{shape}</t:BaseShape>{more}</m:FolderShape>"
        f'<m:FolderIds><t:DistinguishedFolderId Id="{name}"/></m:FolderIds></m:GetFolder>'
    )


def found(asking: Asking, restriction: str = "", order: str = "", view: str = "") -> list[str]:
    more = (f"<m:Restriction>{restriction}</m:Restriction>" if restriction else "") + (
        f"<m:SortOrder>{order}</m:SortOrder>" if order else ""
    )
    return asking.find("drafts", base="AllProperties", more=more, view=view).texts(".//t:Subject")


# -- folders ---------------------------------------------------------------------------------------------


def test_a_folder_counts_what_is_in_it(asking: Asking) -> None:
    drafts = folder(asking, "drafts")
    assert drafts.text(".//t:DisplayName") == "Drafts"
    assert drafts.text(".//t:TotalCount") == "4"
    assert drafts.text(".//t:UnreadCount") == "2"
    assert folder(asking, "msgfolderroot").text(".//t:ChildFolderCount") == "11"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("inbox", "Folder"),
        ("calendar", "CalendarFolder"),
        ("contacts", "ContactsFolder"),
        ("tasks", "TasksFolder"),
    ],
)
def test_folders_are_of_the_kind_of_what_they_hold(asking: Asking, name: str, kind: str) -> None:
    assert len(folder(asking, name).all(f".//t:{kind}")) == 1


def test_voice_mail_is_a_search_folder_of_voice_messages(asking: Asking) -> None:
    assert len(folder(asking, "voicemail").all(".//t:SearchFolder")) == 1
    assert asking.subjects("voicemail") == asking.subjects("inbox")


def test_a_folder_that_is_not_there_is_an_error_among_others(asking: Asking) -> None:
    ids = asking.simulator.default_mailbox.ids
    answer = asking.ews(
        "<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>"
        f'<t:FolderId Id="{ids.folder_id(99)}"/><t:DistinguishedFolderId Id="inbox"/>'
        f'<t:FolderId Id="x"/><t:FolderId Id="{asking.voice_mail_item}"/></m:FolderIds></m:GetFolder>'
    )
    assert answer.codes == [
        "ErrorFolderNotFound",
        "NoError",
        "ErrorInvalidIdMalformed",
        "ErrorCannotUseItemIdForFolderId",
    ]


def test_a_folder_shows_the_entry_id_that_unified_messaging_takes(asking: Asking) -> None:
    uri = '<t:ExtendedFieldURI PropertyTag="0x0FFF" PropertyType="Binary"/>'
    answer = folder(asking, "drafts", "IdOnly", f"<t:AdditionalProperties>{uri}</t:AdditionalProperties>")
    entry = answer.text(".//t:ExtendedProperty/t:Value")
    name = "m:SetTelephoneAccessFolderEmail"
    assert asking.um(f"<{name}><m:base64FolderId>{entry}</m:base64FolderId></{name}>").status == 200


def test_folders_are_made_once_under_a_name_and_found(asking: Asking) -> None:
    def make() -> Answer:
        return asking.ews(
            '<m:CreateFolder><m:ParentFolderId><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderId>'
            "<m:Folders><t:Folder><t:DisplayName>Letters</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>"
        )

    made = make().text(".//t:FolderId/@Id")
    assert make().code == "ErrorFolderExists"
    answer = asking.ews(
        '<m:FindFolder Traversal="Deep"><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>'
        '<m:Restriction><t:IsEqualTo><t:FieldURI FieldURI="folder:DisplayName"/><t:FieldURIOrConstant>'
        '<t:Constant Value="Letters"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>'
        '<m:ParentFolderIds><t:DistinguishedFolderId Id="root"/></m:ParentFolderIds></m:FindFolder>'
    )
    assert answer.texts(".//t:FolderId/@Id") == [made]
    assert answer.text(".//@TotalItemsInView") == "1"


# -- FindItem --------------------------------------------------------------------------------------------


def test_items_are_listed_the_newest_first(asking: Asking) -> None:
    assert found(asking) == ["beta two", "gamma", "Beta", "alpha"]


def test_a_list_shows_no_bodies_and_no_recipients(asking: Asking) -> None:
    asking.draft(
        '<t:Body BodyType="Text">x</t:Body><t:ToRecipients><t:Mailbox><t:EmailAddress>a@b.c</t:EmailAddress>'
        "</t:Mailbox></t:ToRecipients>"
    )
    answer = asking.find("drafts", base="AllProperties")
    assert answer.all(".//t:Body") == answer.all(".//t:ToRecipients") == []
    assert "a@b.c" in answer.texts(".//t:DisplayTo")


def constant(kind: str, field: str, value: str) -> str:
    return (
        f'<t:{kind}><t:FieldURI FieldURI="{field}"/><t:FieldURIOrConstant><t:Constant Value="{value}"/>'
        f"</t:FieldURIOrConstant></t:{kind}>"
    )


def contains(value: str, mode: str, how: str) -> str:
    attributes = f'ContainmentMode="{mode}" ContainmentComparison="{how}"'
    return f'<t:Contains {attributes}>{SUBJECT}<t:Constant Value="{value}"/></t:Contains>'


@pytest.mark.parametrize(
    ("restriction", "subjects"),
    [
        (constant("IsEqualTo", "item:Subject", "alpha"), {"alpha"}),
        (constant("IsNotEqualTo", "item:Subject", "alpha"), {"Beta", "gamma", "beta two"}),
        (constant("IsEqualTo", "item:Importance", "High"), {"alpha", "gamma"}),
        (constant("IsEqualTo", "message:IsRead", "1"), {"gamma", "beta two"}),
        (constant("IsGreaterThan", "item:DateTimeReceived", "2026-01-05T08:00:20Z"), {"gamma", "beta two"}),
        (constant("IsLessThanOrEqualTo", "item:DateTimeReceived", "2026-01-05T08:00:20Z"), {"alpha", "Beta"}),
        (contains("beta", "Substring", "IgnoreCase"), {"Beta", "beta two"}),
        (contains("beta", "Prefixed", "Exact"), {"beta two"}),
        (contains("tw", "PrefixOnWords", "Loose"), {"beta two"}),
        (contains("BETA", "FullString", "IgnoreCase"), {"Beta"}),
        (f"<t:Exists>{SUBJECT}</t:Exists>", {"alpha", "Beta", "gamma", "beta two"}),
        (f"<t:Not>{constant('IsEqualTo', 'item:Importance', 'High')}</t:Not>", {"Beta", "beta two"}),
        (
            f"<t:And>{constant('IsEqualTo', 'item:Importance', 'High')}"
            f"{constant('IsEqualTo', 'message:IsRead', 'true')}</t:And>",
            {"gamma"},
        ),
        (
            f"<t:Or>{constant('IsEqualTo', 'item:Subject', 'alpha')}"
            f"{constant('IsEqualTo', 'item:Subject', 'Beta')}</t:Or>",
            {"alpha", "Beta"},
        ),
    ],
)
def test_a_restriction_selects(asking: Asking, restriction: str, subjects: set[str]) -> None:
    assert set(found(asking, restriction)) == subjects


def test_an_order_sorts_by_its_first_field_first(asking: Asking) -> None:
    def by(field: str, order: str) -> str:
        return f'<t:FieldOrder Order="{order}"><t:FieldURI FieldURI="{field}"/></t:FieldOrder>'

    assert found(asking, order=by("item:Subject", "Ascending")) == ["alpha", "Beta", "beta two", "gamma"]
    order = by("item:Importance", "Descending") + by("item:Subject", "Descending")
    assert found(asking, order=order) == ["beta two", "Beta", "gamma", "alpha"]


def test_pages_tell_where_they_end(asking: Asking) -> None:
    seen, offset, last = [], 0, "false"
    while last == "false":
        view = f'<m:IndexedPageItemView MaxEntriesReturned="3" Offset="{offset}" BasePoint="Beginning"/>'
        answer = asking.find("drafts", base="AllProperties", view=view)
        seen += answer.texts(".//t:Subject")
        offset, last = int(answer.text(".//@IndexedPagingOffset")), answer.text(".//@IncludesLastItemInRange")
        assert answer.text(".//@TotalItemsInView") == "4"
    assert seen == found(asking)


def test_pages_can_be_taken_from_the_end_and_from_a_fraction(asking: Asking) -> None:
    end = '<m:IndexedPageItemView MaxEntriesReturned="1" Offset="0" BasePoint="End"/>'
    half = '<m:FractionalPageItemView MaxEntriesReturned="9" Numerator="1" Denominator="2"/>'
    assert found(asking, view=end) == ["alpha"]
    assert found(asking, view=half) == ["Beta", "alpha"]


@pytest.mark.parametrize("most", ["2147483647", "+5", "1001"])
def test_a_page_can_be_as_large_as_a_number(asking: Asking, most: str) -> None:
    # The Managed API's ItemView(int.MaxValue) asks for all there is.
    view = f'<m:IndexedPageItemView MaxEntriesReturned="{most}" Offset="0" BasePoint="Beginning"/>'
    assert len(found(asking, view=view)) == 4
    behind = '<m:IndexedPageItemView MaxEntriesReturned="5" Offset="2147483647" BasePoint="{}"/>'
    assert found(asking, view=behind.format("Beginning")) == found(asking, view=behind.format("End")) == []


@pytest.mark.parametrize("wrong", ["-1", "2147483648", "٣", ""])
def test_a_page_that_is_no_number_is_refused(asking: Asking, wrong: str) -> None:
    view = f'<m:IndexedPageItemView MaxEntriesReturned="5" Offset="{wrong}" BasePoint="Beginning"/>'
    fault = asking.find("drafts", view=view).fault
    assert fault is not None and fault.code == "ErrorSchemaValidation"


GROUPED = (
    f'<m:GroupBy Order="Ascending">{SUBJECT}<t:AggregateOn Aggregate="Maximum">{SUBJECT}</t:AggregateOn>'
    "</m:GroupBy>"
)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (GROUPED, "", "ErrorUnsupportedPathForSortGroup"),
        ("", "<m:QueryString>subject:alpha</m:QueryString>", "ErrorContentIndexingNotEnabled"),
        ("", "<m:QueryString/>", "NoError"),
    ],
)
def test_what_is_not_searched_is_refused_and_not_passed_over(
    asking: Asking, before: str, after: str, code: str
) -> None:
    drafts = '<m:ParentFolderIds><t:DistinguishedFolderId Id="drafts"/></m:ParentFolderIds>'
    answer = asking.ews(
        '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>'
        f"{before}{drafts}{after}</m:FindItem>"
    )
    assert answer.code == code


@pytest.mark.parametrize("traversal", ["SoftDeleted", "Associated"])
def test_a_folder_has_nothing_that_is_hidden(asking: Asking, traversal: str) -> None:
    for what, name in (("Item", "drafts"), ("Folder", "msgfolderroot")):
        if (what, traversal) == ("Folder", "Associated"):
            continue
        answer = asking.ews(
            f'<m:Find{what} Traversal="{traversal}"><m:{what}Shape><t:BaseShape>IdOnly</t:BaseShape>'
            f'</m:{what}Shape><m:ParentFolderIds><t:DistinguishedFolderId Id="{name}"/></m:ParentFolderIds>'
            f"</m:Find{what}>"
        )
        assert answer.text(".//@TotalItemsInView") == "0"


def test_an_answer_has_a_thousand_entries_at_most() -> None:
    asking = Asking(validator=None)
    mailbox = asking.simulator.default_mailbox
    item = mailbox.voice_mail
    for _ in range(1100):
        mailbox.copy(item, mailbox.known_folder("junkemail"))
    listed = asking.find("junkemail")
    assert len(listed.all(".//t:ItemId")) == 1000
    assert listed.text(".//@IncludesLastItemInRange") == "false"


# -- the rest --------------------------------------------------------------------------------------------


def test_convert_id_leads_from_an_ews_id_to_the_entry_id_and_back(asking: Asking) -> None:
    def convert(source: str, target: str, handle: str) -> Answer:
        which = f'<t:AlternateId Format="{source}" Id="{handle}" Mailbox="user@example.com"/>'
        body = f"<m:SourceIds>{which}</m:SourceIds>"
        return asking.ews(f'<m:ConvertId DestinationFormat="{target}">{body}</m:ConvertId>')

    entry = convert("EwsId", "EntryId", asking.voice_mail_item).text(".//m:AlternateId/@Id")
    assert entry == asking.voice_mail
    assert convert("EntryId", "EwsId", entry).text(".//m:AlternateId/@Id") == asking.voice_mail_item
    hexed = convert("EwsId", "HexEntryId", asking.voice_mail_item).text(".//m:AlternateId/@Id")
    assert bytes.fromhex(hexed) == base64.b64decode(entry)
    assert convert("HexEntryId", "EntryId", hexed).text(".//m:AlternateId/@Id") == entry
    assert convert("EwsId", "EntryId", "x").code == "ErrorInvalidIdMalformed"
    assert convert("HexEntryId", "EntryId", "xyz").code == "ErrorInvalidIdMalformed"
    assert convert("EwsId", "OwaId", asking.voice_mail_item).code == "ErrorUnsupportedTypeForConversion"


def test_time_zones_are_found_by_their_id(asking: Asking) -> None:
    one = asking.ews("<m:GetServerTimeZones><m:Ids><t:Id>UTC</t:Id></m:Ids></m:GetServerTimeZones>")
    assert one.text(".//t:TimeZoneDefinition/@Id") == "UTC"
    every = asking.ews('<m:GetServerTimeZones ReturnFullTimeZoneData="true"/>')
    assert "Pacific Standard Time" in every.texts(".//t:TimeZoneDefinition/@Id")
    none = asking.ews("<m:GetServerTimeZones><m:Ids><t:Id>Mars</t:Id></m:Ids></m:GetServerTimeZones>")
    assert none.code == "ErrorTimeZone"


def test_a_message_is_marked_as_junk_and_back(asking: Asking) -> None:
    def mark(item: str, junk: str, move: str = "true") -> Answer:
        return asking.ews(
            f'<m:MarkAsJunk IsJunk="{junk}" MoveItem="{move}"><m:ItemIds>{item}</m:ItemIds></m:MarkAsJunk>'
        )

    item = asking.draft("<t:Subject>spam</t:Subject>")
    assert mark(item, "true", "false").all(".//m:MovedItemId") == []
    moved = mark(item, "true").text(".//m:MovedItemId/@Id")
    assert asking.subjects("junkemail") == ["spam"]
    mark(f'<t:ItemId Id="{moved}"/>', "false")
    assert "spam" in asking.subjects("inbox")
    assert mark(item, "true").code == "ErrorItemNotFound"


def test_a_copy_in_a_folder_of_ones_own_can_be_listed(asking: Asking) -> None:
    made = asking.ews(
        '<m:CreateFolder><m:ParentFolderId><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderId>'
        "<m:Folders><t:Folder><t:DisplayName>Own</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>"
    ).text(".//t:FolderId/@Id")
    target = f'<m:ToFolderId><t:FolderId Id="{made}"/></m:ToFolderId>'
    copied = asking.ews(f"<m:CopyItem>{target}<m:ItemIds>{asking.draft()}</m:ItemIds></m:CopyItem>")
    listed = asking.ews(
        '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>'
        f'<m:ParentFolderIds><t:FolderId Id="{made}"/></m:ParentFolderIds></m:FindItem>'
    )
    assert item_id(listed) == item_id(copied)
