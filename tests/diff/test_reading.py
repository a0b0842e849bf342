"""Values are compared by what they mean and what they are for."""

import pytest
from lxml import etree

from inspector.diff import ByMeaning, ByRole, differences
from inspector.diff.reading import Counterparts, Nature, nature_of
from inspector.protocols.common.namespaces import PREFIXES
from inspector.wire.wbxml import OPAQUE
from inspector.wire.xml import parse_xml

T = "http://schemas.microsoft.com/exchange/services/2006/types"


def told(one, other, reading=None):
    wrap = f'<t:Message xmlns:t="{T}">{{}}</t:Message>'
    roots = [parse_xml(wrap.format(each).encode()) for each in (one, other)]
    return [str(each) for each in differences(*roots, path="m", reading=reading or ByRole())]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<t:IsRead>1</t:IsRead>", "<t:IsRead>true</t:IsRead>"),
        ("<t:Size>010</t:Size>", "<t:Size>10</t:Size>"),
        (
            "<t:ReminderDueBy>2026-01-05T08:00:00Z</t:ReminderDueBy>",
            "<t:ReminderDueBy>2026-01-05T10:00:00+02:00</t:ReminderDueBy>",
        ),
        ("<t:Photo>QUJD\nREVG</t:Photo>", "<t:Photo>QUJDREVG</t:Photo>"),
        (
            "<t:AdditionalProperties><t:FieldURI/><t:ExtendedFieldURI/></t:AdditionalProperties>",
            "<t:AdditionalProperties><t:ExtendedFieldURI/><t:FieldURI/></t:AdditionalProperties>",
        ),
        ("<t:MessageText>No such call.</t:MessageText>", "<t:MessageText>No such call</t:MessageText>"),
    ],
)
def test_equal_meaning_is_no_difference(one, other):
    assert told(one, other, ByMeaning()) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<t:Subject>1</t:Subject>", "<t:Subject>true</t:Subject>"),
        ("<t:IsRead>1</t:IsRead>", "<t:IsRead>0</t:IsRead>"),
        ("<t:Subject>a</t:Subject><t:Body/>", "<t:Body/><t:Subject>a</t:Subject>"),
        (
            "<t:AdditionalProperties><t:F>1</t:F><t:F>2</t:F></t:AdditionalProperties>",
            "<t:AdditionalProperties><t:F>2</t:F><t:F>1</t:F></t:AdditionalProperties>",
        ),
    ],
)
def test_another_meaning_is_a_difference(one, other):
    assert told(one, other, ByMeaning())


def test_identifiers_stand_for_each_other_throughout():
    item = '<t:ItemId Id="{}"/><t:ParentFolderId Id="{}"/>'
    assert told(item.format("item-A", "folder-A"), item.format("item-B", "folder-B")) == []
    assert told(item.format("same-A", "same-A"), item.format("item-B", "else-B")) == [
        'm/t:ParentFolderId/@Id: recorded "same-A", got "else-B"'
    ]


def test_one_identifier_cannot_stand_for_two():
    item = '<t:ItemId Id="{}"/><t:ParentFolderId Id="{}"/>'
    assert len(told(item.format("one", "two"), item.format("new", "new"))) == 1


def test_an_identifier_that_was_seen_to_be_the_same_cannot_become_another():
    reading = ByRole()
    item = '<t:ItemId Id="{}"/>'
    assert told(item.format("A"), item.format("A"), reading) == []
    assert len(told(item.format("A"), item.format("B"), reading)) == 1


def test_change_keys_and_times_of_the_server_may_differ_and_are_counted():
    reading = ByRole()
    one = '<t:ItemId Id="A" ChangeKey="1"/><t:DateTimeSent>2026-01-05T08:00:00Z</t:DateTimeSent>'
    other = '<t:ItemId Id="A" ChangeKey="2"/><t:DateTimeSent>2026-02-05T08:00:00Z</t:DateTimeSent>'
    assert told(one, other, reading) == []
    assert reading.by_nature == {Nature.TOKEN: 1, Nature.TIME: 1, Nature.IDENTIFIER: 0}
    assert len(told(one, other, ByMeaning())) == 2


def test_what_is_no_time_any_more_is_a_difference():
    one = "<t:DateTimeSent>2026-01-05T08:00:00Z</t:DateTimeSent>"
    assert told(one, "<t:DateTimeSent>yesterday</t:DateTimeSent>") != []


def test_an_item_that_was_added_is_found_although_all_identifiers_are_new():
    def items(*named):
        return (
            "<t:L>" + "".join(f'<t:I><t:ItemId Id="{i}"/><t:S>{s}</t:S></t:I>' for i, s in named) + "</t:L>"
        )

    found = told(items(("a1", "one"), ("a2", "two")), items(("b1", "one"), ("bX", "new"), ("b2", "two")))
    assert found == ['m/t:L/t:I[2]: recorded nothing, got "<t:I>"']


@pytest.mark.parametrize(
    ("element", "attribute", "role"),
    [
        ("t:ItemId", "Id", Nature.IDENTIFIER),
        ("t:DistinguishedFolderId", "Id", Nature.VALUE),
        ("t:StartTimeZone", "Id", Nature.VALUE),
        ("t:ItemId", "ChangeKey", Nature.TOKEN),
        ("m:SyncState", "", Nature.TOKEN),
        ("t:InternetMessageId", "", Nature.TOKEN),
        ("t:TokenValue", "", Nature.TOKEN),
        ("m:CallId", "", Nature.IDENTIFIER),
        ("airsync:ServerId", "", Nature.IDENTIFIER),
        ("t:InReplyTo", "", Nature.IDENTIFIER),
        ("t:DateTimeSent", "", Nature.TIME),
        ("t:MimeContent", "", Nature.MIME),
        ("t:Subject", "", Nature.VALUE),
        ("m:Pin", "", Nature.VALUE),
    ],
)
def test_roles_follow_from_places(element, attribute, role):
    prefix, _, name = element.partition(":")
    assert nature_of(etree.Element(f"{{{PREFIXES[prefix]}}}{name}"), attribute) is role


def test_the_role_of_opaque_data_is_that_of_its_element():
    key = etree.SubElement(etree.Element("{Email2}ConversationIndex"), OPAQUE)
    assert nature_of(key) is Nature.TOKEN


def test_counterparts_are_bounded():
    counterparts = Counterparts()
    for n in range(100_010):
        counterparts.set(f"a{n}", f"b{n}")
    assert counterparts.of("a0") is None
    assert counterparts.of("a50010") == "b50010"
    assert counterparts.of("a100009") == "b100009"
