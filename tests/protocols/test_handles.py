"""Handles are read where the tables of operations say that they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from inspector.protocols.common.namespaces import MESSAGES, TYPES
from inspector.protocols.handles import handles_in, is_handle, values_replaced

GET_ITEM = """<m:GetItem xmlns:m="urn:m" xmlns:t="urn:t"><m:ItemIds>
  <t:ItemId Id="one" ChangeKey="k"/><!-- a comment --><t:ItemId Id="two"/><t:ItemId Id="one"/><t:ItemId/>
</m:ItemIds><m:ContactId Id="three"/></m:GetItem>"""


@pytest.mark.parametrize(
    ("xml", "paths", "handles"),
    [
        (GET_ITEM, ("ItemId/@Id",), ["one", "two"]),
        (GET_ITEM, ("ContactId/@Id", "ItemId/@Id"), ["one", "two", "three"]),
        (GET_ITEM, ("ItemIds/ItemId/@Id",), ["one", "two"]),
        (GET_ITEM, ("Nothing/@Id",), []),
        (GET_ITEM, (), []),
        ("<Disconnect><CallId> c1 </CallId></Disconnect>", ("CallId",), ["c1"]),
        ("<Disconnect><CallId><x/></CallId></Disconnect>", ("CallId",), []),
        ("<a:R xmlns:a='urn:a'><a:R>c1</a:R></a:R>", ("R",), ["c1"]),
        ("<GetItem><ItemId Id='i'/></GetItem>", ("ItemId/@Id",), ["i"]),
    ],
)
def test_handles_come_once_each_in_the_order_of_the_document(xml, paths, handles):
    assert handles_in(etree.fromstring(xml), paths) == handles


def test_an_identifier_is_known_by_where_it_stands():
    element = etree.fromstring(GET_ITEM.replace("urn:m", MESSAGES).replace("urn:t", TYPES))
    item = element[0][0]
    assert is_handle(item, "Id") and is_handle(item, "ChangeKey")
    assert is_handle(etree.Element(f"{{{MESSAGES}}}CallId")) and is_handle(etree.Element("CallId"))
    for name, attribute in (("DistinguishedFolderId", "Id"), ("StartTimeZone", "Id"), ("Subject", "")):
        assert not is_handle(etree.Element(f"{{{TYPES}}}{name}"), attribute)


def test_what_a_mail_is_called_is_no_handle():
    for name in ("InternetMessageId", "InReplyTo", "References", "UID"):
        assert not is_handle(etree.Element(f"{{{TYPES}}}{name}"))


def test_values_are_replaced_where_they_are_the_whole_of_an_attribute_or_an_element():
    body = b'<ItemId Id="abcdef"/><CallId> abcdef </CallId><Subject>say abcdef aloud</Subject>'
    changed = values_replaced(body, {b"abcdef": b"ghijkl"}.get)
    assert changed == b'<ItemId Id="ghijkl"/><CallId> ghijkl </CallId><Subject>say abcdef aloud</Subject>'


@given(st.binary(max_size=200))
def test_nothing_is_replaced_without_an_instead(body):
    assert values_replaced(body, lambda value: None) == body
