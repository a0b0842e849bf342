"""WBXML: whole, cut, with a string table, with data, with something behind."""

import pytest
from lxml import etree

from inspector.wire.body import open_body
from inspector.wire.body.wbxml import is_wbxml
from inspector.wire.wbxml import WBXML_TYPES, decode_wbxml, encode_wbxml
from tests.wire.body.bodies import MAIL, WBXML

HEAD = b"\x03\x01\x6a\x00"
SYNC, DATA = b"\x45", b"\x5c"  # Sync, Collections
OWN = "urn:ews-inspector:wbxml"


def test_each_string_is_a_value_with_its_element() -> None:
    number, subject = open_body(WBXML).values
    assert (number.namespace, number.name, number.parent) == ("Email2", "UmCallerID", "ApplicationData")
    assert number.path.startswith("airsync:Sync/airsync:Collections")
    assert number.path.endswith("/email2:UmCallerID")
    assert (subject.name, subject.text) == ("Subject", "Hallo da")


def test_what_is_put_is_read_back_by_the_reader_of_documents() -> None:
    body = open_body(WBXML)
    body.values[1].put([(0, 5, "Grüße")])
    assert "Grüße da" in etree.tostring(decode_wbxml(body.write()), encoding="unicode")


@pytest.mark.parametrize("cut", range(len(WBXML)))
def test_a_body_cut_anywhere_is_read_as_far_as_it_goes_and_named(cut: int) -> None:
    content = WBXML[:cut]
    body = open_body(content, "application/vnd.ms-sync.wbxml")
    assert body.write() is content
    assert cut == 0 or body.unread
    if b"+1206" in content:
        assert body.values[0].text.startswith("+1206")
        body.values[0].put([(0, 5, "+49")])
        assert b"+1206" not in body.write()
    for part in body.unread:
        part.withhold("[withheld]")
    assert isinstance(body.write(), bytes)


def test_strings_side_by_side_are_one_text() -> None:
    content = HEAD + SYNC + b"\x03An\0\x02\x60\x02\x60\x03na\0" + b"\x01"
    body = open_body(content)
    assert [value.text for value in body.values] == ["An``na"]
    body.values[0].put([(2, 4, "")])
    assert [value.text for value in open_body(body.write()).values] == ["Anna"]


def test_strings_of_the_table_are_read_where_they_are_named_and_leave_the_table_when_replaced() -> None:
    table = b"Anna Meier\0unused Jo\0"
    content = b"\x03\x01\x6a" + bytes((len(table),)) + table + SYNC + b"\x83\x00" + b"\x01"
    body = open_body(content)
    assert [(value.layer, value.text) for value in body.values] == [
        ("wbxml", "Anna Meier"),
        ("rest", "unused Jo"),
    ]
    body.values[0].put([(0, 4, "Kim")])
    body.values[1].put([(7, 9, "Al")])
    written = body.write()
    assert b"Anna" not in written
    assert b"Jo" not in written
    assert [value.text for value in open_body(written).values] == ["Kim Meier", "unused Al"]


def test_data_is_opened_or_a_value_in_base64() -> None:
    document = (
        f'<Sync xmlns="AirSync"><ServerId><w:opaque xmlns:w="{OWN}" as="base64">AAECAwQF</w:opaque>'
        "</ServerId>"
        f'<ClientId><w:opaque xmlns:w="{OWN}" as="text">Anna Meier called</w:opaque></ClientId></Sync>'
    )
    content = encode_wbxml(etree.fromstring(document))
    data, text = open_body(content).values
    assert (data.name, data.text, text.text) == ("ServerId", "AAECAwQF", "Anna Meier called")
    body = open_body(content)
    body.values[0].put([(0, 4, "BBBB")])
    body.values[1].put([(0, 4, "Kim and others, with a long name of more than 128 bytes" * 3)])
    again = open_body(body.write())
    assert again.unread == []
    assert again.values[0].text == "BBBBAwQF"
    assert again.values[1].text.startswith("Kim and others")


def test_a_mail_in_data_is_a_mail() -> None:
    content = HEAD + SYNC + b"\xc3" + bytes((0x80 | len(MAIL) >> 7, len(MAIL) & 0x7F)) + MAIL + b"\x01"
    body = open_body(content)
    assert "Anna Meier.wav" in [value.text for value in body.values]
    body.values[0].put([(0, 6, "Kim")])
    again = open_body(body.write())
    assert again.values[0].text == "Kim Brandt <jb@brandt.example>"
    assert len(again.values) == len(body.values)


@pytest.mark.parametrize("behind", [b"\r\n", b"\0", b"  \n"])
def test_blanks_behind_a_body_are_kept(behind: bytes) -> None:
    body = open_body(WBXML + behind)
    assert len(body.values) == 2
    assert body.unread == []
    body.values[1].put([(0, 1, "h")])
    assert body.write() == WBXML.replace(b"Hallo", b"hallo") + behind


def test_text_behind_a_body_is_a_value_and_data_is_named() -> None:
    body = open_body(WBXML + b"Anna Meier called")
    assert body.values[-1].text == "Anna Meier called"
    body = open_body(WBXML + bytes(range(50)))
    (part,) = body.unread
    assert part.reason == "binary data"
    assert part.withhold("[withheld]")
    assert bytes(range(50)) not in body.write()


@pytest.mark.parametrize("token", [0xC5, 0x80, 0x43, 0x84, 0x02])
def test_a_token_that_activesync_does_not_use_ends_the_reading_and_is_named(token: int) -> None:
    content = HEAD + SYNC + b"\x4b\x03one\0\x01" + bytes((token,)) + b"\x03two\0\x01\x01"
    body = open_body(content)
    assert body.values[0].text == "one"
    assert body.unread or len(body.values) == 2


def test_data_that_is_cut_off_is_read_and_still_says_how_long_it_was() -> None:
    content = HEAD + SYNC + b"\xc3\x32" + b"Anna Meier called"  # 17 of 50 bytes
    body = open_body(content)
    assert [value.text for value in body.values] == ["Anna Meier called"]
    assert [part.reason for part in body.unread] == ["the WBXML is cut off in its data"]
    body.values[0].put([(0, 4, "Kim")])
    assert body.write() == HEAD + SYNC + b"\xc3\x31" + b"Kim Meier called"


@pytest.mark.parametrize("media_type", sorted(WBXML_TYPES))
def test_a_body_that_says_what_it_is_need_not_begin_as_usual(media_type: str) -> None:
    unusual = b"\x03\x00\x6a\x00"
    assert is_wbxml(unusual, media_type)
    assert not is_wbxml(unusual, "application/octet-stream")
