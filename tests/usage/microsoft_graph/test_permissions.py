"""The consent list of the new program: all that is needed, and nothing besides."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.usage.facts import Kind
from inspector.usage.microsoft_graph.permissions import consent_of
from inspector.usage.microsoft_graph.verdicts import verdicts_of
from tests.usage.counting import inventory_of as inventory_of_files
from tests.usage.test_inventory import cassette, one
from tests.usage.test_requests import find, inventory_of

SEND = '<m:CreateItem MessageDisposition="{}"><m:Items><t:Message/></m:Items></m:CreateItem>'
GET = "<m:GetFolder><m:FolderIds><t:DistinguishedFolderId Id='{}'/></m:FolderIds></m:GetFolder>"


def names(*bodies: str) -> tuple[list[str], list[str]]:
    consent = consent_of(inventory_of(*bodies))
    return [each.name for each in consent.delegated], [each.name for each in consent.application]


@pytest.mark.parametrize(
    ("disposition", "wanted"),
    [
        ("SaveOnly", ["Mail.ReadWrite"]),
        ("SendOnly", ["Mail.Send"]),
        ("SendAndSaveCopy", ["Mail.Send"]),
    ],
)
def test_sending_and_saving_need_different_permissions(disposition: str, wanted: list[str]) -> None:
    assert names(SEND.format(disposition))[0] == wanted


def test_the_kind_of_thing_decides() -> None:
    assert names(GET.format("calendar")) == (["Calendars.ReadBasic"], ["Calendars.ReadBasic"])
    assert names(GET.format("inbox")) == (["Mail.ReadBasic"], ["Mail.ReadBasic.All"])
    assert names(GET.format("tasks")) == (["Tasks.Read"], ["Tasks.Read.All"])


def test_what_a_greater_one_holds_is_left_out_and_its_operations_are_kept() -> None:
    consent = consent_of(inventory_of(GET.format("inbox"), SEND.format("SaveOnly")))
    (one,) = consent.delegated
    assert (one.name, set(one.operations)) == ("Mail.ReadWrite", {"GetFolder", "CreateItem"})


def test_where_the_kind_is_not_shown_all_kinds_are_listed() -> None:
    assert "Calendars.ReadBasic" in names(find(""))[0]
    assert "Mail.ReadBasic" in names(find(""))[0]


FOUND = "<m:FindItemResponse><m:ResponseMessages>{}</m:ResponseMessages></m:FindItemResponse>"
DELETE = '<m:DeleteItem DeleteType="HardDelete"><m:ItemIds><t:ItemId Id="{}"/></m:ItemIds></m:DeleteItem>'


def deleting(path: Path, *identifiers: str) -> dict[str, tuple[str, ...]]:
    """The permissions, each with what it is for, of a client that has seen an appointment and deletes."""
    seen = FOUND.format('<t:CalendarItem><t:ItemId Id="SEEN" ChangeKey="C"/></t:CalendarItem>')
    deleted = [one(n, DELETE.format(each)) for n, each in enumerate(identifiers, 2)]
    inventory = inventory_of_files([cassette(path, one(1, find(""), seen), *deleted)])
    return {each.name: each.operations for each in consent_of(inventory).delegated}


def test_an_identifier_is_of_the_kind_that_an_earlier_answer_had_it_for(tmp_path: Path) -> None:
    assert deleting(tmp_path / "a.jsonl", "SEEN") == {"Calendars.ReadWrite": ("DeleteItem", "FindItem")}


def test_of_an_identifier_that_no_answer_had_the_kind_is_said_not_to_be_shown(tmp_path: Path) -> None:
    assert deleting(tmp_path / "a.jsonl", "SEEN", "OTHER") == {
        "Calendars.ReadWrite": ("DeleteItem", "FindItem"),
        "Contacts.ReadWrite": ("DeleteItem (kind not shown)",),
        "Mail.ReadWrite": ("DeleteItem (kind not shown)",),
        "Tasks.ReadWrite": ("DeleteItem (kind not shown)",),
    }
    (operation,) = inventory_of(DELETE.format("OTHER")).of_kind(Kind.OPERATION)
    assert "kind not shown" in verdicts_of(operation)[0].parts


def test_where_something_is_moved_to_does_not_tell_what_it_is() -> None:
    folder = '<t:DistinguishedFolderId Id="deleteditems"/>'
    body = f"<m:MoveItem><m:ToFolderId>{folder}</m:ToFolderId><m:ItemIds/></m:MoveItem>"
    (operation,) = inventory_of(body).of_kind(Kind.OPERATION)
    assert operation.resources == {"": 1}


def test_what_has_no_successor_needs_no_permission() -> None:
    assert names("<m:GetImItemList/>") == ([], [])


def test_a_successor_that_names_no_permission_is_told() -> None:
    assert consent_of(inventory_of("<m:DeleteAttachment/>")).unknown == ("DeleteAttachment",)
