"""The header field in which a server of this project tells the time on its clock."""

import pytest

from inspector.wire.clock_header import CLOCK_HEADER, Stamped, clock_time, without_clock_time
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
