"""GetAttachment, CreateAttachment and DeleteAttachment (MS-OXWSATT), as any client could ask."""

import base64

import pytest

from tests.simulator.asking import Answer, Asking, item_id, without_key

CONTENT = base64.b64encode(b"first this").decode()
FILE = f"<t:FileAttachment><t:Name>plan.txt</t:Name><t:Content>{CONTENT}</t:Content></t:FileAttachment>"


@pytest.fixture
def asking() -> Asking:
    return Asking()


def attach(asking: Asking, item: str, *attachments: str) -> Answer:
    parent = item.replace("t:ItemId", "m:ParentItemId")
    held = f"<m:Attachments>{''.join(attachments or (FILE,))}</m:Attachments>"
    return asking.ews(f"<m:CreateAttachment>{parent}{held}</m:CreateAttachment>", 60)


def handle_of(answer: Answer) -> str:
    return answer.text(".//t:AttachmentId/@Id")


def ask(asking: Asking, operation: str, *handles: str, shape: str = "") -> Answer:
    ids = "".join(f'<t:AttachmentId Id="{handle}"/>' for handle in handles)
    return asking.ews(f"<m:{operation}>{shape}<m:AttachmentIds>{ids}</m:AttachmentIds></m:{operation}>", 61)


def test_an_attachment_is_named_with_its_item_whose_change_key_moves_on(asking: Asking) -> None:
    draft = asking.draft()
    answer = attach(asking, draft)
    shown = asking.get(without_key(draft))
    assert answer.text(".//t:AttachmentId/@RootItemId") == shown.text(".//t:ItemId/@Id")
    assert answer.text(".//t:AttachmentId/@RootItemChangeKey") == shown.text(".//t:ItemId/@ChangeKey")
    assert item_id(shown) != draft
    assert shown.text(".//t:Attachments//t:AttachmentId/@Id") == handle_of(answer)


def test_get_item_lists_attachments_without_content_and_get_attachment_shows_it(asking: Asking) -> None:
    draft = asking.draft()
    handle = handle_of(attach(asking, draft))
    shown = asking.get(without_key(draft))
    names = [part.tag.rpartition("}")[2] for part in shown.all(".//t:FileAttachment/*")]
    assert names == [
        "AttachmentId",
        "Name",
        "ContentType",
        "Size",
        "LastModifiedTime",
        "IsInline",
        "IsContactPhoto",
    ]
    assert shown.text(".//t:FileAttachment/t:Size") == "10"
    assert shown.text(".//t:FileAttachment/t:LastModifiedTime") == "2026-01-05T08:01:00Z"
    whole = ask(asking, "GetAttachment", handle)
    assert base64.b64decode(whole.text(".//t:FileAttachment/t:Content")) == b"first this"
    assert whole.text(".//t:FileAttachment/t:ContentType") == "text/plain"


def test_exchange_2007_tells_less_of_an_attachment() -> None:
    asking = Asking(version="Exchange2007_SP1")
    draft = asking.draft()
    attach(asking, draft)
    names = [
        part.tag.rpartition("}")[2] for part in asking.get(without_key(draft)).all(".//t:FileAttachment/*")
    ]
    assert names == ["AttachmentId", "Name", "ContentType"]


def test_a_picture_inside_the_body_does_not_make_has_attachments_true(asking: Asking) -> None:
    draft = asking.draft()
    attach(asking, draft, FILE.replace("<t:Content>", "<t:IsInline>true</t:IsInline><t:Content>"))
    assert asking.get(without_key(draft)).text(".//t:HasAttachments") == "false"
    attach(asking, without_key(draft))
    assert asking.get(without_key(draft)).text(".//t:HasAttachments") == "true"


def test_an_attached_item_is_shaped_as_it_is_asked_for(asking: Asking) -> None:
    inner = '<t:Subject>Inner</t:Subject><t:Body BodyType="HTML">&lt;b&gt;x&lt;/b&gt;</t:Body>'
    item = f"<t:ItemAttachment><t:Name>n</t:Name><t:Message>{inner}</t:Message></t:ItemAttachment>"
    handle = handle_of(attach(asking, asking.draft(), item))
    shape = (
        "<m:AttachmentShape><t:IncludeMimeContent>true</t:IncludeMimeContent><t:BodyType>Text</t:BodyType>"
    )
    shown = ask(asking, "GetAttachment", handle, shape=shape + "</m:AttachmentShape>")
    assert shown.text(".//t:Message/t:Subject") == "Inner"
    assert shown.text(".//t:Message/t:Body[@BodyType='Text']") == "x"
    assert b"Subject: Inner" in base64.b64decode(shown.text(".//t:MimeContent"))
    assert shown.all(".//t:Message/t:ItemId") == []


def test_a_deleted_attachment_is_gone_and_the_others_stay(asking: Asking) -> None:
    draft = asking.draft()
    first, second = (handle_of(attach(asking, without_key(draft))) for _ in range(2))
    deleted = ask(asking, "DeleteAttachment", first)
    shown = asking.get(without_key(draft))
    assert deleted.text(".//m:RootItemId/@RootItemChangeKey") == shown.text(".//t:ItemId/@ChangeKey")
    assert shown.texts(".//t:AttachmentId/@Id") == [second]
    assert ask(asking, "DeleteAttachment", first, second).codes == ["ErrorInvalidAttachmentId", "NoError"]
    assert asking.get(without_key(draft)).all(".//t:Attachments") == []


def test_what_cannot_be_is_an_error_among_others(asking: Asking) -> None:
    draft = asking.draft()
    handle = handle_of(attach(asking, draft))
    item = asking.get(without_key(draft)).text(".//t:ItemId/@Id")
    asked = ask(asking, "GetAttachment", "x", item, handle, "")
    assert asked.codes == [
        "ErrorInvalidIdMalformed",
        "ErrorInvalidAttachmentId",
        "NoError",
        "ErrorInvalidIdEmpty",
    ]
    empty = "<t:ItemAttachment><t:Name>n</t:Name></t:ItemAttachment>"
    post = "<t:ItemAttachment><t:Name>n</t:Name><t:PostItem/></t:ItemAttachment>"
    assert attach(asking, without_key(draft), empty, post, FILE).codes == [
        "ErrorMissingItemForCreateItemAttachment",
        "ErrorInvalidItemForOperationCreateItemAttachment",
        "NoError",
    ]
    assert attach(asking, '<t:ItemId Id="AAMkAGI="/>').code == "ErrorInvalidIdMalformed"
    asking.ews(
        f'<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>{without_key(draft)}</m:ItemIds></m:DeleteItem>'
    )
    assert ask(asking, "GetAttachment", handle).code == "ErrorItemNotFound"


def test_a_copy_has_attachments_of_its_own(asking: Asking) -> None:
    draft = asking.draft()
    handle = handle_of(attach(asking, draft))
    to = '<m:ToFolderId><t:DistinguishedFolderId Id="junkemail"/></m:ToFolderId>'
    copied = item_id(asking.ews(f"<m:CopyItem>{to}<m:ItemIds>{without_key(draft)}</m:ItemIds></m:CopyItem>"))
    other = asking.get(copied).text(".//t:AttachmentId/@Id")
    assert other != handle
    ask(asking, "DeleteAttachment", other)
    assert ask(asking, "GetAttachment", handle, other).codes == ["NoError", "ErrorInvalidAttachmentId"]
