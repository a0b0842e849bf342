"""WBXML: bytes to trees to XML and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from inspector.wire.wbxml import (
    CODE_PAGES,
    WbxmlDocument,
    WbxmlError,
    decode_wbxml,
    document_to_xml,
    encode_wbxml,
    opaque_bytes,
    read_document,
    write_document,
)
from inspector.wire.wbxml.tree import Element, Entity, Inline, Opaque, Part, Reference

# The voice message of MS-ASEMAIL section 4.1.3.1, element by element: the path and what it holds. The section
# names the caller's number CallerID, which no code page has; the element is UmCallerID (section 2.2.2.83).
VOICE_MESSAGE = (
    ("airsync:SyncKey", "1336143213"),
    ("airsync:CollectionId", "20"),
    ("airsync:Status", "1"),
    ("airsync:ServerId", "20:2"),
    ("email:To", '"Device User" <someone@example.com>'),
    ("email:From", '"7125550123" <7125550123>'),
    ("email:Subject", "Voice Mail from 7125550123 (3 seconds)"),
    ("email:DateReceived", "2007-11-06T23:42:16.829Z"),
    ("email:DisplayTo", "Device User"),
    ("email:ThreadTopic", "Voice Mail from 7125550123 (3 seconds)"),
    ("email:Importance", "1"),
    ("email:Read", "1"),
    ("airsyncbase:DisplayName", "7125550123 (3 seconds) Voice Mail.wma"),
    ("airsyncbase:FileReference", "20%3a2%3a0"),
    ("airsyncbase:Method", "1"),
    ("airsyncbase:EstimatedDataSize", "9025"),
    ("email2:UmAttOrder", "1"),
    ("email2:UmAttDuration", "3"),
    ("airsyncbase:Type", "3"),
    ("airsyncbase:EstimatedDataSize", "1512"),
    ("airsyncbase:Truncated", "1"),
    ("email:MessageClass", "IPM.Note.Microsoft.Voicemail.UM.CA"),
    ("email:InternetCPID", "20127"),
    ("email:ContentClass", "urn:content-classes:message"),
    ("airsyncbase:NativeBodyType", "3"),
    ("email2:UmCallerID", "7125550123"),
    ("email2:UmUserNotes", "7125550123"),
)


def by_hand(*pieces: int | str) -> bytes:
    """A body put together by hand: tokens as numbers, inline strings as text."""
    body = b"".join(
        bytes([piece]) if isinstance(piece, int) else b"\x03" + piece.encode() + b"\0" for piece in pieces
    )
    return b"\x03\x01\x6a\x00" + body


def voice_message_in_tokens() -> bytes:
    """The same by the tables of MS-ASWBXML: nothing of this project has written these tokens."""
    said = iter([text for _, text in VOICE_MESSAGE])

    def of(*tokens: int) -> list[int | str]:
        """Elements that hold a text and nothing else."""
        return [piece for token in tokens for piece in (token, next(said), 0x01)]

    return by_hand(
        *(0x45, 0x5C, 0x4F, *of(0x4B, 0x52, 0x4E)),
        *(0x56, 0x47, *of(0x4D), 0x5D),
        *(0x00, 0x02, *of(0x56, 0x58, 0x54, 0x4F, 0x51, 0x75, 0x52, 0x55)),
        *(0x00, 0x11, 0x4E, 0x4F, *of(0x50, 0x51, 0x52, 0x4C)),
        *(0x00, 0x16, *of(0x48, 0x47), 0x01, 0x01),
        *(0x00, 0x11, 0x4A, *of(0x46, 0x4C, 0x4D), 0x01),
        *(0x00, 0x02, *of(0x53, 0x79, 0x7C)),
        *(0x00, 0x11, *of(0x56)),
        *(0x00, 0x16, *of(0x45, 0x46)),
        *(0x01, 0x01, 0x01, 0x01, 0x01, 0x01),
    )


def test_the_published_voice_message_decodes_to_what_the_document_shows() -> None:
    sync = decode_wbxml(voice_message_in_tokens())
    leaves = [etree.QName(element) for element in sync.iter() if not len(element)]
    texts = [element.text for element in sync.iter() if not len(element)]
    assert [
        (f"{(name.namespace or '').lower()}:{name.localname}", text)
        for name, text in zip(leaves, texts, strict=True)
    ] == list(VOICE_MESSAGE)
    data = "{AirSync}Collections/{AirSync}Collection/{AirSync}Commands/{AirSync}Add/{AirSync}ApplicationData"
    item = sync.find(data)
    assert item is not None
    assert [etree.QName(child).localname for child in item][8:] == [
        *("Attachments", "Body", "MessageClass", "InternetCPID", "ContentClass"),
        *("NativeBodyType", "UmCallerID", "UmUserNotes"),
    ]
    attachment = item.find("{AirSyncBase}Attachments/{AirSyncBase}Attachment")
    assert attachment is not None
    assert attachment.findtext("{Email2}UmAttOrder") == "1"
    assert attachment.findtext("{Email2}UmAttDuration") == "3"


def test_the_published_voice_message_goes_back_to_the_same_bytes() -> None:
    body = voice_message_in_tokens()
    assert encode_wbxml(decode_wbxml(body)) == body


def test_the_name_that_the_published_example_gives_the_caller_has_no_token() -> None:
    with pytest.raises(WbxmlError, match="CallerID"):
        encode_wbxml(etree.fromstring('<Sync xmlns="AirSync:"><CallerID xmlns="Email2:">1</CallerID></Sync>'))


def test_an_umlaut_is_text_and_not_its_bytes() -> None:
    assert decode_wbxml(by_hand(0x00, 0x02, 0x54, "Grüße aus Łódź 📞", 0x01)).text == "Grüße aus Łódź 📞"


def test_prefixes_are_declared_once_at_the_root() -> None:
    shown = etree.tostring(decode_wbxml(voice_message_in_tokens()), encoding="unicode")
    assert shown.startswith('<Sync xmlns="AirSync" xmlns:')
    assert shown.count("xmlns:email2=") == 1


def test_every_named_token_of_every_code_page_survives_xml() -> None:
    count = 0
    for page in CODE_PAGES:
        for token, name in page.names.items():
            document = WbxmlDocument(Element(page.number, token, (Inline(b"x"),)))
            xml = document_to_xml(document)
            assert xml.tag == f"{{{page.namespace}}}{name}"
            assert encode_wbxml(xml) == write_document(document)
            count += 1
    assert count > 600


def test_a_token_that_no_document_names_is_shown_by_its_number_and_kept() -> None:
    body = by_hand(0x00, 0x16, 0x45 + 0x25, "x", 0x01)
    xml = decode_wbxml(body)
    assert xml.tag == "{Email2}_0x2A"
    assert encode_wbxml(xml) == body


def test_a_code_page_that_no_document_names_is_shown_by_its_number_and_kept() -> None:
    body = by_hand(0x45, 0x00, 0xC8, 0x45, "x", 0x01, 0x01)
    xml = decode_wbxml(body)
    assert xml[0].tag == "{urn:ews-inspector:wbxml:page-200}_0x05"
    assert encode_wbxml(xml) == body


def test_opaque_data_is_kept_to_the_byte() -> None:
    # Email2:ConversationId is a byte array (MS-ASCON section 2.2.2.3.3).
    body = b"\x03\x01\x6a\x00\x00\x16\x49\xc3\x04\x00\xff\x80\x01\x01"
    xml = decode_wbxml(body)
    assert opaque_bytes(xml[0]) == b"\x00\xff\x80\x01"
    assert xml[0].get("as") == "base64"
    assert encode_wbxml(xml) == body


def test_opaque_data_that_is_text_is_shown_as_text() -> None:
    body = b"\x03\x01\x6a\x00\x00\x15\x50\xc3\x0cSubject: x\n\n\x01"
    xml = decode_wbxml(body)
    assert (xml[0].get("as"), xml[0].text) == ("text", "Subject: x\n\n")
    assert encode_wbxml(xml) == body


def test_a_mime_message_with_its_line_ends_comes_back_as_it_was() -> None:
    mime = b"Subject: x\r\n\r\nHello\r\n"
    body = b"\x03\x01\x6a\x00\x00\x15\x50\xc3" + bytes([len(mime)]) + mime + b"\x01"
    assert encode_wbxml(decode_wbxml(body)) == body
    assert encode_wbxml(etree.fromstring(etree.tostring(decode_wbxml(body)))) == body


def test_strings_that_xml_cannot_hold_are_kept() -> None:
    body = b"\x03\x01\x6a\x00\x00\x02\x54\x03a\x01b\xff\x00\x01"
    xml = decode_wbxml(body)
    assert xml[0].tag == "{urn:ews-inspector:wbxml}string"
    assert encode_wbxml(xml) == body


def test_the_string_table_gives_names_and_texts() -> None:
    body = b"\x03\x01\x6a\x0bFolder\x00Anna\x00\x44\x00\x83\x07\x01"
    body = body.replace(b"\x0bFolder", b"\x0cFolder")
    xml = decode_wbxml(body)
    assert (xml.tag, xml.text) == ("Folder", "Anna")
    assert write_document(read_document(body)) == body
    again = decode_wbxml(encode_wbxml(xml))
    assert (again.tag, again.text) == ("Folder", "Anna")


def test_a_public_id_in_the_string_table_is_kept() -> None:
    body = b"\x03\x00\x00\x6a\x03-//\x00\x05"
    body = body.replace(b"\x6a\x03", b"\x6a\x04")
    assert write_document(read_document(body)) == body


def test_an_entity_is_its_character() -> None:
    assert decode_wbxml(b"\x03\x01\x6a\x00\x00\x02\x54\x02\x81\x20\x01").text == "\u00a0"


def test_white_space_between_elements_is_no_content_but_in_a_text_it_is() -> None:
    xml = etree.fromstring('<Sync xmlns="AirSync">\n  <SyncKey> 1 </SyncKey>\n  <Status>\n</Status></Sync>')
    read = decode_wbxml(encode_wbxml(xml))
    assert read.text is None
    assert [child.text for child in read] == [" 1 ", "\n"]


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ('<Sync xmlns="urn:other"/>', "namespace"),
        ('<Nonsense xmlns="AirSync"/>', "name"),
        ('<Sync xmlns="AirSync" a="1"/>', "attribute"),
        ('<Sync xmlns="AirSync" xmlns:w="urn:ews-inspector:wbxml"><w:opaque as="base64">!</w:opaque></Sync>', "opaque"),  # noqa: E501
        ('<_0x04 xmlns="AirSync"/>', "name"),
        ('<_0x05 xmlns="urn:ews-inspector:wbxml:page-999"/>', "namespace"),
    ],
)  # fmt: skip
def test_xml_that_wbxml_cannot_say_is_refused(xml: str, reason: str) -> None:
    with pytest.raises(WbxmlError) as refused:
        encode_wbxml(etree.fromstring(xml))
    assert refused.value.reason == reason


# Round trips over all code pages

_TABLE = b"first\0\0second\xc3\xa9\0"
_OFFSETS = (0, 2, 6, 7, 9)

_strings = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12).map(str.encode),
    st.binary(max_size=6).map(lambda raw: raw.replace(b"\0", b"?")),
)
_leaves: st.SearchStrategy[Part] = st.one_of(
    _strings.map(Inline),
    st.binary(max_size=200).map(Opaque),
    st.sampled_from(_OFFSETS).map(Reference),
    st.integers(1, 0xD7FF).map(Entity),
)


def _elements(content: st.SearchStrategy[Part]) -> st.SearchStrategy[Element]:
    contents = st.one_of(st.none(), st.lists(content, max_size=4).map(tuple))
    named = st.builds(Element, st.integers(0, 25), st.integers(0x05, 0x3F), contents)
    foreign = st.builds(Element, st.integers(26, 255), st.integers(0x05, 0x3F), contents)
    literal = st.builds(Element, st.just(0), st.just(0x04), contents, st.sampled_from((0, 7)))
    return st.one_of(named, named, named, foreign, literal)


_parts: st.SearchStrategy[Part] = st.recursive(_leaves, _elements, max_leaves=12)
_documents = st.builds(WbxmlDocument, _elements(_parts), strings=st.just(_TABLE))


@given(_documents)
def test_a_document_of_any_code_page_is_read_as_it_was_written(document: WbxmlDocument) -> None:
    written = write_document(document)
    read = read_document(written)
    assert read == document
    assert write_document(read) == written


@given(_documents)
def test_xml_says_the_same_after_a_way_to_bytes_and_back(document: WbxmlDocument) -> None:
    try:
        xml = document_to_xml(document)
    except WbxmlError as refused:  # a literal whose name no element can have
        assert refused.reason == "name"
        return
    again = decode_wbxml(encode_wbxml(xml))
    assert _said(again) == _said(xml)


def _said(element: etree._Element) -> object:
    """What an element says: neighbouring strings are one, and white space between elements is none."""
    parts: list[object] = []
    text = element.text or ""
    for child in element:
        parts += [text, _said(child)]
        text = child.tail or ""
    parts.append(text)
    mixed = len(element) > 0
    kept = [part for part in parts if part != "" and not (mixed and isinstance(part, str) and part.isspace())]
    return (element.tag, dict(element.attrib), kept)
