from __future__ import annotations

import asyncio
import re
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.clock import ManualClock
from inspector.serve import Server
from inspector.serve.app import Application
from inspector.serve.connection import MAX_HEAD, Connection
from inspector.wire.http import HttpRequest, HttpResponse
from tests.serve.conftest import Echo


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


def written(method: str, fields: dict[str, str], body: bytes, version: str = "1.1") -> bytes:
    told = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{method} /EWS/Exchange.asmx?x=1 HTTP/{version}\r\nHost: a\r\n{told}\r\n".encode() + body


def posted(body: bytes, **fields: str) -> bytes:
    return written("POST", {"Content-Length": str(len(body)), **fields}, body)


def chunks(body: bytes) -> bytes:
    parts = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:3], body[3:]) if part)
    return written("POST", {"Transfer-Encoding": "chunked"}, parts + b"0\r\nTrailer: x\r\n\r\n")


BODIES = st.binary(max_size=30) | st.just(b"a\r\n\r\nPOST / HTTP/1.1\r\n\r\n")


@given(st.lists(st.tuples(st.sampled_from([posted, chunks]), BODIES), min_size=1, max_size=6), st.data())
def test_requests_are_read_the_same_however_their_bytes_come(sent, data) -> None:
    whole = b"".join(write(body) for write, body in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    parts = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    seen, came = asyncio.run(_read_in(parts))
    assert [request.body for request in seen] == [body for _, body in sent]
    assert {request.url for request in seen} == {"http://a/EWS/Exchange.asmx?x=1"}
    assert came.count(b"HTTP/1.1 200 OK\r\n") == len(sent)


class Kept:
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        self.came = b""
        self.closed = False

    def get_extra_info(self, name: str) -> object:
        return ("127.0.0.1", 1) if name == "peername" else None

    def write(self, data: bytes) -> None:
        self.came += data

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    resume_reading = pause_reading


async def _read_in(parts: list[bytes]) -> tuple[list[HttpRequest], bytes]:
    echo = Echo()
    connection = Connection(Application(echo, ManualClock(), None), set(), lambda name: None)
    connection.connection_made(Kept())
    for part in parts:
        connection.data_received(part)
    return echo.requests, connection.transport.came


def test_a_head_that_came_before_is_known_by_every_byte(talk, echo):
    for user in ("anna", "boris", "anna"):
        came = talk(posted(b"one", Authorization=user) + posted(b"two", Authorization=user))
        assert came.count(b"HTTP/1.1 200 OK") == 2
    assert [request.header("authorization") for request in echo.requests] == ["anna"] * 2 + ["boris"] * 2 + [
        "anna"
    ] * 2
    assert len({request.connection for request in echo.requests}) == 3


def test_a_client_of_http_1_0_is_answered_and_its_connection_closed(server, echo):
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        client.sendall(written("POST", {"Content-Length": "1"}, b"x", version="1.0"))
        came = b""
        while part := client.recv(65536):
            came += part
    assert came.startswith(b"HTTP/1.1 200 OK")
    assert b"connection: close\r\n" in came


def test_a_client_that_wants_its_connection_closed_sees_it_closed(server):
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
            client.sendall(posted(b"x", Connection="close"))
            came = b""
            while part := client.recv(65536):
                came += part
        assert came.endswith(b"\r\n\r\nx")


def test_what_comes_while_an_answer_takes_time_is_answered_behind_it(clock):
    class Late:
        def respond(self, request, at):
            return HttpResponse(body=request.body, delay=0.001 if request.body == b"late" else 0.0)

    with Server(Late(), clock) as server, socket.create_connection(("127.0.0.1", server.port)) as client:
        client.settimeout(5)
        client.sendall(posted(b"late") + posted(b"next") + posted(b"late") + posted(b"last"))
        came = b""
        while not came.endswith(b"last"):
            came += client.recv(65536)
    assert re.findall(rb"\r\n\r\n(\w{4})", came) == [b"late", b"next", b"late", b"last"]


def test_a_body_that_is_too_large_for_one_server_is_so_whatever_another_has_taken(echo, clock):
    for limit, status in ((100, b"200"), (10, b"413"), (100, b"200")):
        with (
            Server(echo, clock, max_body=limit) as server,
            socket.create_connection(("127.0.0.1", server.port), timeout=5) as client,
        ):
            client.sendall(posted(b"x" * 20))
            assert client.recv(65536)[9:12] == status
