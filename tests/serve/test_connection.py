from __future__ import annotations

import pytest

from inspector.serve.connection import MAX_HEAD


def test_an_offer_of_http2_does_not_cost_the_body(talk, echo):
    came = talk(
        b"POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        b"HTTP2-Settings: AAEAAEAA\r\nContent-Length: 30\r\n\r\nin the body\r\nUpgrade: stays.\r\n"
    )
    assert came.startswith(b"HTTP/1.1 200 OK")
    assert echo.requests[0].body == b"in the body\r\nUpgrade: stays.\r\n"[:30]


def test_a_head_without_end_is_refused(talk):
    came = talk(b"GET / HTTP/1.1\r\nX: " + b"y" * (MAX_HEAD * 4))
    assert came == b"" or (came.startswith(b"HTTP/1.1 400 ") and str(MAX_HEAD).encode() in came)


def test_a_long_body_is_no_long_head(talk, echo):
    body = b"x" * (MAX_HEAD * 3)
    came = talk((b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body) * 2)
    assert came.count(b"HTTP/1.1 200 OK") == 2
    assert [len(request.body) for request in echo.requests] == [len(body)] * 2


@pytest.mark.parametrize(
    "sent",
    [
        b"garbage\r\n\r\n",
        b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnot-a-size\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["garbage", "connect", "length", "chunk", "tls"],
)
def test_what_is_no_http_is_refused_and_the_server_goes_on(talk, echo, sent):
    assert talk(sent).startswith(b"HTTP/1.1 400 ")
    assert talk(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").startswith(b"HTTP/1.1 200 ")


def test_requests_that_follow_each_other_without_waiting_are_answered_in_order(talk):
    request = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n%d"
    came = talk(b"".join(request % n for n in range(5)))
    assert [part[-1:] for part in came.split(b"HTTP/1.1 200 OK")[1:]] == [b"%d" % n for n in range(5)]
