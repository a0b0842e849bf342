"""A streamed answer is sent message by message, each when the clock says that it is due."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.cassette import CassetteWriter, Interaction
from inspector.clock import ManualClock
from inspector.replay import Replayer
from inspector.serve import Server
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.replay.conftest import Wire

WIRE = Wire()
ASKED = WIRE.ews(
    "<m:GetStreamingEvents><m:SubscriptionIds><t:SubscriptionId>A</t:SubscriptionId></m:SubscriptionIds>"
    "<m:ConnectionTimeout>30</m:ConnectionTimeout></m:GetStreamingEvents>"
)
PARTS = [
    WIRE.ews_answer(f"<m:GetStreamingEventsResponse><m:N>{n}</m:N></m:GetStreamingEventsResponse>").body
    for n in range(3)
]


@pytest.fixture
def streamed(tmp_path: Path) -> Path:
    answer = HttpResponse(Headers((("Content-Type", "text/xml; charset=utf-8"),)), b"".join(PARTS))
    path = tmp_path / "stream.jsonl"
    with CassetteWriter(path) as writer:
        extra = {"stream": {"parts_at": [0.0, 5.0, 20.0], "cut": True}}
        writer.append(Interaction(0, 1.0, ASKED, answer, took=25.0, extra=extra))
    return path


class Client:
    """A client that reads what is there."""

    def __init__(self, server: Server) -> None:
        self.socket = socket.create_connection((server.host, server.port), timeout=5)
        head = f"POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: {server.host}\r\nContent-Type: text/xml\r\n"
        self.socket.sendall(f"{head}Content-Length: {len(ASKED.body)}\r\n\r\n".encode() + ASKED.body)
        self.seen = b""

    def until(self, part: bytes) -> bytes:
        while part not in self.seen:
            more = self.socket.recv(65536)
            assert more, "the server has closed"
            self.seen += more
        return self.seen


Asking = tuple[Client, ManualClock]


@pytest.fixture
def asking(streamed: Path) -> Iterator[tuple[Client, ManualClock]]:
    clock = ManualClock()
    with Replayer([streamed], latency="recorded") as replayer, Server(replayer, clock) as server:
        client = Client(server)
        yield client, clock
        client.socket.close()


def test_a_clock_that_is_moved_lets_go_one_message_after_the_other(
    asking: tuple[Client, ManualClock],
) -> None:
    client, clock = asking
    assert PARTS[1] not in client.until(PARTS[0])
    clock.advance(4.999)
    client.socket.settimeout(0.2)
    with pytest.raises(TimeoutError):
        client.socket.recv(1)
    client.socket.settimeout(5)
    clock.advance(0.001)
    assert PARTS[2] not in client.until(PARTS[1])
    clock.advance(15)
    client.until(PARTS[2])
    client.until(b"0\r\n\r\n")


def test_a_client_that_goes_away_in_the_middle_ends_the_stream_alone(
    asking: tuple[Client, ManualClock],
) -> None:
    client, clock = asking
    client.until(PARTS[0])
    client.socket.close()
    clock.advance(100)


def test_without_recorded_latency_all_comes_at_once_and_each_message_in_a_chunk(streamed: Path) -> None:
    # ews-javascript-api reads one message of what comes in one piece.
    with Replayer([streamed]) as replayer, Server(replayer, ManualClock()) as server:
        client = Client(server)
        body = client.until(b"\r\n0\r\n\r\n").partition(b"\r\n\r\n")[2]
        assert body == b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in PARTS) + b"0\r\n\r\n"
        client.socket.close()


@pytest.mark.parametrize("stream", [1, {"parts_at": "x"}, {"parts_at": [-1]}, {"parts_at": ["1"]}, {}])
def test_times_that_make_no_sense_are_none(stream: object, tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    with CassetteWriter(path) as writer:
        answer = HttpResponse(Headers(), b"".join(PARTS))
        writer.append(Interaction(0, 1.0, ASKED, answer, took=0.0, extra={"stream": stream}))
    with Replayer([path], latency="recorded") as replayer:
        assert replayer.respond(ASKED, 0.0).parts_at == ()


class Ticking:
    """A body that goes on: each five seconds a part, three of them."""

    def __init__(self) -> None:
        self.told = 0

    @property
    def ended(self) -> bool:
        return self.told == 3

    def by(self, at: float) -> bytes:
        due = min(int(at // 5), 3)
        parts = PARTS[self.told : due]
        self.told = max(due, self.told)
        return b"".join(parts)


class Ticks:
    """Answers each request with such a body."""

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        return HttpResponse(Headers((("Content-Type", "text/xml"),)), b"begun", more=Ticking())


def test_an_answer_that_goes_on_is_sent_as_the_clock_has_it_until_it_ends() -> None:
    clock = ManualClock()
    with Server(Ticks(), clock) as server:
        client = Client(server)
        assert PARTS[0] not in client.until(b"begun")
        clock.advance(5)
        assert PARTS[1] not in client.until(PARTS[0])
        clock.advance(10)
        assert client.until(b"0\r\n\r\n").count(b"GetStreamingEventsResponse>") == 3
        client.socket.close()
