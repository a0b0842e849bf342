"""WBXML that nobody vouches for: it is read, or refused with an offset and a reason."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from inspector.wire.wbxml import WbxmlError, decode_wbxml, encode_wbxml, read_document, write_document
from inspector.wire.wbxml.tree import MAX_DEPTH, MAX_PARTS
from inspector.wire.xml import XmlError

HEADER = b"\x03\x01\x6a\x00"
MUTANTS = 100_000
_SEEDS = (
    '<Sync xmlns="AirSync" xmlns:e="Email" xmlns:e2="Email2" xmlns:b="AirSyncBase"><Collections><Collection>'
    "<SyncKey>7</SyncKey><CollectionId>5</CollectionId><Status>1</Status><Commands><Add>"
    "<ServerId>5:1</ServerId><ApplicationData><e:Subject>Voice mail</e:Subject>"
    "<e:MessageClass>IPM.Note.Microsoft.Voicemail</e:MessageClass>"
    "<b:Attachments><b:Attachment><e2:UmAttOrder>1</e2:UmAttOrder></b:Attachment></b:Attachments>"
    "<e2:UmCallerID>+14255550123</e2:UmCallerID></ApplicationData></Add></Commands></Collection></Collections>"
    "</Sync>",
    '<Provision xmlns="Provision"><Policies><Policy><PolicyType>MS-EAS-Provisioning-WBXML</PolicyType>'
    "<PolicyKey>1307199584</PolicyKey><Status>1</Status></Policy></Policies></Provision>",
    '<FolderSync xmlns="FolderHierarchy"><Status>1</Status><SyncKey>1</SyncKey><Changes><Count>1</Count><Add>'
    "<ServerId>5</ServerId><ParentId>0</ParentId><DisplayName>Inbox</DisplayName><Type>2</Type></Add></Changes>"
    "</FolderSync>",
    '<SendMail xmlns="ComposeMail" xmlns:w="urn:ews-inspector:wbxml"><ClientId>1</ClientId><SaveInSentItems/>'
    '<Mime><w:opaque as="text">Subject: x</w:opaque></Mime></SendMail>',
)


@pytest.mark.parametrize(
    ("body", "reason", "offset"),
    [
        (b"", "truncated", 0),
        (b"<?xml version='1.0'?>", "header", 0),
        (b"\x03", "truncated", 1),
        (b"\x03\x01\x1a\x00\x05", "charset", 2),
        (HEADER, "truncated", 4),
        (HEADER + b"\x45", "truncated", 5),
        (HEADER + b"\x01", "end", 4),
        (HEADER + b"\x05\x05", "trailing", 5),
        (HEADER + b"\x45\x03abc", "truncated", 6),
        (HEADER + b"\x45\xc3\x7fabc\x01", "truncated", 7),
        (HEADER + b"\x85", "token", 4),
        (HEADER + b"\x43", "token", 4),
        (HEADER + b"\x45\x40\x01", "token", 5),
        (HEADER + b"\x03abc\x00", "token", 4),
        (HEADER + b"\x45\x83\x00\x01", "string-table", 7),
        (HEADER + b"\x45\xc3\xff\xff\xff\xff\x7f\x01", "number", 6),
        (HEADER + b"\x45\xc3\x81\x81\x81\x81\x81\x01\x01", "number", 6),
        (HEADER + b"\x45\x02\x8f\xff\xff\xff\x7f\x01", "entity", 5),
        (HEADER + b"\x45\x02\x83\xb0\x00\x01", "entity", 5),
        (b"\x03\x01\x6a\xff\xff\xff\x7f", "truncated", 7),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_offset_and_a_reason(
    body: bytes, reason: str, offset: int
) -> None:
    with pytest.raises(WbxmlError) as refused:
        decode_wbxml(body)
    assert (refused.value.reason, refused.value.offset) == (reason, offset)
    assert f"byte {offset}" in str(refused.value)


def test_the_refusal_is_one_that_readers_of_xml_bodies_know() -> None:
    with pytest.raises(XmlError) as refused:
        decode_wbxml(b"\xff")
    assert refused.value.problem.reason == "binary-form"


def test_depth_is_bounded() -> None:
    assert read_document(HEADER + b"\x45" * MAX_DEPTH + b"\x01" * MAX_DEPTH)
    with pytest.raises(WbxmlError) as refused:
        read_document(HEADER + b"\x45" * 1_000_000)
    assert refused.value.reason == "too-deep"


def test_as_deep_as_a_body_may_be_it_becomes_xml_and_bytes_again() -> None:
    body = HEADER + b"\x45" * (MAX_DEPTH - 1) + b"\x05" + b"\x01" * (MAX_DEPTH - 1)
    assert encode_wbxml(decode_wbxml(body)) == body


def test_the_number_of_elements_is_bounded() -> None:
    with pytest.raises(WbxmlError) as refused:
        read_document(HEADER + b"\x45" + b"\x06" * (MAX_PARTS + 1) + b"\x01")
    assert refused.value.reason == "too-large"


def test_a_short_body_cannot_grow_without_bound_by_its_string_table() -> None:
    table = b"x" * 100_000 + b"\0"
    body = b"\x03\x01\x6a\x86\x8d\x21" + table + b"\x45" + b"\x83\x00" * 10_000 + b"\x01"
    with pytest.raises(WbxmlError) as refused:
        decode_wbxml(body)
    assert refused.value.reason == "too-large"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tail: bytes) -> None:
    try:
        document = read_document(HEADER + tail)
    except WbxmlError as refused:
        assert refused.reason
        assert 0 <= refused.offset <= len(tail) + 4
        return
    assert read_document(write_document(document)) == document


def test_a_hundred_thousand_mutated_bodies_are_read_or_refused(capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(20261122)
    seeds = [encode_wbxml(etree.fromstring(seed)) for seed in _SEEDS]
    read = refused = 0
    began = time.process_time()
    for _ in range(MUTANTS):
        body = _mutant(chance.choice(seeds), chance)
        try:
            xml = decode_wbxml(body)
        except WbxmlError:
            refused += 1
        else:
            read += 1
            if read % 4 == 0:
                encode_wbxml(xml)  # what is read can be written
    took = time.process_time() - began
    with capsys.disabled():
        print(f" [{MUTANTS:,} mutants: {read:,} read, {refused:,} refused, {took:.1f} s of CPU]", end="")
    assert read + refused == MUTANTS
    assert read > MUTANTS // 20
    assert refused > MUTANTS // 20


def _mutant(seed: bytes, chance: random.Random) -> bytes:
    """A body with one to four faults: a byte changed, put in, left out or doubled, an end cut off."""
    body = bytearray(seed)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(body)) if body else 0
        kind = chance.randrange(6)
        if kind <= 1 and body:
            body[at] = chance.randrange(256)
        elif kind == 2:
            body.insert(at, chance.randrange(256))
        elif kind == 3:
            del body[at : at + chance.randint(1, 4)]
        elif kind == 4:
            body[at:at] = body[at : at + chance.randint(1, 40)]
        elif chance.random() < 0.3:
            del body[at:]
    return bytes(body)
