"""What a look at the bytes of an interaction tells."""

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.batch.word_search import Peek
from inspector.cassette import Interaction
from inspector.cassette.line_range import Line, Lines
from inspector.cassette.model import encode_line
from inspector.conformance.check import Checker
from inspector.protocols.registry import DOCUMENTS, operation
from inspector.wire.http import Headers, HttpRequest, HttpResponse

WORDS = frozenset(("Disconnect", "ActiveSync"))
URL = "https://mail.example.com/EWS/Exchange.asmx"
PLAIN, TOLD = b"<s:Body><m:GetItem/></s:Body>", b"<s:Body><m:Disconnect/></s:Body>"


def interaction(
    asked: bytes, answered: bytes = b"<ok/>", url: str = URL, *headers: tuple[str, str]
) -> Interaction:
    return Interaction(1, 0.0, HttpRequest(Headers(headers), asked, url=url), HttpResponse(body=answered))


@pytest.fixture
def tells(tmp_path: Path) -> Callable[..., bool]:
    """Whether a line tells something; it has others beside it that do not."""

    def may_tell(line: bytes, words: frozenset[str] | None = WORDS) -> bool:
        file = tmp_path / "lines"
        quiet = encode_line(interaction(PLAIN).to_json())
        file.write_bytes(quiet + line + quiet)
        found = list(Peek(words).noteworthy(Lines(str(file), 0, file.stat().st_size, 7)))
        assert found in ([], [Line(8, len(quiet), line.rstrip(b"\n"))]) or words is None
        return bool(found)

    return may_tell


@pytest.fixture
def both_ways(tells: Callable[..., bool]) -> Callable[..., bool]:
    def looked_at(one: Interaction, words: frozenset[str] | None = WORDS) -> bool:
        told = Peek(words).at(one)
        assert tells(encode_line(one.to_json()), words) is told
        return told

    return looked_at


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
def test_what_may_tell_something_is_read(one: Interaction, both_ways: Callable[..., bool]) -> None:
    assert both_ways(one)


def test_what_tells_nothing_is_passed_over(both_ways: Callable[..., bool]) -> None:
    assert not both_ways(interaction(PLAIN))
    assert both_ways(interaction(PLAIN), None)


def test_a_line_that_is_escaped_or_in_another_charset_is_read(tells: Callable[..., bool]) -> None:
    assert tells(rb'{"request":{"body":"<m:\u0044isconnect/>"}}' + b"\n")
    assert tells(b'{"request":{"body":"?","charset":"cp037"}}\n')
    assert not tells(b'{"request":{"body":"<m:GetItem/>"}}\n')


def test_every_operation_that_a_memory_watches_is_a_word_by_the_element_that_asks_for_it() -> None:
    words = Checker().history.kinds.words
    assert words is not None
    for document in DOCUMENTS:
        for kind in document.session_state:
            for name in getattr(kind, "watches", ()):
                found = operation(name)
                assert found is not None
                assert found.request in words
