"""The messages of a folder, gathered by conversation."""

from __future__ import annotations

import pytest

from tests.simulator.asking import Answer, Asking

TO = (
    "<t:ToRecipients><t:Mailbox><t:EmailAddress>ben@example.com</t:EmailAddress></t:Mailbox></t:ToRecipients>"
)


@pytest.fixture
def asking() -> Asking:
    asking = Asking()
    for number, subject in enumerate(("Plan", "Lunch"), 1):
        first = asking.draft(f"<t:Subject>{subject}</t:Subject>{TO}", at=number * 10)
    asking.create(at=0)
    copied = (
        '<m:CopyItem><m:ToFolderId><t:DistinguishedFolderId Id="drafts"/></m:ToFolderId>'
        f"<m:ItemIds>{first}</m:ItemIds></m:CopyItem>"
    )
    assert asking.ews(copied).code == "NoError"
    return asking


def find(asking: Asking, view: str = "", folder: str = "drafts") -> Answer:
    return asking.ews(
        f'<m:FindConversation>{view}<m:ParentFolderId><t:DistinguishedFolderId Id="{folder}"/>'
        "</m:ParentFolderId></m:FindConversation>"
    )


def test_messages_of_one_conversation_are_told_together_the_newest_first(asking: Asking) -> None:
    answer = find(asking)
    assert answer.code == "NoError"
    assert answer.texts(".//t:ConversationTopic") == ["Lunch", "Plan", ""]
    assert answer.texts(".//t:MessageCount") == ["2", "1", "1"]
    assert len(answer.all(".//t:Conversation[1]/t:ItemIds/t:ItemId")) == 2
    assert answer.texts(".//t:Conversation[1]/t:UniqueRecipients/t:String") == ["ben@example.com"]
    assert answer.text("m:TotalConversationsInView") == "3"


def test_conversations_come_in_pages(asking: Asking) -> None:
    page = '<m:IndexedPageItemView MaxEntriesReturned="1" Offset="1" BasePoint="Beginning"/>'
    answer = find(asking, page)
    assert answer.texts(".//t:ConversationTopic") == ["Plan"]
    assert answer.text("m:IndexedOffset") == "2"


def test_an_older_version_is_not_told_how_many_there_are(asking: Asking) -> None:
    asking.header = '<t:RequestServerVersion Version="Exchange2010_SP1"/>'
    assert not find(asking).all("m:TotalConversationsInView")


def test_a_query_string_is_refused_and_not_passed_over() -> None:
    asking = Asking()
    asked = (
        '<m:FindConversation><m:ParentFolderId><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderId>'
        "<m:QueryString>{}</m:QueryString></m:FindConversation>"
    )
    assert asking.ews(asked.format("subject:x")).code == "ErrorContentIndexingNotEnabled"
    assert asking.ews(asked.format("")).code == "NoError"


def test_a_folder_that_is_not_there_is_an_error(asking: Asking) -> None:
    assert find(asking, folder="publicfoldersroot").code == "ErrorFolderNotFound"
