"""The same responder behind three HTTP libraries, without a socket."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import httpx
import pytest
import requests
import zeep
from zeep.proxy import AsyncServiceProxy

from inspector.clock import ManualClock, ScaledClock
from inspector.replay import Replayer
from inspector.replay.answer import Answer, ConnectionFault
from inspector.replay.transports.for_aiohttp import AiohttpTransport
from inspector.replay.transports.for_httpx import HttpxTransport
from inspector.replay.transports.for_requests import adapter_class
from inspector.resources import cassettes_dir, schemas_dir
from inspector.wire.http import Headers, HttpRequest, HttpResponse, Responder

URL = "https://mail.example.com/EWS/Exchange.asmx?a=b"
Ask = Callable[..., Awaitable["Got"]]


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
    with httpx.Client(transport=HttpxTransport(echo, clock)) as client:
        answer = client.request(method, URL, content=body, headers={"Content-Type": "text/xml"})
    return Got(answer.status_code, answer.reason_phrase, answer.headers.multi_items(), answer.content)


async def by_httpx_async(echo: Echo, clock: ManualClock, method: str = "POST", body: bytes = b"<q/>") -> Got:
    async with httpx.AsyncClient(transport=HttpxTransport(echo, clock)) as client:
        answer = await client.request(method, URL, content=body, headers={"Content-Type": "text/xml"})
    return Got(answer.status_code, answer.reason_phrase, answer.headers.multi_items(), answer.content)


async def by_aiohttp(echo: Echo, clock: ManualClock, method: str = "POST", body: bytes = b"<q/>") -> Got:
    async with (
        aiohttp.ClientSession(connector=AiohttpTransport(echo, clock)) as session,
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
    echo.answer = Answer(broken=ConnectionFault.RESET_BEFORE)
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
        aiohttp.ClientSession(connector=AiohttpTransport(echo, ManualClock())) as session,
        session.post(URL, data=pieces()) as answer,
    ):
        assert answer.status == 200
    assert echo.asked[0][0].body == b"<q></q>"


MOVED = "https://mail.example.com/moved/Exchange.asmx"
WSDL = str(schemas_dir() / "oxwums" / "MS-OXWUMS.wsdl")
UM = "https://mail.example.com/EWS/UM2007Legacy.asmx"
BINDING = "{http://schemas.microsoft.com/exchange/services/2006/messages}UMWebServiceSoap"


def by_requests_session(echo: Responder) -> requests.Session:
    session = requests.Session()
    session.mount("https://", adapter_class(echo, ManualClock())())
    return session


class TestTimeouts:
    """A client that is less patient than the answer is slow gives up as its library does."""

    @pytest.fixture
    def slow(self) -> Echo:
        echo = Echo()
        echo.answer = HttpResponse(body=b"late", delay=60.0)
        return echo

    @pytest.mark.parametrize("timeout", [0.01, (60, 0.01)])
    def test_of_requests(self, slow: Echo, timeout: Any) -> None:
        with by_requests_session(slow) as session, pytest.raises(requests.ReadTimeout):
            session.post(URL, timeout=timeout)

    async def test_of_httpx(self, slow: Echo) -> None:
        transport = HttpxTransport(slow, ManualClock())
        with httpx.Client(transport=transport, timeout=0.01) as client, pytest.raises(httpx.ReadTimeout):
            client.post(URL)
        async with httpx.AsyncClient(transport=transport, timeout=0.01) as client:
            with pytest.raises(httpx.ReadTimeout):
                await client.post(URL)

    @pytest.mark.parametrize("timeout", [{"total": 0.01}, {"total": None, "sock_read": 0.01}])
    async def test_of_aiohttp(self, slow: Echo, timeout: dict[str, float]) -> None:
        connector = AiohttpTransport(slow, ManualClock())
        async with aiohttp.ClientSession(
            connector=connector, timeout=aiohttp.ClientTimeout(**timeout)
        ) as session:
            with pytest.raises(TimeoutError):
                await session.post(URL)


class Moved(Echo):
    """Sends clients elsewhere, with a cookie."""

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        super().respond(request, at)
        if request.url == MOVED:
            return HttpResponse(body=b"here")
        fields = Headers(
            [("Location", "/moved/Exchange.asmx"), ("Set-Cookie", "exchangecookie=crumb; path=/")]
        )
        return HttpResponse(fields, status=307, reason="Temporary Redirect")

    def seen(self) -> tuple[str, str, bytes, str | None]:
        request, _ = self.asked[-1]
        return request.method, request.url, request.body, request.header("cookie")


class TestRedirects:
    """A redirect is followed with method, body and cookie, as each library does it."""

    SEEN = ("POST", MOVED, b"<q/>", "exchangecookie=crumb")

    def test_of_requests(self) -> None:
        moved = Moved()
        with by_requests_session(moved) as session:
            answer = session.post(URL, data=b"<q/>")
            assert ([one.status_code for one in answer.history], answer.text) == ([307], "here")
            assert session.cookies["exchangecookie"] == "crumb"
        assert moved.seen() == self.SEEN

    async def test_of_httpx(self) -> None:
        for client in (httpx.Client, httpx.AsyncClient):
            moved = Moved()
            asking = client(transport=HttpxTransport(moved, ManualClock()), follow_redirects=True).post(
                URL, content=b"<q/>"
            )
            answer = asking if isinstance(asking, httpx.Response) else await asking
            assert ([one.status_code for one in answer.history], answer.text) == ([307], "here")
            assert moved.seen() == self.SEEN

    async def test_of_aiohttp(self) -> None:
        moved = Moved()
        async with (
            aiohttp.ClientSession(connector=AiohttpTransport(moved, ManualClock())) as session,
            session.post(URL, data=b"<q/>") as answer,
        ):
            assert ([one.status for one in answer.history], await answer.text()) == ([307], "here")
        assert moved.seen() == self.SEEN


class TestStreaming:
    """Bodies that are written or read piece by piece."""

    LARGE = bytes(range(256)) * 1000

    @pytest.fixture
    def large(self) -> Echo:
        echo = Echo()
        echo.answer = HttpResponse(body=self.LARGE)
        return echo

    def test_of_requests(self, large: Echo) -> None:
        with by_requests_session(large) as session:
            answer = session.post(URL, data=iter([b"<q>", b"</q>"]), stream=True)
            assert b"".join(answer.iter_content(1000)) == self.LARGE
            answer.close()
        assert large.asked[0][0].body == b"<q></q>"

    async def test_of_httpx(self, large: Echo) -> None:
        async def pieces():
            for piece in (b"<q>", b"</q>"):
                yield piece

        transport = HttpxTransport(large, ManualClock())
        with (
            httpx.Client(transport=transport) as client,
            client.stream("POST", URL, content=iter([b"<q>", b"</q>"])) as answer,
        ):
            assert b"".join(answer.iter_bytes(1000)) == self.LARGE
        async with (
            httpx.AsyncClient(transport=transport) as other,
            other.stream("POST", URL, content=pieces()) as came,
        ):
            assert b"".join([piece async for piece in came.aiter_bytes(1000)]) == self.LARGE
        assert [request.body for request, _ in large.asked] == [b"<q></q>"] * 2

    async def test_of_aiohttp(self, large: Echo) -> None:
        async with (
            aiohttp.ClientSession(connector=AiohttpTransport(large, ManualClock())) as session,
            session.post(URL, data=b"<q/>") as answer,
        ):
            assert b"".join([piece async for piece in answer.content.iter_chunked(1000)]) == self.LARGE


class TestRealClients:
    """Clients that no one here wrote, without a socket: zeep by requests, and by httpx in both its ways.

    exchangelib: tests/test_wheel.py and tests/clients.
    """

    @pytest.fixture
    def replay(self) -> Iterator[Replayer]:
        with Replayer([cassettes_dir() / "voicemail-um.jsonl"]) as replayer:
            yield replayer

    def test_zeep_by_requests(self, replay: Replayer) -> None:
        transport = zeep.Transport(session=by_requests_session(replay))
        service = zeep.Client(WSDL, transport=transport).create_service(BINDING, UM)
        assert service.IsUMEnabled() is True
        with pytest.raises(zeep.exceptions.Fault, match="SetOofStatus"):
            service.SetOofStatus(status=False)

    async def test_zeep_by_httpx(self, replay: Replayer) -> None:
        clock = ManualClock()
        transport = zeep.transports.AsyncTransport(
            client=httpx.AsyncClient(transport=HttpxTransport(replay, clock)),
            wsdl_client=httpx.Client(transport=HttpxTransport(replay, clock)),
        )
        async with zeep.AsyncClient(WSDL, transport=transport) as client:
            service = AsyncServiceProxy(client, client.wsdl.bindings[BINDING], address=UM)
            assert await service.IsUMEnabled() is True
            with pytest.raises(zeep.exceptions.Fault, match="SetOofStatus"):
                await service.SetOofStatus(status=False)

    async def test_many_requests_at_once(self, replay: Replayer) -> None:
        question = replay.recordings.at(0).interaction.request.body
        async with aiohttp.ClientSession(connector=AiohttpTransport(replay, ManualClock())) as session:

            async def ask() -> str:
                async with session.post(UM, data=question) as answer:
                    return await answer.text()

            answers = await asyncio.gather(*(ask() for _ in range(50)))
        assert all(">true<" in answer for answer in answers)
        assert replay.misses == []
