"""The header field in which a server of this project tells the time on its clock."""

import pytest

from inspector.wire.clock_header import CLOCK_HEADER, ServerTime, Stamped, clock_time, without_clock_time
from inspector.wire.http import Headers, HttpRequest, HttpResponse


class Hello:
    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        return HttpResponse(Headers([("Content-Type", "text/plain")]), b"hello", status=203)


def test_an_answer_tells_the_time_of_its_request_and_is_otherwise_the_same() -> None:
    response = Stamped(Hello()).respond(HttpRequest(), 31.999)
    assert clock_time(response.headers) == 31.999
    assert (response.status, response.body) == (203, b"hello")
    assert without_clock_time(response.headers) == (("Content-Type", "text/plain"),)


@pytest.mark.parametrize("told", ["", "noon", "-1", "nan", "inf", "1,5"])
def test_a_time_that_makes_no_sense_is_none(told: str) -> None:
    assert clock_time(Headers([(CLOCK_HEADER, told)])) is None


def test_an_answer_of_another_server_tells_no_time() -> None:
    assert clock_time(Headers([("Date", "Sun, 06 Nov 1994 08:49:37 GMT")])) is None


def answer(at: float) -> HttpResponse:
    return Stamped(Hello()).respond(HttpRequest(), at)


def test_exchanges_are_timed_by_the_servers_clock_from_its_first_answer_on() -> None:
    time = ServerTime()
    assert [time.at(answer(told), wall) for told, wall in ((100, 0.5), (102, 0.6), (134, 0.7))] == [0, 2, 34]


def test_without_a_clock_the_wall_tells_the_time() -> None:
    assert ServerTime().at(Hello().respond(HttpRequest(), 0), 0.5) == 0.5
    assert ServerTime().at(None, 0.5) == 0.5


def test_an_exchange_that_the_server_did_not_answer_happened_at_the_time_told_last() -> None:
    time = ServerTime(start=10)
    assert [time.at(answer(5), 0.1), time.at(answer(8), 0.2), time.at(None, 0.3)] == [10, 13, 13]
