from __future__ import annotations

import logging
import socket
import struct

import requests

from inspector.clock import ManualClock
from inspector.serve import Server
from inspector.serve.app import Application
from inspector.wire.http import Headers, HttpResponse
from inspector.wire.soap import read_envelope


def test_headers_go_out_as_they_are_but_for_those_of_one_hop(server, echo):
    echo.ready = HttpResponse(
        Headers(
            [
                ("X-One", "1"),
                ("Set-Cookie", "a=1"),
                ("Set-Cookie", "b=2"),
                ("Transfer-Encoding", "chunked"),
                ("Connection", "close"),
                ("Content-Length", "999"),
            ]
        ),
        b"four",
    )
    answer = requests.get(server.url, timeout=5)
    assert answer.content == b"four"
    assert answer.headers["x-one"] == "1"
    assert answer.raw.headers.getlist("set-cookie") == ["a=1", "b=2"]
    assert answer.headers["content-length"] == "4"
    assert not {"connection", "transfer-encoding"} & {name.lower() for name in answer.headers}


def test_a_field_that_http_cannot_say_is_left_out(server, echo):
    echo.ready = HttpResponse(Headers([("X Y", "1"), ("X-Line", "a\r\nEvil: b"), ("X-Name", "Zoë")]), b"a")
    answer = requests.get(server.url, timeout=5)
    assert answer.status_code == 200
    assert set(answer.headers) == {"x-name", "content-length"}


def test_an_error_in_a_responder_is_a_fault_and_one_line_in_the_log(server, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = requests.post(f"{server.url}/broken", data=b"secret-body", timeout=5)
    assert answer.status_code == 500
    fault = read_envelope(answer.content).fault
    assert "ValueError: a bug, in two lines" in fault.text
    (line,) = [record for record in caplog.records if record.name.startswith("inspector")]
    assert "\n" not in line.getMessage()
    assert "secret-body" not in caplog.text


def test_chunked_bodies_arrive_whole(server, echo):
    answer = requests.post(server.url, data=iter([b"one", b"two"]), timeout=5)
    assert answer.content == b"onetwo"
    assert echo.requests[0].body == b"onetwo"


def test_a_client_that_asks_before_it_sends_is_told_to_go_on(talk):
    came = talk(b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc")
    assert came.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
    assert came.endswith(b"abc")


def test_head_has_the_headers_of_the_answer_and_no_body(server, echo):
    echo.ready = HttpResponse(Headers([("X-A", "1")]), b"body")
    answer = requests.head(server.url, timeout=5)
    assert (answer.content, answer.headers["content-length"], answer.headers["x-a"]) == (b"", "4", "1")


def test_an_answer_that_is_given_again_goes_out_as_each_request_and_connection_wants_it(echo):
    application = Application(echo, ManualClock(), None)
    answer = HttpResponse(Headers([("X-One", "1")]), b"four")
    sent = [
        application.written(answer, method, keep_alive=stays)
        for method, stays in (("POST", True), ("POST", False), ("HEAD", True), ("POST", True))
    ]
    head = b"HTTP/1.1 200 OK\r\nx-one: 1\r\n"
    assert sent == [
        head + b"content-length: 4\r\n\r\nfour",
        head + b"connection: close\r\ncontent-length: 4\r\n\r\nfour",
        head + b"content-length: 4\r\n\r\n",
        head + b"content-length: 4\r\n\r\nfour",
    ]


def test_options_and_get_pass(server, echo):
    requests.options(server.url, timeout=5)
    requests.get(server.url, timeout=5)
    assert [request.method for request in echo.requests] == ["OPTIONS", "GET"]


def test_a_body_over_the_limit_is_refused_with_a_text(echo):
    with Server(echo, ManualClock(), max_body=1000) as server:
        for body in (b"x" * 1001, iter([b"x" * 600, b"x" * 600])):
            answer = requests.post(server.url, data=body, timeout=5)
            assert answer.status_code == 413
            assert "more than 1,000 bytes" in read_envelope(answer.content).fault.text
        assert requests.post(server.url, data=b"x" * 1000, timeout=5).status_code == 200
    assert len(echo.requests) == 1


def test_a_client_that_asks_before_it_sends_too_much_is_refused_at_once(talk):
    came = talk(b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n")
    assert came.startswith(b"HTTP/1.1 413 ")


def test_a_client_that_hangs_up_leaves_no_trace(server, echo, caplog, capfd):
    for sent in (
        b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc",
        b"POST / HT",
        b"GET / HTTP/1.1\r\n\r\n",
    ):
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(sent)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close with a reset
        client.close()
    assert requests.get(server.url, timeout=5).status_code == 200
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "Traceback" not in capfd.readouterr().err


def test_a_status_that_http_has_not_becomes_502(server, echo):
    echo.ready = HttpResponse(status=799, body=b"x")
    assert requests.get(server.url, timeout=5).status_code == 502


def test_an_answer_without_content_has_no_length(server, echo):
    echo.ready = HttpResponse(status=204, body=b"x")
    answer = requests.get(server.url, timeout=5)
    assert answer.status_code == 204
    assert "content-length" not in answer.headers


def test_waits_follow_the_speed_of_the_clock():
    from inspector.clock import ScaledClock

    class Late:
        def respond(self, request, at):
            return HttpResponse(delay=20.0)

    with Server(Late(), ScaledClock(1000)) as server:
        assert requests.get(server.url, timeout=5).elapsed.total_seconds() >= 0.02
