"""SyncFolderItems and SyncFolderHierarchy (MS-OXWSSYNC), as any client could ask."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.protocols.oxwscore import mailbox as mailboxes
from tests.simulator.asking import Answer, Asking, without_key


@pytest.fixture
def asking() -> Asking:
    return Asking()


def sync(
    asking: Asking, state: str = "", *, folder: str = "drafts", most: int = 512, more: str = ""
) -> Answer:
    held = f"<m:SyncState>{state}</m:SyncState>" if state else ""
    return asking.ews(
        "<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:SyncFolderId>"
        f'<t:DistinguishedFolderId Id="{folder}"/></m:SyncFolderId>{held}{more}'
        f"<m:MaxChangesReturned>{most}</m:MaxChangesReturned></m:SyncFolderItems>"
    )


def state_of(answer: Answer) -> str:
    return answer.text(".//m:SyncState")


def kinds(answer: Answer) -> list[str]:
    return [change.tag.rpartition("}")[2] for change in answer.all(".//m:Changes/*")]


def delete(asking: Asking, item: str, how: str = "HardDelete") -> None:
    asking.ews(f'<m:DeleteItem DeleteType="{how}"><m:ItemIds>{item}</m:ItemIds></m:DeleteItem>')


def mark(asking: Asking, item: str, field: str, value: str) -> None:
    change = f'<t:FieldURI FieldURI="{field}"/><t:Message>{value}</t:Message>'
    asking.ews(
        '<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly"><m:ItemChanges>'
        f"<t:ItemChange>{without_key(item)}<t:Updates><t:SetItemField>{change}</t:SetItemField></t:Updates>"
        "</t:ItemChange></m:ItemChanges></m:UpdateItem>"
    )


def test_a_client_that_knows_everything_is_told_nothing(asking: Asking) -> None:
    asking.draft()
    first = sync(asking)
    assert kinds(first) == ["Create"]
    assert first.text(".//m:IncludesLastItemInRange") == "true"
    assert kinds(sync(asking, state_of(first))) == []
    assert kinds(sync(asking)) == ["Create"], "without a state it knows nothing"


def test_what_changed_meanwhile_is_told_as_what_it_is(asking: Asking) -> None:
    one, two, three = (asking.draft(f"<t:Subject>{number}</t:Subject>") for number in range(3))
    state = state_of(sync(asking))
    mark(asking, one, "message:IsRead", "<t:IsRead>false</t:IsRead>")
    mark(asking, two, "item:Subject", "<t:Subject>new</t:Subject>")
    delete(asking, three, "MoveToDeletedItems")
    asking.draft()
    changes = sync(asking, state)
    assert Counter(kinds(changes)) == Counter(["Delete", "Create", "ReadFlagChange", "Update"])
    assert changes.text(".//t:ReadFlagChange/t:IsRead") == "false"
    assert f'Id="{changes.text(".//t:Delete/t:ItemId/@Id")}"' in three


def test_what_came_and_went_between_two_questions_is_not_told(asking: Asking) -> None:
    state = state_of(sync(asking))
    delete(asking, asking.draft())
    assert kinds(sync(asking, state)) == []


def test_items_to_be_ignored_are_not_told(asking: Asking) -> None:
    item = without_key(asking.draft())
    assert kinds(sync(asking, more=f"<m:Ignore>{item}</m:Ignore>")) == []


def test_voice_mail_is_a_folder_that_can_be_synchronised_too(asking: Asking) -> None:
    first = sync(asking, folder="voicemail")
    assert kinds(first) == ["Create"]
    delete(asking, f'<t:ItemId Id="{first.text(".//t:ItemId/@Id")}"/>')
    assert kinds(sync(asking, state_of(first), folder="voicemail")) == ["Delete"]


@pytest.mark.parametrize("state", ["x", "AAAA", "no base64!"])
def test_a_state_that_is_none_is_refused(asking: Asking, state: str) -> None:
    answer = sync(asking, state)
    assert answer.code == "ErrorInvalidSyncStateData"
    assert answer.text(".//m:SyncState") == ""


def test_the_state_of_another_folder_mailbox_or_operation_is_refused(asking: Asking) -> None:
    state = state_of(sync(asking))
    assert sync(asking, state, folder="inbox").code == "ErrorInvalidSyncStateData"
    assert sync(Asking(user="else@example.com"), state).code == "ErrorInvalidSyncStateData"
    assert hierarchy(asking, state).code == "ErrorInvalidSyncStateData"


def test_a_state_from_before_what_is_remembered_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailboxes, "MOST_GONE", 3)
    asking = Asking()
    drafts = [asking.draft() for _ in range(5)]
    state = state_of(sync(asking))
    for draft in drafts[:3]:
        delete(asking, draft)
    assert kinds(sync(asking, state)) == ["Delete"] * 3
    delete(asking, drafts[3])
    assert sync(asking, state).code == "ErrorInvalidSyncStateData"


def test_a_folder_that_is_not_there_is_an_error(asking: Asking) -> None:
    folder = asking.simulator.default_mailbox.ids.folder_id(999)
    answer = asking.ews(
        "<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:SyncFolderId>"
        f'<t:FolderId Id="{folder}"/></m:SyncFolderId><m:MaxChangesReturned>1</m:MaxChangesReturned>'
        "</m:SyncFolderItems>"
    )
    assert answer.code == "ErrorSyncFolderNotFound"


@pytest.mark.parametrize("most", ["0", "513", "many"])
def test_the_number_of_changes_has_its_bounds(asking: Asking, most: Any) -> None:
    answer = sync(asking, most=most)
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorSchemaValidation"


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["add", "change", "read", "delete", "sync"]), max_size=25), st.integers(1, 4))
def test_a_client_that_follows_the_changes_ends_up_with_what_is_there(steps: list[str], most: int) -> None:
    asking = Asking(strict=False)
    drafts: list[str] = []
    known: dict[str, str] = {}
    state = ""

    def follow() -> str:
        answer = sync(asking, state, most=most)
        for change in answer.all(".//m:Changes/*"):
            (handle,) = change.iter("{*}ItemId")
            if change.tag.endswith("}Delete"):
                known.pop(handle.get("Id"))
            else:
                known[handle.get("Id")] = handle.get("ChangeKey")
        return state_of(answer)

    for step in steps:
        if step == "add":
            drafts.append(asking.draft())
        elif step == "sync":
            state = follow()
        elif drafts and step == "delete":
            delete(asking, drafts.pop(0))
        elif drafts and step == "change":
            mark(asking, drafts[0], "item:Subject", "<t:Subject>new</t:Subject>")
        elif drafts:
            mark(asking, drafts[-1], "message:IsRead", "<t:IsRead>false</t:IsRead>")
    for _ in range(60):
        before, state = state, follow()
        if before == state:
            break
    listed = asking.find("drafts").all(".//t:ItemId")
    assert known == {handle.get("Id"): handle.get("ChangeKey") for handle in listed}


# -- SyncFolderHierarchy ---------------------------------------------------------------------------------


def hierarchy(asking: Asking, state: str = "") -> Answer:
    held = f"<m:SyncState>{state}</m:SyncState>" if state else ""
    return asking.ews(
        "<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>"
        f"{held}</m:SyncFolderHierarchy>"
    )


def test_folders_are_told_once_and_again_when_they_change(asking: Asking) -> None:
    first = hierarchy(asking)
    assert set(kinds(first)) == {"Create"}
    assert "Inbox" in first.texts(".//t:DisplayName")
    assert kinds(hierarchy(asking, state_of(first))) == []
    asking.draft()
    asking.ews(
        '<m:CreateFolder><m:ParentFolderId><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderId>'
        "<m:Folders><t:Folder><t:DisplayName>Calls</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>"
    )
    changes = hierarchy(asking, state_of(first))
    assert changes.texts(".//t:Create//t:DisplayName") == ["Calls"]
    assert changes.texts(".//t:Update//t:DisplayName") == ["Drafts"]
