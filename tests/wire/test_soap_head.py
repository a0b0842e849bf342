"""The head of a message: known when it comes again, and never taken for another."""

import pytest

from inspector.bounded import ClearedWhenFull
from inspector.wire import soap_head
from inspector.wire.soap import SOAP_11, read_envelope
from inspector.wire.xml import XmlError

TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ENVELOPE = f'<s:Envelope xmlns:s="{SOAP_11}" xmlns:t="{TYPES}">{{}}</s:Envelope>'
VERSION = '<t:RequestServerVersion Version="{}"/>'
BODY = "<s:Body><t:a/></s:Body>"


@pytest.fixture(autouse=True)
def none_known(monkeypatch):
    monkeypatch.setattr(soap_head, "_known", ClearedWhenFull(1024))


def head_in(text, *, times=1):
    for _ in range(times):
        found = read_envelope(text.encode()).known_head
    return found


def with_header(blocks, body=BODY):
    return ENVELOPE.format(f"<s:Header>{blocks}</s:Header>{body}")


def test_a_head_is_known_from_the_second_time_on_whatever_the_body_holds():
    first = head_in(with_header(VERSION.format("Exchange2013"), "<s:Body><a/></s:Body>"))
    second = head_in(with_header(VERSION.format("Exchange2013"), "<s:Body><b/></s:Body>"))
    third = head_in(with_header(VERSION.format("Exchange2013"), "<s:Body>\n<c><d/></c></s:Body>\n"))

    assert first is None
    assert second is third
    assert second.blocks == {"RequestServerVersion": {"Version": "Exchange2013"}}


def test_another_value_makes_another_head():
    one, other = (head_in(with_header(VERSION.format(name)), times=2) for name in ("Exchange2010", "V2_23"))

    assert one is not other


def test_what_the_body_says_of_itself_is_part_of_the_head():
    plain, other = (
        head_in(with_header("", f"<s:Body{attribute}><t:a/></s:Body>"), times=2)
        for attribute in ("", ' xmlns:x="urn:x"')
    )

    assert plain is not None
    assert other not in (None, plain)


@pytest.mark.parametrize(
    "before",
    [
        "<!-- <s:Body> -->",
        "<t:Note>Body></t:Note>",
        "<t:Body/>",
        "<x><s:Body></s:Body></x>",
        "<t:Note a='Body>'/>",
    ],
    ids=["comment", "text", "another-name", "inside", "attribute"],
)
def test_the_letters_in_another_place_are_not_the_end_of_the_head(before):
    for name in ("Exchange2010", "Exchange2013"):
        assert head_in(with_header(before + VERSION.format(name)), times=3) is None


@pytest.mark.parametrize(
    "text",
    [
        f'<Body:Envelope xmlns:Body="{SOAP_11}"><Body:Body><a/></Body:Body></Body:Envelope>',
        f'<s:Envelope xmlns:s="{SOAP_11}" about="Body"><s:Body><a/></s:Body></s:Envelope>',
        ENVELOPE.format("<s:BodyGuard/><s:Body><a/></s:Body>"),
        ENVELOPE.format("<s:Body/>"),
        ENVELOPE.format("<s:Body a='>'><a/></s:Body>"),
        ENVELOPE.format("<t:Body><a/></t:Body>"),
        ENVELOPE.replace(SOAP_11, "urn:envelope").format(BODY),
        f"<?xml version='1.0' encoding='iso-8859-1'?>{ENVELOPE.format(BODY)}",
        ENVELOPE.format(f"<s:Header>{'x' * 3000}</s:Header>{BODY}"),
    ],
    ids=[
        *(
            "prefix",
            "attribute",
            "longer-name",
            "empty",
            "mark-in-a-value",
            "other-namespace",
            "other-envelope",
        ),
        *("other-encoding", "too-long"),
    ],
)
def test_where_the_end_cannot_be_told_no_head_is_known(text):
    assert head_in(text, times=3) is None
    assert (read_envelope(text.encode()).payload is None) is ("<s:Body/>" in text)


@pytest.mark.parametrize(
    "after", ["<x/>", "<!-- x -->", BODY, f"<s:Header>{VERSION.format('V2')}</s:Header>"]
)
def test_what_is_followed_by_more_than_its_body_has_no_head_that_is_known(after):
    known = head_in(ENVELOPE.format(BODY), times=2)

    assert known.blocks == {}
    assert head_in(ENVELOPE.format(BODY + after), times=3) is None
    assert head_in(ENVELOPE.format(BODY)) is known


@pytest.mark.parametrize(
    ("body", "alone"),
    [
        ("<s:Body><a/></s:Body>", True),
        ("<s:Body>\r\n  <a>text</a>\r\n</s:Body>\r\n", True),
        ("<s:Body>text<a/></s:Body>", False),
        ("<s:Body><a/>text</s:Body>", False),
        ("<s:Body><a/></s:Body>text", False),
        ("<s:Body><!-- --><a/></s:Body>", False),
        ("<s:Body><a/><b/></s:Body>", False),
        ("<s:Body><!-- --></s:Body>", False),
        ("<s:Body></s:Body>", False),
    ],
)
def test_a_payload_is_alone_if_nothing_but_white_space_is_beside_it(body, alone):
    for _ in range(3):
        envelope = read_envelope(ENVELOPE.format(body).encode())

    assert envelope.known_head is not None
    assert envelope.has_payload_alone is alone


def test_a_message_is_read_alike_whether_its_head_is_known_or_not():
    text = with_header(
        VERSION.format("Exchange2013"), "<s:Body><s:Fault><faultcode>a</faultcode></s:Fault></s:Body>"
    )
    first, *_, last = (read_envelope(text.encode()) for _ in range(3))

    assert (first.known_head, last.known_head is not None) == (None, True)
    for envelope in (first, last):
        assert envelope.fault.code == "a"
        assert [block.tag for block in envelope.headers] == [f"{{{TYPES}}}RequestServerVersion"]
        assert envelope.head.tag == f"{{{SOAP_11}}}Header"
        assert envelope.body.tag == f"{{{SOAP_11}}}Body"


def test_a_message_with_a_known_head_that_is_not_well_formed_is_refused_as_without():
    text = with_header("", "<s:Body><a></s:Body>")
    with pytest.raises(XmlError) as without:
        read_envelope(text.encode())
    head_in(with_header(""), times=2)
    with pytest.raises(XmlError) as known:
        read_envelope(text.encode())

    assert str(known.value) == str(without.value)
    assert known.value.problem == without.value.problem


def test_heads_beyond_the_bound_are_forgotten(monkeypatch):
    monkeypatch.setattr(soap_head, "_known", ClearedWhenFull(2))
    known = head_in(with_header(VERSION.format(1)), times=2)
    head_in(with_header(VERSION.format(2)))
    head_in(with_header(VERSION.format(3)))

    assert head_in(with_header(VERSION.format(1))) is None
    assert head_in(with_header(VERSION.format(1))) is not known
