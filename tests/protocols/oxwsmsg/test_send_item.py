"""What a server does by MS-OXWSMSG sections 2.2 and 3.1.4; tests are named after sections."""

import base64
import re
from email import message_from_bytes, policy
from html import escape

import pytest

from inspector.simulator import Scenario, Simulator
from inspector.simulator.scenario import MailboxSpec
from tests.simulator.asking import Asking, item_id, without_key

TO = "<t:ToRecipients><t:Mailbox><t:EmailAddress>{}</t:EmailAddress></t:Mailbox></t:ToRecipients>"
TO_FRIEND = TO.format("friend@example.com")
STRANGER = '<t:ItemId Id="AAMkAGI="/>'


@pytest.fixture
def asking() -> Asking:
    return Asking()


@pytest.fixture
def anna_and_ben() -> tuple[Asking, Asking]:
    specs = (MailboxSpec("anna@example.com"), MailboxSpec("ben@example.com"))
    simulator = Simulator(Scenario(specs))
    return Asking(simulator, "anna@example.com"), Asking(simulator, "ben@example.com")


def send(asking: Asking, item: str, save: str = "true", target: str = "") -> str:
    saved = target and f'<m:SavedItemFolderId><t:DistinguishedFolderId Id="{target}"/></m:SavedItemFolderId>'
    body = f"<m:ItemIds>{item}</m:ItemIds>{saved}"
    return asking.ews(f'<m:SendItem SaveItemToFolder="{save}">{body}</m:SendItem>').code


def update(asking: Asking, item: str, change: str, how: str = "AlwaysOverwrite", then: str = "SaveOnly"):
    return asking.ews(
        f'<m:UpdateItem ConflictResolution="{how}" MessageDisposition="{then}"><m:ItemChanges><t:ItemChange>'
        f"{item}<t:Updates>{change}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>"
    )


def setting(uri: str, value: str, verb: str = "SetItemField") -> str:
    return f'<t:{verb}><t:FieldURI FieldURI="{uri}"/><t:Message>{value}</t:Message></t:{verb}>'


def subject(text: str) -> str:
    return setting("item:Subject", f"<t:Subject>{text}</t:Subject>")


def delete(asking: Asking, item: str, how: str) -> str:
    return asking.ews(f'<m:DeleteItem DeleteType="{how}"><m:ItemIds>{item}</m:ItemIds></m:DeleteItem>').code


def transfer(asking: Asking, verb: str, item: str, folder: str, more: str = ""):
    target = f'<m:ToFolderId><t:DistinguishedFolderId Id="{folder}"/></m:ToFolderId>'
    return asking.ews(f"<m:{verb}>{target}<m:ItemIds>{item}</m:ItemIds>{more}</m:{verb}>")


# -- 2.2.5.1 MessageDispositionType ----------------------------------------------------------------------


def test_2_2_5_1_save_only_saves_a_draft_and_returns_its_identifier(asking: Asking) -> None:
    answer = asking.create("<t:Subject>Later</t:Subject>")
    assert answer.code == "NoError"
    assert len(answer.all(".//t:ItemId[@Id and @ChangeKey]")) == 1
    assert asking.subjects("drafts") == ["Later"]
    assert asking.get(item_id(answer)).text(".//t:IsDraft") == "true"


def test_2_2_5_1_save_only_saves_in_the_folder_that_is_named(asking: Asking) -> None:
    asking.create("<t:Subject>Note</t:Subject>", folder="inbox")
    assert "Note" in asking.subjects("inbox")
    assert asking.subjects("drafts") == []


def test_2_2_5_1_send_only_sends_and_saves_nothing(anna_and_ben: tuple[Asking, Asking]) -> None:
    anna, ben = anna_and_ben
    answer = anna.create("<t:Subject>Now</t:Subject>" + TO.format("ben@example.com"), "SendOnly")
    assert answer.code == "NoError"
    assert answer.all(".//t:ItemId") == []
    assert ben.subjects("inbox")[0] == "Now"
    assert anna.subjects("sentitems") == anna.subjects("drafts") == []


@pytest.mark.parametrize(("named", "kept_in"), [("", "sentitems"), ("junkemail", "junkemail")])
def test_2_2_5_1_send_and_save_copy_saves_a_copy_and_returns_no_identifier(
    anna_and_ben: tuple[Asking, Asking], named: str, kept_in: str
) -> None:
    anna, ben = anna_and_ben
    message = "<t:Subject>Both</t:Subject>" + TO.format("Ben@Example.com")
    answer = anna.create(message, "SendAndSaveCopy", folder=named)
    assert (answer.code, answer.all(".//t:ItemId")) == ("NoError", [])
    assert len(answer.all(".//m:Items")) == 1
    assert anna.subjects(kept_in) == ["Both"]
    assert ben.subjects("inbox")[0] == "Both"


def test_2_2_5_1_a_message_needs_a_disposition(asking: Asking) -> None:
    answer = asking.ews("<m:CreateItem><m:Items><t:Message/></m:Items></m:CreateItem>")
    assert answer.code == "ErrorMessageDispositionRequired"


def test_2_2_5_1_what_was_saved_can_be_sent_later(anna_and_ben: tuple[Asking, Asking]) -> None:
    anna, ben = anna_and_ben
    item = anna.draft("<t:Subject>Later</t:Subject>" + TO.format("ben@example.com"))
    assert "Later" not in ben.subjects("inbox")
    assert send(anna, item) == "NoError"
    assert ben.subjects("inbox")[0] == "Later"


# -- 2.2.4.1 MessageType: 2.2.4.3 in the edition that the statements are numbered by ----------------------


def test_2_2_4_1_and_2_2_4_3_what_a_client_writes_it_reads_again(asking: Asking) -> None:
    message = (
        "<t:Subject>Tä &lt;&amp;&gt;</t:Subject><t:Sensitivity>Private</t:Sensitivity>"
        '<t:Body BodyType="Text">Line 1\nLine 2</t:Body><t:Categories><t:String>Red</t:String></t:Categories>'
        "<t:Importance>High</t:Importance>"
        "<t:Sender><t:Mailbox><t:EmailAddress>s@example.com</t:EmailAddress></t:Mailbox></t:Sender>"
        f"{TO_FRIEND}<t:IsReadReceiptRequested>true</t:IsReadReceiptRequested>"
        "<t:IsDeliveryReceiptRequested>true</t:IsDeliveryReceiptRequested>"
        "<t:From><t:Mailbox><t:EmailAddress>f@example.com</t:EmailAddress></t:Mailbox></t:From>"
        "<t:IsRead>false</t:IsRead><t:IsResponseRequested>true</t:IsResponseRequested>"
        "<t:References>&lt;a@b&gt;</t:References>"
        "<t:ReplyTo><t:Mailbox><t:EmailAddress>r@example.com</t:EmailAddress></t:Mailbox></t:ReplyTo>"
    )
    shown = asking.get(asking.draft(message))
    assert shown.text(".//t:Subject") == "Tä <&>"
    assert shown.text(".//t:Body[@BodyType='Text']") == "Line 1\nLine 2"
    assert shown.text(".//t:Categories/t:String") == "Red"
    assert shown.text(".//t:Importance") == "High"
    assert shown.text(".//t:Sender//t:EmailAddress") == "s@example.com"
    assert shown.text(".//t:From//t:EmailAddress") == "f@example.com"
    assert shown.text(".//t:ToRecipients//t:EmailAddress") == "friend@example.com"
    assert shown.text(".//t:ReplyTo//t:EmailAddress") == "r@example.com"
    assert shown.text(".//t:References") == "<a@b>"
    flags = ("IsReadReceiptRequested", "IsDeliveryReceiptRequested", "IsRead", "IsResponseRequested")
    assert [shown.text(f".//t:{flag}") for flag in flags] == ["true", "true", "false", "true"]


READ_ONLY = [
    ("message:ConversationIndex", "<t:ConversationIndex>AQID</t:ConversationIndex>"),
    ("message:ConversationTopic", "<t:ConversationTopic>x</t:ConversationTopic>"),
    ("message:InternetMessageId", "<t:InternetMessageId>&lt;x@y&gt;</t:InternetMessageId>"),
    ("message:ReceivedBy", "<t:ReceivedBy><t:Mailbox/></t:ReceivedBy>"),
    ("message:ReceivedRepresenting", "<t:ReceivedRepresenting><t:Mailbox/></t:ReceivedRepresenting>"),
    (
        "message:ApprovalRequestData",
        "<t:ApprovalRequestData><t:ApprovalDecision>1</t:ApprovalDecision></t:ApprovalRequestData>",
    ),
    (
        "message:VotingInformation",
        "<t:VotingInformation><t:VotingResponse>yes</t:VotingResponse></t:VotingInformation>",
    ),
    (
        "message:ReminderMessageData",
        "<t:ReminderMessageData><t:Location>here</t:Location></t:ReminderMessageData>",
    ),
    ("item:Size", "<t:Size>1</t:Size>"),
    ("item:DateTimeCreated", "<t:DateTimeCreated>2020-01-01T00:00:00Z</t:DateTimeCreated>"),
]


@pytest.mark.parametrize(("uri", "value"), READ_ONLY)
def test_2_2_4_1_and_2_2_4_3_a_read_only_element_cannot_be_written(
    asking: Asking, uri: str, value: str
) -> None:
    asking.header = '<t:RequestServerVersion Version="Exchange2010_SP2"/>'  # later ones can set one of them
    created = asking.create(value)
    asking.header = ""
    assert created.code == "ErrorInvalidPropertySet"
    assert created.text(".//m:MessageXml/t:FieldURI/@FieldURI") == uri
    item = asking.draft()
    assert update(asking, item, setting(uri, value)).code == "ErrorInvalidPropertySet"
    deleted = update(asking, item, f'<t:DeleteItemField><t:FieldURI FieldURI="{uri}"/></t:DeleteItemField>')
    assert deleted.code == "ErrorInvalidPropertyDelete"


def test_2_2_4_1_and_2_2_4_3_copies_are_written_and_read_and_flags_can_be_false(asking: Asking) -> None:
    message = (
        TO.format("cc@example.com").replace("ToRecipients", "CcRecipients")
        + TO.format("bcc@example.com").replace("ToRecipients", "BccRecipients")
        + "<t:IsReadReceiptRequested>false</t:IsReadReceiptRequested>"
        "<t:IsDeliveryReceiptRequested>false</t:IsDeliveryReceiptRequested>"
        "<t:IsRead>true</t:IsRead><t:IsResponseRequested>false</t:IsResponseRequested>"
    )
    shown = asking.get(asking.draft(message))
    assert shown.text(".//t:CcRecipients//t:EmailAddress") == "cc@example.com"
    assert shown.text(".//t:BccRecipients//t:EmailAddress") == "bcc@example.com"
    flags = ("IsReadReceiptRequested", "IsDeliveryReceiptRequested", "IsRead", "IsResponseRequested")
    assert [shown.text(f".//t:{flag}") for flag in flags] == ["false", "false", "true", "false"]


def test_2_2_4_1_and_2_2_4_3_recipients_are_who_gets_the_message(anna_and_ben: tuple[Asking, Asking]) -> None:
    anna, ben = anna_and_ben
    for kind in ("ToRecipients", "CcRecipients", "BccRecipients"):
        message = TO.format("ben@example.com").replace("ToRecipients", kind)
        assert anna.create(f"<t:Subject>{kind}</t:Subject>{message}", "SendOnly").code == "NoError"
    assert {"ToRecipients", "CcRecipients", "BccRecipients"} <= set(ben.subjects("inbox"))
    assert anna.create("<t:Subject>to nobody</t:Subject>", "SendOnly").code == "ErrorInvalidRecipients"


def test_2_2_4_1_and_2_2_4_3_the_conversation_topic_is_the_subject_without_its_prefix(asking: Asking) -> None:
    shown = asking.get(asking.draft("<t:Subject>RE: Fw: Lunch</t:Subject>"))
    assert shown.text(".//t:ConversationTopic") == "Lunch"
    assert len(base64.b64decode(shown.text(".//t:ConversationIndex"))) == 22


def test_2_2_4_1_and_2_2_4_3_a_recipient_sees_who_sent_a_message_and_not_who_else_got_it_blindly(
    anna_and_ben: tuple[Asking, Asking],
) -> None:
    anna, ben = anna_and_ben
    blind = TO.format("anna@example.com").replace("ToRecipients", "BccRecipients")
    anna.create(
        "<t:Subject>Psst</t:Subject>" + TO.format("ben@example.com") + blind, "SendAndSaveCopy", at=90
    )
    got = ben.get(item_id(ben.find("inbox")))
    assert got.text(".//t:From//t:EmailAddress") == "anna@example.com"
    assert got.text(".//t:Sender//t:EmailAddress") == "anna@example.com"
    assert got.text(".//t:ReceivedBy//t:EmailAddress") == "ben@example.com"
    assert got.text(".//t:IsRead") == "false"
    assert got.text(".//t:IsDraft") == "false"
    assert got.text(".//t:DateTimeReceived") == "2026-01-05T08:01:30Z"
    assert re.fullmatch(r"<[0-9a-f-]{36}@example\.com>", got.text(".//t:InternetMessageId"))
    assert got.all(".//t:BccRecipients") == []
    assert anna.get(item_id(anna.find("sentitems"))).text(".//t:BccRecipients//t:EmailAddress")
    assert anna.subjects("inbox")[0] == "Psst"


# -- 3.1.4.1 CopyItem and 3.1.4.5 MoveItem ---------------------------------------------------------------


def test_3_1_4_1_copy_item_leaves_the_message_where_it_is(asking: Asking) -> None:
    item = asking.draft()
    answer = transfer(asking, "CopyItem", item, "junkemail")
    assert answer.code == "NoError"
    assert item_id(answer) != item
    assert asking.subjects("drafts") == asking.subjects("junkemail") == ["Hello"]


def test_3_1_4_5_move_item_takes_the_message_away_and_gives_it_a_new_identifier(asking: Asking) -> None:
    item = asking.draft()
    moved = item_id(transfer(asking, "MoveItem", item, "junkemail"))
    assert asking.subjects("drafts") == []
    assert asking.get(item).code == "ErrorItemNotFound"
    assert asking.get(moved).text(".//t:Subject") == "Hello"


@pytest.mark.parametrize("verb", ["CopyItem", "MoveItem"])
def test_3_1_4_1_and_3_1_4_5_errors_stand_in_the_order_of_the_items(asking: Asking, verb: str) -> None:
    items = STRANGER + asking.draft() + STRANGER + asking.draft()
    answer = transfer(asking, verb, items, "inbox")
    assert answer.codes == ["ErrorInvalidIdMalformed", "NoError", "ErrorInvalidIdMalformed", "NoError"]
    assert answer.texts("//@ResponseClass") == ["Error", "Success", "Error", "Success"]


@pytest.mark.parametrize("verb", ["CopyItem", "MoveItem"])
def test_3_1_4_1_and_3_1_4_5_new_identifiers_can_be_left_out(asking: Asking, verb: str) -> None:
    quiet = "<m:ReturnNewItemIds>false</m:ReturnNewItemIds>"
    answer = transfer(asking, verb, asking.draft(), "inbox", quiet)
    assert (answer.code, answer.all(".//t:ItemId")) == ("NoError", [])
    assert "Hello" in asking.subjects("inbox")


def test_3_1_4_5_a_folder_that_is_not_there_is_an_error(asking: Asking) -> None:
    item = asking.draft()
    ids = asking.simulator.default_mailbox.ids
    body = f'<m:MoveItem><m:ToFolderId><t:FolderId Id="{ids.folder_id(999)}"/></m:ToFolderId>'
    assert asking.ews(f"{body}<m:ItemIds>{item}</m:ItemIds></m:MoveItem>").code == "ErrorToFolderNotFound"
    assert asking.subjects("drafts") == ["Hello"]


# -- 3.1.4.2 CreateItem ----------------------------------------------------------------------------------


def test_3_1_4_2_each_message_has_its_own_answer_in_order(asking: Asking) -> None:
    answer = asking.ews(
        '<m:CreateItem MessageDisposition="SaveOnly"><m:Items>'
        "<t:Message><t:Subject>1</t:Subject></t:Message><t:Message><t:Size>2</t:Size></t:Message>"
        "<t:Message><t:Subject>3</t:Subject></t:Message></m:Items></m:CreateItem>"
    )
    assert answer.codes == ["NoError", "ErrorInvalidPropertySet", "NoError"]
    assert sorted(asking.subjects("drafts")) == ["1", "3"]


def test_3_1_4_2_a_message_without_recipients_cannot_be_sent(asking: Asking) -> None:
    for disposition in ("SendOnly", "SendAndSaveCopy"):
        assert asking.create("<t:Subject>x</t:Subject>", disposition).code == "ErrorInvalidRecipients"
    assert asking.subjects("sentitems") == []


@pytest.mark.parametrize("kind", ["CcRecipients", "BccRecipients"])
def test_3_1_4_2_copies_alone_are_recipients_enough(asking: Asking, kind: str) -> None:
    assert asking.create(TO_FRIEND.replace("ToRecipients", kind), "SendOnly").code == "NoError"


MIME = b"""From: Anna <anna@example.com>
To: Ben <ben@example.com>, c@example.com
Subject: =?utf-8?q?H=C3=A4?=
Message-ID: <1@example.com>
Date: Mon, 05 Jan 2026 09:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: text/html

<b>Hi</b>
--x
Content-Type: text/csv
Content-Disposition: attachment; filename="a.csv"

1;2
--x--
""".replace(b"\n", b"\r\n")


def test_3_1_4_2_mime_content_is_read_into_the_message(asking: Asking) -> None:
    message = f"<t:MimeContent>{base64.b64encode(MIME).decode()}</t:MimeContent>"
    shown = asking.get(asking.draft(message))
    assert shown.text(".//t:Subject") == "Hä"
    assert shown.text(".//t:Body[@BodyType='HTML']").strip() == "<b>Hi</b>"
    assert shown.texts(".//t:ToRecipients//t:EmailAddress") == ["ben@example.com", "c@example.com"]
    assert shown.text(".//t:From//t:Name") == "Anna"
    assert shown.text(".//t:DateTimeSent") == "2026-01-05T08:00:00Z"
    assert shown.text(".//t:Attachments//t:Name") == "a.csv"
    assert shown.text(".//t:HasAttachments") == "true"
    assert shown.all(".//t:Attachments//t:Content") == []


def test_3_1_4_2_items_that_no_document_here_describes_are_refused(asking: Asking) -> None:
    answer = asking.ews(
        '<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:PostItem/></m:Items></m:CreateItem>'
    )
    assert answer.code == "ErrorInvalidItemForOperationCreateItem"


def test_3_1_4_2_create_item_creates_messages(asking: Asking) -> None:
    item = asking.draft("<t:Subject>new</t:Subject>")
    assert asking.get(item).text(".//t:Message/t:Subject") == "new"


# -- 3.1.4.3 DeleteItem ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "goes_to"),
    [
        ("HardDelete", None),
        ("SoftDelete", "recoverableitemsdeletions"),
        ("MoveToDeletedItems", "deleteditems"),
    ],
)
def test_3_1_4_3_delete_item_deletes_as_it_is_told(asking: Asking, how: str, goes_to: str | None) -> None:
    item = asking.draft()
    assert delete(asking, item, how) == "NoError"
    assert asking.get(item).code == "ErrorItemNotFound"
    assert delete(asking, item, how) == "ErrorItemNotFound"
    for folder in ("drafts", "deleteditems", "recoverableitemsdeletions"):
        assert asking.subjects(folder) == (["Hello"] if folder == goes_to else [])


def test_3_1_4_3_a_delete_type_is_required(asking: Asking) -> None:
    answer = asking.ews(f"<m:DeleteItem><m:ItemIds>{asking.draft()}</m:ItemIds></m:DeleteItem>")
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorSchemaValidation"


# -- 3.1.4.4 GetItem -------------------------------------------------------------------------------------


def test_3_1_4_4_id_only_shows_nothing_but_the_identifier(asking: Asking) -> None:
    shown = asking.get(asking.draft(), base="IdOnly")
    assert [child.tag.rpartition("}")[2] for child in shown.all(".//t:Message/*")] == ["ItemId"]


def test_3_1_4_4_and_2_2_4_44_additional_properties_are_added(asking: Asking) -> None:
    more = (
        '<t:AdditionalProperties><t:FieldURI FieldURI="item:Body"/><t:FieldURI FieldURI="calendar:Start"/>'
        "</t:AdditionalProperties>"
    )
    shown = asking.get(asking.draft('<t:Body BodyType="HTML">x</t:Body>'), base="IdOnly", more=more)
    assert [child.tag.rpartition("}")[2] for child in shown.all(".//t:Message/*")] == ["ItemId", "Body"]


@pytest.mark.parametrize(
    ("wanted", "kind", "text"),
    [("Best", "HTML", "<p>a &amp; b</p>"), ("HTML", "HTML", "<p>a &amp; b</p>"), ("Text", "Text", "a & b")],
)
def test_3_1_4_4_and_2_2_4_44_body_type_says_whether_the_body_is_html(
    asking: Asking, wanted: str, kind: str, text: str
) -> None:
    item = asking.draft('<t:Body BodyType="HTML">&lt;p&gt;a &amp;amp; b&lt;/p&gt;</t:Body>')
    shown = asking.get(item, more=f"<t:BodyType>{wanted}</t:BodyType>")
    assert shown.text(f".//t:Body[@BodyType='{kind}']") == text


@pytest.mark.parametrize("filtered", [True, False])
def test_3_1_4_4_and_2_2_4_44_filter_html_content_takes_scripts_out(asking: Asking, filtered: bool) -> None:
    html = '<p onclick="go()">Hi</p><script>go()</script><a href="javascript:go()">x</a>'
    item = asking.draft(f'<t:Body BodyType="HTML">{escape(html)}</t:Body>')
    more = f"<t:FilterHtmlContent>{str(filtered).lower()}</t:FilterHtmlContent>"
    shown = asking.get(item, more=f"<t:BodyType>HTML</t:BodyType>{more}").text(".//t:Body")
    assert shown == ("<p>Hi</p><a>x</a>" if filtered else html)


def test_3_1_4_4_all_properties_has_what_the_message_consists_of(asking: Asking) -> None:
    item = asking.draft(f'<t:Subject>s</t:Subject><t:Body BodyType="Text">b</t:Body>{TO_FRIEND}')
    every, default, only = (asking.get(item, base=base) for base in ("AllProperties", "Default", "IdOnly"))
    names = [{child.tag for child in shown.all(".//t:Message/*")} for shown in (every, default, only)]
    assert names[2] < names[1] < names[0]
    for name in ("Subject", "Body", "ToRecipients", "ItemClass", "DateTimeCreated", "ParentFolderId"):
        assert len(every.all(f".//t:Message/t:{name}")) == 1


def test_3_1_4_4_the_change_key_tells_versions_of_an_item_apart(asking: Asking) -> None:
    old = asking.draft()
    new = item_id(update(asking, old, subject("new")))
    assert without_key(new) == without_key(old)
    assert new != old
    assert item_id(asking.get(without_key(old), base="IdOnly")) == new


def test_3_1_4_4_each_item_that_is_asked_for_is_returned_in_its_place(asking: Asking) -> None:
    first, second = asking.draft("<t:Subject>1</t:Subject>"), asking.draft("<t:Subject>2</t:Subject>")
    assert asking.get(second, first, second).texts(".//t:Subject") == ["2", "1", "2"]


@pytest.mark.parametrize("version", ["Exchange2007_SP1", "Exchange2010", "Exchange2016"])
def test_8_get_item_returns_the_mailbox_type_from_exchange_2010_on(version: str) -> None:
    asking = Asking(version=version)
    asking.create("<t:Subject>x</t:Subject>" + TO.format("user@example.com"), "SendOnly")
    shown = asking.get(item_id(asking.find("inbox")))
    kinds = [] if version.startswith("Exchange2007") else ["Mailbox"]
    assert shown.texts(".//t:From/t:Mailbox/t:MailboxType") == kinds


def test_3_1_4_4_a_text_body_is_made_html_on_demand(asking: Asking) -> None:
    item = asking.draft('<t:Body BodyType="Text">a &lt; b</t:Body>')
    shown = asking.get(item, more="<t:BodyType>HTML</t:BodyType>")
    assert "<div>a &lt; b</div>" in shown.text(".//t:Body[@BodyType='HTML']")


def test_3_1_4_4_and_2_2_4_44_include_mime_content_shows_the_message_as_mime(asking: Asking) -> None:
    item = asking.draft(f'<t:Subject>Tä</t:Subject><t:Body BodyType="Text">Hallo</t:Body>{TO_FRIEND}')
    assert asking.get(item).all(".//t:MimeContent") == []
    shown = asking.get(item, more="<t:IncludeMimeContent>true</t:IncludeMimeContent>")
    mime = message_from_bytes(base64.b64decode(shown.text(".//t:MimeContent")), policy=policy.default)
    assert (mime["Subject"], mime["To"].addresses[0].addr_spec) == ("Tä", "friend@example.com")
    assert mime.get_content().strip() == "Hallo"


def test_a_message_cannot_smuggle_headers_into_its_mime_content(asking: Asking) -> None:
    item = asking.draft("<t:Subject>x&#13;&#10;Bcc: spy@example.com</t:Subject>")
    shown = asking.get(item, more="<t:IncludeMimeContent>true</t:IncludeMimeContent>")
    mime = message_from_bytes(base64.b64decode(shown.text(".//t:MimeContent")), policy=policy.default)
    assert mime["Bcc"] is None


def test_3_1_4_4_extended_properties_are_kept_and_shown_on_demand(asking: Asking) -> None:
    guid = "c11ff724-aa03-4555-9952-8fa248a11c3e"
    uri = f'<t:ExtendedFieldURI PropertySetId="{guid}" PropertyName="x" PropertyType="String"/>'
    item = asking.draft(f"<t:ExtendedProperty>{uri}<t:Value>v</t:Value></t:ExtendedProperty>")
    assert asking.get(item).all(".//t:ExtendedProperty") == []
    more = f"<t:AdditionalProperties>{uri}</t:AdditionalProperties>"
    assert asking.get(item, more=more).text(".//t:ExtendedProperty/t:Value") == "v"


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (STRANGER, "ErrorInvalidIdMalformed"),
        ('<t:ItemId Id=""/>', "ErrorInvalidIdEmpty"),
        ("FOLDER", "ErrorCannotUseFolderIdForItemId"),
        ("OTHER", "ErrorItemNotFound"),
    ],
)
def test_3_1_4_4_items_that_cannot_be_shown_are_errors(asking: Asking, item: str, code: str) -> None:
    ids = asking.simulator.default_mailbox.ids
    other = Asking(user="else@example.com")
    made = {
        "FOLDER": f'<t:ItemId Id="{ids.folder_id(3)}"/>',
        "OTHER": other.draft(),
    }
    assert asking.get(made.get(item, item)).code == code


def test_a_change_key_that_is_none_is_refused(asking: Asking) -> None:
    item = re.sub('ChangeKey="[^"]*"', 'ChangeKey="x"', asking.draft())
    assert asking.get(item).code == "ErrorInvalidChangeKey"


# -- 3.1.4.6 SendItem ------------------------------------------------------------------------------------


def test_3_1_4_6_send_item_sends_a_draft_and_keeps_it_if_it_is_told(
    anna_and_ben: tuple[Asking, Asking],
) -> None:
    anna, ben = anna_and_ben
    message = "<t:Subject>{}</t:Subject>" + TO.format("ben@example.com")
    assert send(anna, anna.draft(message.replace("{}", "kept"))) == "NoError"
    assert send(anna, anna.draft(message.replace("{}", "filed")), target="junkemail") == "NoError"
    assert send(anna, anna.draft(message.replace("{}", "gone")), save="false") == "NoError"
    assert anna.subjects("drafts") == []
    assert anna.subjects("sentitems") == ["kept"]
    assert anna.subjects("junkemail") == ["filed"]
    assert {"kept", "filed", "gone"} <= set(ben.subjects("inbox"))


def test_3_1_4_6_a_message_that_cannot_be_sent_stays_a_draft(asking: Asking) -> None:
    item = asking.draft(f"<t:Subject>x</t:Subject>{TO_FRIEND}")
    assert send(asking, without_key(item)) == "ErrorChangeKeyRequired"
    assert send(asking, item, save="false", target="inbox") == "ErrorInvalidSendItemSaveSettings"
    assert send(asking, asking.draft("<t:Subject>y</t:Subject>")) == "ErrorInvalidRecipients"
    newer = item_id(update(asking, item, subject("x2")))
    assert send(asking, item) == "ErrorIrresolvableConflict"
    assert sorted(asking.subjects("drafts")) == ["x2", "y"]
    assert send(asking, newer) == "NoError"
    assert send(asking, newer) == "ErrorItemNotFound"


# -- 3.1.4.7 UpdateItem ----------------------------------------------------------------------------------


def test_3_1_4_7_update_item_moves_the_change_key_on_and_keeps_the_identifier(asking: Asking) -> None:
    item = asking.draft()
    answer = update(asking, item, subject("Changed"))
    assert answer.code == "NoError"
    assert answer.text(".//m:ConflictResults/t:Count") == "0"
    assert item_id(answer) != item
    assert without_key(item_id(answer)) == without_key(item)
    assert asking.get(item).text(".//t:Subject") == "Changed"


def test_3_1_4_7_properties_are_set_appended_to_and_deleted(asking: Asking) -> None:
    item = asking.draft(f'<t:Body BodyType="Text">one</t:Body>{TO_FRIEND}')
    changes = (
        setting("item:Body", '<t:Body BodyType="Text"> two</t:Body>', "AppendToItemField")
        + setting("message:ToRecipients", TO.format("more@example.com"), "AppendToItemField")
        + setting("message:IsRead", "<t:IsRead>false</t:IsRead>")
        + '<t:DeleteItemField><t:FieldURI FieldURI="item:Subject"/></t:DeleteItemField>'
    )
    assert update(asking, item, changes).code == "NoError"
    shown = asking.get(item)
    assert shown.text(".//t:Body") == "one two"
    assert shown.texts(".//t:ToRecipients//t:EmailAddress") == ["friend@example.com", "more@example.com"]
    assert shown.text(".//t:IsRead") == "false"
    assert shown.all(".//t:Subject") == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (setting("item:Subject", ""), "ErrorIncorrectUpdatePropertyCount"),
        (setting("item:Body", "<t:Subject>x</t:Subject>"), "ErrorUpdatePropertyMismatch"),
        (
            setting("item:Subject", "<t:Subject>x</t:Subject>", "AppendToItemField"),
            "ErrorInvalidPropertyAppend",
        ),
        (setting("calendar:Location", "<t:Subject>x</t:Subject>"), "ErrorInvalidPropertyRequest"),
    ],
)
def test_3_1_4_7_a_change_that_cannot_be_made_changes_nothing(asking: Asking, change: str, code: str) -> None:
    item = asking.draft()
    assert update(asking, item, subject("first") + change).code == code
    assert asking.get(item).text(".//t:Subject") == "Hello"


def test_3_1_4_7_never_overwrite_refuses_a_version_that_is_out_of_date(asking: Asking) -> None:
    item = asking.draft()
    update(asking, item, subject("theirs"))
    assert update(asking, item, subject("mine"), "NeverOverwrite").code == "ErrorIrresolvableConflict"
    assert asking.get(item).text(".//t:Subject") == "theirs"


def test_3_1_4_7_auto_resolve_merges_what_does_not_conflict(asking: Asking) -> None:
    item = asking.draft()
    update(asking, item, subject("theirs"))
    importance = setting("item:Importance", "<t:Importance>High</t:Importance>")
    assert update(asking, item, importance, "AutoResolve").code == "NoError"
    assert update(asking, item, subject("mine"), "AutoResolve").code == "ErrorIrresolvableConflict"
    same = update(asking, item, subject("theirs"), "AutoResolve")
    assert (same.code, same.text(".//t:Count")) == ("NoError", "1")
    shown = asking.get(item)
    assert (shown.text(".//t:Subject"), shown.text(".//t:Importance")) == ("theirs", "High")


def test_3_1_4_7_always_overwrite_needs_no_change_key_and_the_others_do(asking: Asking) -> None:
    item = without_key(asking.draft())
    assert update(asking, item, subject("a")).code == "NoError"
    for how in ("AutoResolve", "NeverOverwrite"):
        assert update(asking, item, subject("b"), how).code == "ErrorChangeKeyRequiredForWriteOperations"


def test_3_1_4_7_conflict_resolution_is_required(asking: Asking) -> None:
    answer = asking.ews(
        f'<m:UpdateItem MessageDisposition="SaveOnly"><m:ItemChanges><t:ItemChange>{asking.draft()}'
        f"<t:Updates>{subject('x')}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>"
    )
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorSchemaValidation"


def test_3_1_4_7_an_update_can_send_the_message(anna_and_ben: tuple[Asking, Asking]) -> None:
    anna, ben = anna_and_ben
    item = anna.draft("<t:Subject>draft</t:Subject>" + TO.format("ben@example.com"))
    answer = update(anna, item, subject("final"), then="SendAndSaveCopy")
    assert answer.code == "NoError"
    assert (anna.subjects("drafts"), anna.subjects("sentitems")) == ([], ["final"])
    assert ben.subjects("inbox")[0] == "final"
