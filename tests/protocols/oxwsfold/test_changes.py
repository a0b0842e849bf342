"""UpdateFolder, DeleteFolder and EmptyFolder (MS-OXWSFOLD), as any client could ask."""

import pytest

from tests.simulator.asking import Answer, Asking


@pytest.fixture
def asking() -> Asking:
    return Asking()


def known(name: str) -> str:
    return f'<t:DistinguishedFolderId Id="{name}"/>'


def make(asking: Asking, name: str, parent: str = "") -> str:
    """Makes a folder and returns its FolderId as a request has it."""
    answer = asking.ews(
        f"<m:CreateFolder><m:ParentFolderId>{parent or known('inbox')}</m:ParentFolderId><m:Folders>"
        f"<t:Folder><t:DisplayName>{name}</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>"
    )
    return f'<t:FolderId Id="{answer.text(".//t:FolderId/@Id")}"/>'


def fill(asking: Asking, folder: str, subject: str) -> None:
    asking.ews(
        f'<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId>{folder}</m:SavedItemFolderId>'
        f"<m:Items><t:Message><t:Subject>{subject}</t:Subject></t:Message></m:Items></m:CreateItem>"
    )


def names(asking: Asking, parent: str) -> list[str]:
    return asking.ews(
        '<m:FindFolder Traversal="Shallow"><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>'
        f"<m:ParentFolderIds>{known(parent)}</m:ParentFolderIds></m:FindFolder>"
    ).texts(".//t:DisplayName")


def rename(asking: Asking, folder: str, name: str, field: str = "DisplayName") -> Answer:
    return asking.ews(
        f"<m:UpdateFolder><m:FolderChanges><t:FolderChange>{folder}<t:Updates><t:SetFolderField>"
        f'<t:FieldURI FieldURI="folder:{field}"/><t:Folder><t:{field}>{name}</t:{field}></t:Folder>'
        "</t:SetFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>"
    )


def delete(asking: Asking, folder: str, how: str = "HardDelete") -> str:
    return asking.ews(
        f'<m:DeleteFolder DeleteType="{how}"><m:FolderIds>{folder}</m:FolderIds></m:DeleteFolder>'
    ).code


def empty(asking: Asking, folder: str, how: str = "HardDelete", too: str = "false") -> str:
    return asking.ews(
        f'<m:EmptyFolder DeleteType="{how}" DeleteSubFolders="{too}"><m:FolderIds>{folder}</m:FolderIds>'
        "</m:EmptyFolder>"
    ).code


def test_a_folder_gets_a_name_that_no_other_beside_it_has(asking: Asking) -> None:
    calls = make(asking, "Calls")
    make(asking, "Letters")
    assert rename(asking, calls, "Voices").code == "NoError"
    assert names(asking, "inbox") == ["Voices", "Letters"]
    assert rename(asking, calls, "LETTERS").code == "ErrorFolderExists"
    assert rename(asking, calls, "").code == "ErrorFolderSavePropertyError"
    assert rename(asking, calls, "IPF.Note", "FolderClass").code == "ErrorInvalidPropertySet"
    assert rename(asking, known("inbox"), "Mine").code == "ErrorFolderSavePropertyError"


def test_permissions_that_a_folder_never_had_can_be_taken_away(asking: Asking) -> None:
    answer = asking.ews(
        f"<m:UpdateFolder><m:FolderChanges><t:FolderChange>{make(asking, 'Calls')}<t:Updates>"
        '<t:DeleteFolderField><t:FieldURI FieldURI="folder:PermissionSet"/></t:DeleteFolderField>'
        "</t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>"
    )
    assert answer.code == "NoError" and names(asking, "inbox") == ["Calls"]


@pytest.mark.parametrize("how", ["HardDelete", "SoftDelete"])
def test_a_folder_is_deleted_with_all_that_is_in_it(asking: Asking, how: str) -> None:
    calls = make(asking, "Calls")
    inner = make(asking, "Inner", calls)
    fill(asking, inner, "inside")
    before = len(asking.simulator.default_mailbox.items)
    assert delete(asking, calls, how) == "NoError"
    assert names(asking, "inbox") == []
    assert len(asking.simulator.default_mailbox.items) == before - 1
    assert delete(asking, inner) == "ErrorFolderNotFound"
    assert delete(asking, known("inbox")) == "ErrorDeleteDistinguishedFolder"


def test_a_folder_goes_to_deleted_items_first_and_then_for_good(asking: Asking) -> None:
    calls = make(asking, "Calls")
    assert delete(asking, calls, "MoveToDeletedItems") == "NoError"
    assert (names(asking, "inbox"), names(asking, "deleteditems")) == ([], ["Calls"])
    assert delete(asking, calls, "MoveToDeletedItems") == "NoError"
    assert names(asking, "deleteditems") == []


def test_a_folder_is_emptied_with_or_without_the_folders_in_it(asking: Asking) -> None:
    calls = make(asking, "Calls")
    make(asking, "Inner", calls)
    fill(asking, calls, "one")
    assert empty(asking, calls) == "NoError"
    calls_number = asking.simulator.default_mailbox.subfolders(3)[0].number
    assert asking.simulator.default_mailbox.subfolders(calls_number)[0].name == "Inner"
    fill(asking, calls, "two")
    assert empty(asking, calls, "MoveToDeletedItems", "true") == "NoError"
    assert asking.simulator.default_mailbox.subfolders(calls_number) == []
    assert asking.subjects("deleteditems") == ["two"]
    assert names(asking, "deleteditems") == ["Inner"]
    assert empty(asking, known("deleteditems"), "MoveToDeletedItems", "true") == "NoError"
    assert (asking.subjects("deleteditems"), names(asking, "deleteditems")) == ([], [])
    assert empty(asking, known("msgfolderroot")) == "ErrorCannotEmptyFolder"


def test_who_synchronises_folders_is_told_of_those_that_are_gone(asking: Asking) -> None:
    calls = make(asking, "Calls")

    def sync(state: str) -> Answer:
        return asking.ews(
            "<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>"
            f"{state}</m:SyncFolderHierarchy>"
        )

    state = f"<m:SyncState>{sync('').text('.//m:SyncState')}</m:SyncState>"
    rename(asking, calls, "Voices")
    assert sync(state).texts(".//t:Update//t:DisplayName") == ["Voices"]
    delete(asking, calls)
    changes = sync(state)
    assert changes.texts(".//t:Delete/t:FolderId/@Id") == [calls.split('"')[1]]


def test_a_folder_that_was_deleted_does_not_come_back_from_a_store(tmp_path) -> None:
    for _ in range(2):
        asking = Asking(store=tmp_path / "box.sqlite")
        assert names(asking, "inbox") == []
        delete(asking, make(asking, "Calls"))
        asking.simulator.close()
