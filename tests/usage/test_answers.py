"""What answers show."""

from __future__ import annotations

import pytest
from lxml import etree

from inspector.usage.answers import item_class, read_answer, version_asked, version_seen
from inspector.usage.facts import Found, Key, Kind
from inspector.usage.vocabulary import NO_NAME
from tests.messages import soap


def shown(body: str) -> Found:
    found = Found()
    read_answer(etree.fromstring(soap(body)), found)
    return found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("IPM.Note", "IPM.Note"),
        ("ipm.note", "IPM.Note"),
        ("IPM.Note.FriedaSperling", "IPM.Note.*"),
        ("IPM.StickyNote", "IPM.StickyNote"),
        ("IPM.Invented", "IPM.*"),
        ("FriedaSperling", NO_NAME),
        ("", NO_NAME),
        ("IPM." * 5000, "IPM.*"),
    ],
)
def test_an_item_class_is_told_as_far_as_everybody_knows_it(text: str, told: str) -> None:
    assert item_class(text) == told


def test_items_attachments_and_notifications_that_came_back_are_counted() -> None:
    found = shown(
        "<m:R><m:Items><t:Message><t:MimeContent/></t:Message><t:Message/><t:CalendarItem/></m:Items>"
        "<t:MovedEvent/></m:R>"
    )
    assert found.counts == {
        Key(Kind.ITEM, "Message", "returned"): 2,
        Key(Kind.ATTACHMENT, "MimeContent", "returned"): 1,
        Key(Kind.ITEM, "CalendarItem", "returned"): 1,
        Key(Kind.EVENT, "MovedEvent", "received"): 1,
    }
    assert found.resources == {"message", "event"}


@pytest.mark.parametrize(
    ("code", "told", "failed"),
    [
        ("NoError", [], False),
        ("ErrorItemNotFound", ["ErrorItemNotFound"], True),
        ("ErrorFriedaSperling", [NO_NAME], True),
    ],
)
def test_an_error_is_told_by_its_code_if_the_schemas_have_it(
    code: str, told: list[str], failed: bool
) -> None:
    found = shown(f"<m:R><m:ResponseCode>{code}</m:ResponseCode></m:R>")
    assert [key.name for key in found.counts if key.kind is Kind.ERROR] == told
    assert found.failed is failed


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("Exchange2013_SP1", "Exchange2013_SP1"),
        ("V2017_07_11", "V2017_07_11"),
        ("V2_10", "V2_10"),
        ("Exchange2013_Frieda", NO_NAME),
        ("mail.example.com", NO_NAME),
    ],
)
def test_a_version_is_told_if_it_looks_like_one(version: str, told: str) -> None:
    assert version_asked(etree.fromstring(f'<RequestServerVersion Version="{version}"/>')) == told


def test_the_build_of_the_server_is_made_of_numbers() -> None:
    numbers = 'MajorVersion="15" MinorVersion="20" MajorBuildNumber="7" MinorBuildNumber="frieda"'
    header = etree.fromstring(f'<ServerVersionInfo {numbers} Version="Exchange2016"/>')
    assert version_seen(header) == "Exchange2016 15.20.7"
    assert version_seen(etree.fromstring("<ServerVersionInfo/>")) == NO_NAME
