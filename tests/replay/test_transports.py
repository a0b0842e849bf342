"""The same responder behind three HTTP libraries, without a socket."""

import gzip
from collections.abc import Callable

import aiohttp
import httpx
import pytest
import requests

from inspector.clock import ManualClock, ScaledClock
from inspector.replay.answer import Answer, Spoil
from inspector.replay.transports.for_aiohttp import Connector
from inspector.replay.transports.for_httpx import Transport
from inspector.replay.transports.for_requests import adapter_class
from inspector.wire.http import Headers, HttpRequest, HttpResponse

URL = "https://mail.example.com/EWS/Exchange.asmx?a=b"
Ask = Callable[..., "Got"]


class Echo:
    """Keeps what it was asked, and answers what it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[HttpRequest, float]] = []
        self.answer = HttpResponse(
            Headers([("Content-Type", "text/xml"), ("X-A", "1"), ("X-A", "2")]), b"<a/>"
        )

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        self.asked.append((request, at))
        return self.answer


class Got:
    def __init__(self, status: int, reason: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.reason, self.body = status, reason, body
        self.headers = [(name.lower(), value) for name, value in headers]


async def by_requests(echo: Echo, clock: ManualClock, method: str = "POST", body: bytes = b"<q/>") -> Got:
    session = requests.Session()
    session.mount("https://", adapter_class(echo, clock)(pool_maxsize=1, max_retries=0))
    answer = session.request(
        method, URL, data=body, headers={"Content-Type": "text/xml", "X-Q": "ü".encode()}
    )
    fields = [(name, value) for name in answer.raw.headers for value in answer.raw.headers.getlist(name)]
    return Got(answer.status_code, answer.reason, fields, answer.content)


async def by_httpx(echo: Echo, clock: ManualClock, method: str = "POST", body: bytes = b"<q/>") -> Got:
    with httpx.Client(transport=Transport(echo, clock)) as client:
        answer = client.request(method, URL, content=body, headers={"Content-Type": "text/xml"})
    return Got(answer.status_code, answer.reason_phrase, answer.headers.multi_items(), answer.content)


async def by_httpx_async(echo: Echo, clock: ManualClock, method: str = "POST", body: bytes = b"<q/>") -> Got:
    async with httpx.AsyncClient(transport=Transport(echo, clock)) as client:
        answer = await client.request(method, URL, content=body, headers={"Content-Type": "text/xml"})
    return Got(answer.status_code, answer.reason_phrase, answer.headers.multi_items(), answer.content)


async def by_aiohttp(echo: Echo, clock: ManualClock, method: str = "POST", body: bytes = b"<q/>") -> Got:
    async with (
        aiohttp.ClientSession(connector=Connector(echo, clock)) as session,
        session.request(method, URL, data=body, headers={"Content-Type": "text/xml"}) as answer,
    ):
        return Got(answer.status, answer.reason or "", list(answer.headers.items()), await answer.read())


EVERY = pytest.mark.parametrize("ask", [by_requests, by_httpx, by_httpx_async, by_aiohttp])


@EVERY
async def test_the_request_arrives_as_it_was_made_at_the_time_of_the_clock(ask: Ask) -> None:
    echo = Echo()
    await ask(echo, ManualClock(31.999))
    ((request, at),) = echo.asked
    assert (request.method, request.url, request.body, at) == ("POST", URL, b"<q/>", 31.999)
    assert request.media_type == "text/xml"


@EVERY
async def test_the_answer_arrives_as_it_was_given(ask: Ask) -> None:
    got = await ask(Echo(), ManualClock())
    assert (got.status, got.reason, got.body) == (200, "OK", b"<a/>")
    assert [value for name, value in got.headers if name == "x-a"] == ["1", "2"]


@EVERY
async def test_a_failure_is_an_answer_too(ask: Ask) -> None:
    echo = Echo()
    echo.answer = HttpResponse(body=b"fault", status=500, reason="Internal Server Error")
    got = await ask(echo, ManualClock())
    assert (got.status, got.reason, got.body) == (500, "Internal Server Error", b"fault")


@EVERY
async def test_a_body_that_is_compressed_is_read(ask: Ask) -> None:
    echo = Echo()
    echo.answer = HttpResponse(Headers([("Content-Encoding", "gzip")]), gzip.compress(b"<a/>"))
    assert (await ask(echo, ManualClock())).body == b"<a/>"


@EVERY
async def test_a_large_body_and_an_empty_one_arrive_whole(ask: Ask) -> None:
    echo = Echo()
    echo.answer = HttpResponse(body=b"x" * 3_000_000)
    got = await ask(echo, ManualClock(), body=b"y" * 3_000_000)
    assert (len(got.body), len(echo.asked[0][0].body)) == (3_000_000, 3_000_000)
    echo.answer = HttpResponse(status=204, reason="No Content")
    assert (await ask(echo, ManualClock())).body == b""


@EVERY
async def test_a_connection_that_broke_breaks_again_as_the_library_says_it(ask: Ask) -> None:
    echo = Echo()
    echo.answer = Answer(spoil=Spoil.RESET_BEFORE)
    with pytest.raises((requests.ConnectionError, httpx.ReadError, aiohttp.ClientError)):
        await ask(echo, ManualClock())


@EVERY
async def test_a_delay_is_waited_for_at_the_speed_of_the_clock(ask: Ask) -> None:
    echo = Echo()
    echo.answer = HttpResponse(body=b"late", delay=5.0)
    assert (await ask(echo, ScaledClock(1000))).body == b"late"


async def test_aiohttp_sends_in_pieces_too() -> None:
    async def pieces():
        yield b"<q>"
        yield b"</q>"

    echo = Echo()
    async with (
        aiohttp.ClientSession(connector=Connector(echo, ManualClock())) as session,
        session.post(URL, data=pieces()) as answer,
    ):
        assert answer.status == 200
    assert echo.asked[0][0].body == b"<q></q>"
