"""Extended properties in the simulator: kept, changed, deleted, searched, sorted, and worked out."""

import base64

import pytest

from tests.simulator.asking import Answer, Asking, item_id, without_key

OWN = '<t:ExtendedFieldURI DistinguishedPropertySetId="Common" PropertyId="34160" PropertyType="Integer"/>'
SAME = (
    '<t:ExtendedFieldURI PropertySetId="00062008-0000-0000-C000-000000000046" PropertyId="34160"'
    ' PropertyType="Integer"/>'
)
KEYWORDS = (
    '<t:ExtendedFieldURI DistinguishedPropertySetId="PublicStrings" PropertyName="Keywords"'
    ' PropertyType="StringArray"/>'
)
FRIENDS = (
    "<t:ToRecipients><t:Mailbox><t:Name>Anna</t:Name><t:EmailAddress>anna@example.com</t:EmailAddress>"
    "</t:Mailbox><t:Mailbox><t:EmailAddress>ben@example.com</t:EmailAddress></t:Mailbox></t:ToRecipients>"
)


@pytest.fixture
def asking() -> Asking:
    return Asking()


def tag(number: int, kind: str) -> str:
    return f'<t:ExtendedFieldURI PropertyTag="{number:#06x}" PropertyType="{kind}"/>'


def having(path: str, *values: str) -> str:
    shown = "".join(f"<t:Value>{value}</t:Value>" for value in values)
    held = f"<t:Values>{shown}</t:Values>" if "Array" in path else shown
    return f"<t:ExtendedProperty>{path}{held}</t:ExtendedProperty>"


def read(asking: Asking, handle: str, path: str) -> list[str]:
    return shown(asking, handle, path).texts(".//t:ExtendedProperty//t:Value")


def shown(asking: Asking, handle: str, path: str) -> Answer:
    more = f"<t:AdditionalProperties>{path}</t:AdditionalProperties>"
    return asking.get(without_key(handle), base="IdOnly", more=more)


def update(asking: Asking, handle: str, change: str) -> str:
    return asking.ews(
        '<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly"><m:ItemChanges>'
        f"<t:ItemChange>{without_key(handle)}<t:Updates>{change}</t:Updates></t:ItemChange></m:ItemChanges>"
        "</m:UpdateItem>"
    ).code


def setting(path: str, *values: str) -> str:
    return f"<t:SetItemField>{path}<t:Message>{having(path, *values)}</t:Message></t:SetItemField>"


def test_a_property_is_set_changed_and_deleted_by_any_of_its_spellings(asking: Asking) -> None:
    handle = asking.draft(f"<t:Subject>a</t:Subject>{having(OWN, '1')}")
    assert read(asking, handle, SAME) == ["1"]
    assert update(asking, handle, setting(SAME, "2")) == "NoError"
    assert read(asking, handle, OWN) == ["2"]
    assert update(asking, handle, f"<t:DeleteItemField>{OWN}</t:DeleteItemField>") == "NoError"
    assert read(asking, handle, OWN) == []


def test_an_answer_names_a_property_as_the_request_did(asking: Asking) -> None:
    handle = asking.draft(f"<t:Subject>a</t:Subject>{having(OWN, '1')}")
    assert shown(asking, handle, SAME).text(".//t:ExtendedFieldURI/@PropertySetId")
    assert shown(asking, handle, tag(0x0E08, "Integer")).text(".//@PropertyTag") == "0xe08"


def test_several_values_are_kept_in_their_order(asking: Asking) -> None:
    handle = asking.draft(f"<t:Subject>a</t:Subject>{having(KEYWORDS, 'red', 'blue')}")
    assert read(asking, handle, KEYWORDS) == ["red", "blue"]


def test_items_are_found_and_sorted_by_an_extended_property(asking: Asking) -> None:
    for number in ("3", "1", "20"):
        asking.draft(f"<t:Subject>{number}</t:Subject>{having(OWN, number)}")
    where = (
        f"<m:Restriction><t:IsGreaterThan>{OWN}<t:FieldURIOrConstant>"
        '<t:Constant Value="2"/></t:FieldURIOrConstant></t:IsGreaterThan></m:Restriction>'
    )
    order = f'<m:SortOrder><t:FieldOrder Order="Ascending">{SAME}</t:FieldOrder></m:SortOrder>'
    assert asking.find("drafts", base="Default", more=where + order).texts(".//t:Subject") == ["3", "20"]
    exists = f"<m:Restriction><t:Exists>{KEYWORDS}</t:Exists></m:Restriction>"
    assert asking.find("drafts", more=exists).all(".//t:Message") == []


@pytest.mark.parametrize(
    ("number", "kind", "value"),
    [
        (0x001A, "String", "IPM.Note"),
        (0x0037, "String", "Lunch"),
        (0x0017, "Integer", "2"),
        (0x0036, "Integer", "0"),
        (0x0E04, "String", "Anna; ben@example.com"),
        (0x0E06, "SystemTime", "2026-01-05T08:00:00Z"),
        (0x0E07, "Integer", "9"),  # unsent, read
        (0x0E1B, "Boolean", "false"),
        (0x0E69, "Boolean", "true"),
        (0x1000, "String", "At noon?"),
        (0x3008, "SystemTime", "2026-01-05T08:00:00Z"),
        (0x3FFA, "String", "User"),
    ],
)
def test_what_the_server_works_out_is_read_by_tag(asking: Asking, number: int, kind: str, value: str) -> None:
    message = (
        '<t:Subject>Lunch</t:Subject><t:Body BodyType="HTML">&lt;p&gt;At noon?&lt;/p&gt;</t:Body>'
        f"<t:Importance>High</t:Importance>{FRIENDS}"
    )
    assert read(asking, asking.draft(message), tag(number, kind)) == [value]


def test_keys_are_an_items_own_and_numbers_rise(asking: Asking) -> None:
    first, second = asking.draft(), asking.draft()
    for number, size in ((0x0FF9, 16), (0x300B, 16), (0x0FFF, 70), (0x0E09, 46)):
        values = [read(asking, each, tag(number, "Binary"))[0] for each in (first, second, first)]
        assert len(base64.b64decode(values[0])) == size
        assert values[0] == values[2]
        assert (values[0] == values[1]) is (number == 0x0E09)  # both are in one folder
    uids = [int(read(asking, each, tag(0x0E23, "Integer"))[0]) for each in (first, second)]
    assert uids == sorted(set(uids))
    assert read(asking, first, tag(0x0E08, "Integer")) == asking.get(first).texts(".//t:Size")


def test_items_are_found_by_what_the_server_works_out(asking: Asking) -> None:
    first = asking.draft("<t:Subject>one</t:Subject>")
    asking.draft("<t:Subject>two</t:Subject>")
    uid = read(asking, first, tag(0x0E23, "Integer"))[0]
    where = (
        f"<m:Restriction><t:IsEqualTo>{tag(0x0E23, 'Integer')}<t:FieldURIOrConstant>"
        f'<t:Constant Value="{uid}"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>'
    )
    assert asking.find("drafts", base="Default", more=where).texts(".//t:Subject") == ["one"]
    order = (
        f'<m:SortOrder><t:FieldOrder Order="Descending">{tag(0x0E23, "Integer")}</t:FieldOrder></m:SortOrder>'
    )
    assert asking.find("drafts", base="Default", more=order).texts(".//t:Subject") == ["two", "one"]


@pytest.mark.parametrize(
    ("flags", "draft", "is_read"), [("1", "false", "true"), ("8", "true", "false"), ("0", "false", "false")]
)
def test_flags_say_whether_a_new_message_is_a_draft_and_read(
    asking: Asking, flags: str, draft: str, is_read: str
) -> None:
    handle = asking.draft(f"<t:Subject>a</t:Subject>{having(tag(0x0E07, 'Integer'), flags)}")
    found = asking.get(handle)
    assert (found.text(".//t:IsDraft"), found.text(".//t:IsRead")) == (draft, is_read)


def test_a_tag_writes_the_property_that_it_stands_for(asking: Asking) -> None:
    handle = asking.draft()
    assert update(asking, handle, setting(tag(0x0037, "String"), "Other")) == "NoError"
    moment = tag(0x0E06, "SystemTime")
    assert update(asking, handle, setting(moment, "2026-01-01T01:00:00+01:00")) == "NoError"
    assert update(asking, handle, setting(tag(0x0017, "Integer"), "0")) == "NoError"
    found = asking.get(without_key(handle))
    assert (found.text(".//t:Subject"), found.text(".//t:Importance")) == ("Other", "Low")
    assert found.text(".//t:DateTimeReceived") == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("number", "kind", "value"),
    [
        (0x0E08, "Integer", "1"),
        (0x0E23, "Integer", "1"),
        (0x3FFA, "String", "Ben"),
        (0x0017, "Integer", "3"),
        (0x0E07, "Integer", "-1"),
    ],
)
def test_what_only_the_server_sets_is_refused(asking: Asking, number: int, kind: str, value: str) -> None:
    path = tag(number, kind)
    created = asking.create(f"<t:Subject>a</t:Subject>{having(path, value)}")
    assert created.code == "ErrorInvalidPropertySet"
    handle = asking.draft()
    assert update(asking, handle, setting(path, value)) == "ErrorInvalidPropertySet"
    deleted = f"<t:DeleteItemField>{path}</t:DeleteItemField>"
    assert update(asking, handle, deleted) == "ErrorInvalidPropertyDelete"


def test_headers_are_read_as_the_mail_had_them(asking: Asking) -> None:
    mail = b"Subject: Hi\r\nX-Own: kept\r\nFrom: anna@example.com\r\n\r\nText"
    content = base64.b64encode(mail).decode()
    handle = item_id(asking.create(f"<t:MimeContent>{content}</t:MimeContent>"))

    def header(name: str) -> str:
        return (
            '<t:ExtendedFieldURI DistinguishedPropertySetId="InternetHeaders"'
            f' PropertyName="{name}" PropertyType="String"/>'
        )

    assert read(asking, handle, header("x-own")) == ["kept"]
    assert read(asking, handle, header("X-Other")) == []


def test_folders_tell_their_class_and_counts_by_tag(asking: Asking) -> None:
    asking.draft()
    paths = (
        tag(0x3613, "String"),
        tag(0x3602, "Integer"),
        tag(0x3603, "Integer"),
        tag(0x360A, "Boolean"),
        tag(0x3001, "String"),
    )
    answer = asking.ews(
        "<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>"
        f"{''.join(paths)}</t:AdditionalProperties></m:FolderShape><m:FolderIds><t:DistinguishedFolderId"
        ' Id="drafts"/></m:FolderIds></m:GetFolder>'
    )
    assert answer.texts(".//t:ExtendedProperty/t:Value") == ["IPF.Note", "1", "0", "false", "Drafts"]


def test_the_mark_of_a_folder_moves_on_with_each_change(asking: Asking) -> None:
    def mark() -> str:
        return asking.ews(
            "<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>"
            f"{tag(0x670A, 'SystemTime')}</t:AdditionalProperties></m:FolderShape><m:FolderIds>"
            '<t:DistinguishedFolderId Id="drafts"/></m:FolderIds></m:GetFolder>'
        ).text(".//t:Value")

    before = mark()
    assert mark() == before
    asking.draft()
    assert mark() > before
