"""ActiveSync bodies as XML that people and rules read."""

from __future__ import annotations

import gzip

import pytest
from lxml import etree

from inspector.protocols.asemail import DOCUMENT
from inspector.protocols.message import request_message, response_message
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import identify, operation, operations
from inspector.wire.binary_xml import form_of, readable, root_of
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.wbxml import MULTIPART_TYPE, WBXML_TYPE, WbxmlError, encode_wbxml
from inspector.wire.xml import XmlError

SYNC = encode_wbxml(etree.fromstring('<Sync xmlns="AirSync"><Status>1</Status></Sync>'))
URL = "https://mail.example.com/Microsoft-Server-ActiveSync?Cmd=Sync&DeviceId=1&DeviceType=t"


def typed(media_type: str, body: bytes, **more: str) -> HttpResponse:
    fields = [("Content-Type", media_type)] if media_type else []
    fields += [(name.replace("_", "-"), value) for name, value in more.items()]
    return HttpResponse(Headers(fields), body)


@pytest.mark.parametrize(
    "media_type", [WBXML_TYPE, "application/vnd.ms-sync", f"{WBXML_TYPE}; charset=utf-8"]
)
def test_a_body_of_each_of_the_media_types_is_shown_as_indented_xml(media_type: str) -> None:
    assert readable(typed(media_type, SYNC)) == '<Sync xmlns="AirSync">\n  <Status>1</Status>\n</Sync>\n'


def test_a_body_is_known_by_its_beginning_if_nobody_named_its_type() -> None:
    assert form_of(typed("", SYNC))
    assert not form_of(typed("", b"<html/>"))


def test_a_packed_body_is_unpacked_first() -> None:
    assert root_of(typed(WBXML_TYPE, gzip.compress(SYNC), Content_Encoding="gzip")) is not None


def test_what_is_no_wbxml_has_nothing_to_show() -> None:
    assert readable(typed("text/html", b"<html/>")) is None
    assert readable(typed(WBXML_TYPE, b"")) is None
    assert readable(typed(WBXML_TYPE, b"<html/>")) is None


def test_of_an_answer_in_parts_the_first_is_the_message() -> None:
    audio = b"RIFF"
    head = (2).to_bytes(4, "little")
    for start, size in ((20, len(SYNC)), (20 + len(SYNC), len(audio))):
        head += start.to_bytes(4, "little") + size.to_bytes(4, "little")
    root = root_of(typed(MULTIPART_TYPE, head + SYNC + audio))
    assert root is not None
    assert root.tag == "{AirSync}Sync"
    with pytest.raises(WbxmlError):
        root_of(typed(MULTIPART_TYPE, head[:12]))


def test_a_request_is_identified_with_its_body_decoded() -> None:
    found = identify(HttpRequest(Headers([("Content-Type", WBXML_TYPE)]), SYNC, url=URL))
    assert (found.endpoint, found.name, found.document) == (Endpoint.ACTIVESYNC, "Sync", DOCUMENT)
    assert found.payload is not None
    assert found.payload.tag == "{AirSync}Sync"


def test_a_body_that_cannot_be_decoded_is_a_problem_and_no_crash() -> None:
    found = identify(HttpRequest(Headers([("Content-Type", WBXML_TYPE)]), b"\x03\x01\x6a\x00\x45", url=URL))
    assert found.name == "Sync"
    assert found.payload is None
    assert isinstance(found.problem, XmlError)


def test_messages_have_the_decoded_root_as_their_payload() -> None:
    request = HttpRequest(Headers([("Content-Type", WBXML_TYPE)]), SYNC, url=URL)
    identified = identify(request)
    assert request_message(request, identified).children["Status"].text == "1"
    answer = response_message(typed(WBXML_TYPE, SYNC), identified)
    assert answer.children["Status"].text == "1"
    assert answer.problem is None
    assert response_message(typed(WBXML_TYPE, b"\x03"), identified).problem is not None
    assert response_message(typed("text/html", b"<p>busy</p>"), identified).payload is None


def test_commands_are_operations_of_their_document_but_not_of_the_forty_over_soap() -> None:
    sync = operation("Sync")
    assert sync is not None
    assert (sync.document, sync.endpoint, sync.soap_actions) == (DOCUMENT, Endpoint.ACTIVESYNC, ())
    assert sync not in operations()
