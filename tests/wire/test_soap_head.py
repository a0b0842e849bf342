"""The head of a message: known when it comes again, and never taken for another."""

import pytest

from inspector.protocols import head as heads
from inspector.protocols.head import head_of
from inspector.wire.soap import SOAP_11, read_envelope

TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ENVELOPE = f'<s:Envelope xmlns:s="{SOAP_11}" xmlns:t="{TYPES}">{{}}</s:Envelope>'
VERSION = '<t:RequestServerVersion Version="{}"/>'


@pytest.fixture(autouse=True)
def none_known(monkeypatch):
    monkeypatch.setattr(heads, "_known", {})


def head_in(text, *, times=1):
    content = text.encode()
    for _ in range(times):
        found = head_of(read_envelope(content), content)
    return found


def with_header(blocks, body="<s:Body/>"):
    return ENVELOPE.format(f"<s:Header>{blocks}</s:Header>{body}")


def test_a_head_is_known_from_the_second_time_on_whatever_the_body_holds():
    first = head_in(with_header(VERSION.format("Exchange2013"), "<s:Body><a/></s:Body>"))
    second = head_in(with_header(VERSION.format("Exchange2013"), "<s:Body><b/></s:Body>"))
    third = head_in(with_header(VERSION.format("Exchange2013"), "<s:Body xmlns:x='urn:x'><c/></s:Body>"))

    assert first is None
    assert second is third
    assert second.blocks == {"RequestServerVersion": {"Version": "Exchange2013"}}


def test_another_value_makes_another_head():
    one, other = (head_in(with_header(VERSION.format(name)), times=2) for name in ("Exchange2010", "V2_23"))

    assert one is not other


@pytest.mark.parametrize(
    "before",
    ["<!-- <s:Body -->", "<t:Note>Body</t:Note>", "<t:Body/>", "<x><s:Body/></x>", "<t:Note about='Body'/>"],
    ids=["comment", "text", "another-name", "inside", "attribute"],
)
def test_the_letters_in_another_place_are_not_the_end_of_the_head(before):
    for name in ("Exchange2010", "Exchange2013"):
        assert head_in(with_header(before + VERSION.format(name)), times=3) is None


def test_a_header_after_the_body_is_no_part_of_the_head():
    alone, header = "<s:Body/>", f"<s:Header>{VERSION.format('Exchange2013')}</s:Header>"
    known = head_in(ENVELOPE.format(alone), times=2)

    assert known.blocks == {}
    assert head_in(ENVELOPE.format(alone + header), times=3) is None
    assert head_in(ENVELOPE.format(alone)) is known


def test_whether_all_blocks_are_understood_is_told_by_the_head():
    block = "<x s:mustUnderstand='1' xmlns='urn:x'/>"

    assert head_in(with_header(VERSION.format("Exchange2013")), times=2).understood
    assert not head_in(with_header(block), times=2).understood


def test_heads_beyond_the_bound_are_forgotten(monkeypatch):
    monkeypatch.setattr(heads, "_MOST", 2)
    known = head_in(with_header(VERSION.format(1)), times=2)
    head_in(with_header(VERSION.format(2)))
    head_in(with_header(VERSION.format(3)))

    assert head_in(with_header(VERSION.format(1))) is None
    assert head_in(with_header(VERSION.format(1))) is not known
