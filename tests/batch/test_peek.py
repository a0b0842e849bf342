"""What a look at the bytes of an interaction tells."""

import pytest

from inspector.batch.peek import Peek
from inspector.cassette import Interaction
from inspector.cassette.model import encode_line
from inspector.conformance.check import Checker
from inspector.protocols.registry import DOCUMENTS, operation
from inspector.wire.http import Headers, HttpRequest, HttpResponse

URL = "https://mail.example.com/EWS/Exchange.asmx"
PLAIN, TOLD = b"<s:Body><m:GetItem/></s:Body>", b"<s:Body><m:Disconnect/></s:Body>"


def interaction(
    asked: bytes, answered: bytes = b"<ok/>", url: str = URL, *headers: tuple[str, str]
) -> Interaction:
    return Interaction(1, 0.0, HttpRequest(Headers(headers), asked, url=url), HttpResponse(body=answered))


def both_ways(
    one: Interaction, words: frozenset[str] | None = frozenset(("Disconnect", "ActiveSync"))
) -> bool:
    peek = Peek(words)
    told = peek.at(one)
    assert peek.at_line(encode_line(one.to_json())) is told
    return told


@pytest.mark.parametrize(
    "one",
    [
        interaction(TOLD),
        interaction(PLAIN, TOLD),
        interaction(TOLD.upper()),
        interaction(TOLD.decode().encode("utf-16")),
        interaction(b"\x1f\x8b\x08"),
        interaction(b'<?xml version="1.0" encoding="UTF-7"?><s:Body>+AEQ-isconnect</s:Body>'),
        interaction(PLAIN, b"<ok/>", "https://mail.example.com/Microsoft-Server-ActiveSync"),
    ],
)
def test_what_may_tell_something_is_read(one: Interaction) -> None:
    assert both_ways(one)


def test_what_tells_nothing_is_passed_over() -> None:
    assert not both_ways(interaction(PLAIN))
    assert both_ways(interaction(PLAIN), None)


def test_a_line_that_is_escaped_or_in_another_charset_is_read() -> None:
    peek = Peek(["Disconnect"])
    assert peek.at_line(rb'{"request":{"body":"<m:\u0044isconnect/>"}}')
    assert peek.at_line(b'{"request":{"body":"?","charset":"cp037"}}')
    assert not peek.at_line(b'{"request":{"body":"<m:GetItem/>"}}')


def test_every_operation_that_a_memory_watches_is_a_word_by_the_element_that_asks_for_it() -> None:
    words = Checker().words
    assert words is not None
    for document in DOCUMENTS:
        for kind in document.session_state:
            for name in getattr(kind, "watches", ()):
                found = operation(name)
                assert found is not None
                assert found.request in words
