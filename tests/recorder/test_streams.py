"""When the messages of a streamed answer came, and that its client cut it."""

from __future__ import annotations

import pytest
from mitmproxy.test import tflow

from inspector.cassette import Interaction
from inspector.recorder.flows import HUNG_UP, with_streamed
from inspector.wire.http import HttpRequest

ONE = b"<s:Envelope>1</s:Envelope>"
TWO = b"<s:Envelope>two</s:Envelope>"


def streamed(body: bytes, came: list[tuple[float, int]], error: str | None = None) -> Interaction:
    exchange = Interaction(0, 0.0, HttpRequest(), error=error, conn="conn")
    return with_streamed(exchange, tflow.tflow(resp=True), body, 1000, came)


@pytest.mark.parametrize(
    ("sizes", "times"),
    [
        ([len(ONE), len(ONE + TWO)], [1.0, 2.0]),
        ([len(ONE) - 1, len(ONE), len(ONE + TWO)], [2.0, 3.0]),
        ([len(ONE + TWO)], [1.0, 1.0]),
        ([len(ONE) + 1, len(ONE + TWO)], [1.0, 2.0]),
    ],
)
def test_a_message_has_come_when_its_last_byte_has(sizes: list[int], times: list[float]) -> None:
    came = [(float(at), size) for at, size in enumerate(sizes, 1)]
    made = streamed(ONE + TWO, came)
    assert made.extra["stream"] == {"parts_at": times}
    assert made.response is not None and made.response.body == ONE + TWO


def test_a_stream_that_its_client_cut_is_kept_as_cut() -> None:
    made = streamed(ONE, [(1.0, len(ONE))], f"{HUNG_UP}.")
    assert (made.extra["stream"], made.error) == ({"parts_at": [1.0], "cut": True}, None)


def test_what_is_no_soap_or_came_at_no_known_time_has_no_parts() -> None:
    assert streamed(b"\x1f\x8b", [(1.0, 2)]).extra["stream"] == {"parts_at": []}
    assert streamed(ONE, []).extra["stream"] == {"parts_at": []}
