"""Marking all that is in a folder as read, and as unread again."""

from tests.simulator.asking import Answer, Asking


def mark(asking: Asking, read: str, *folders: str) -> Answer:
    named = "".join(f'<t:DistinguishedFolderId Id="{folder}"/>' for folder in folders)
    return asking.ews(
        f"<m:MarkAllItemsAsRead><m:ReadFlag>{read}</m:ReadFlag><m:SuppressReadReceipts>true"
        f"</m:SuppressReadReceipts><m:FolderIds>{named}</m:FolderIds></m:MarkAllItemsAsRead>"
    )


def unread(asking: Asking) -> list[str]:
    return asking.find("drafts", base="AllProperties").texts(".//t:IsRead")


def test_all_items_of_the_folders_are_marked() -> None:
    asking = Asking()
    for read in ("true", "false"):
        asking.draft(f"<t:Subject>x</t:Subject><t:IsRead>{read}</t:IsRead>")
    assert mark(asking, "true", "drafts").code == "NoError"
    assert unread(asking) == ["true", "true"]
    mark(asking, "false", "drafts")
    assert unread(asking) == ["false", "false"]


def test_a_folder_that_is_not_there_does_not_stop_the_others() -> None:
    asking = Asking()
    asking.draft("<t:Subject>x</t:Subject><t:IsRead>false</t:IsRead>")
    assert mark(asking, "true", "publicfoldersroot", "drafts").codes == ["ErrorFolderNotFound", "NoError"]
    assert unread(asking) == ["true"]
