"""The consent list of the new program: all that is needed, and nothing besides."""

from __future__ import annotations

import pytest

from inspector.usage.graph.permissions import consent_of
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


def test_what_has_no_successor_needs_no_permission() -> None:
    assert names("<m:GetImItemList/>") == ([], [])


def test_a_successor_that_names_no_permission_is_told() -> None:
    assert consent_of(inventory_of("<m:DeleteAttachment/>")).unknown == ("DeleteAttachment",)
