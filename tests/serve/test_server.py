from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
import requests

from inspector.clock import ManualClock
from inspector.errors import UsageError
from inspector.serve import Server, is_loopback
from inspector.wire.http import HttpResponse


def test_a_post_reaches_the_responder_whole(server, echo):
    answer = requests.post(f"{server.url}/EWS/Exchange.asmx?x=1", data=b"<a/>", timeout=5)
    assert (answer.status_code, answer.content) == (200, b"<a/>")
    (request,) = echo.requests
    assert (request.method, request.path, request.query) == ("POST", "/EWS/Exchange.asmx", "x=1")
    assert request.url == f"{server.url}/EWS/Exchange.asmx?x=1"


def test_requests_on_one_connection_carry_its_name_and_others_another(server, echo):
    with requests.Session() as one:
        for _ in range(2):
            one.get(server.url, timeout=5)
    requests.get(server.url, timeout=5)
    first, second, other = [request.connection for request in echo.requests]
    assert first == second != other
    assert first.startswith("127.0.0.1:")


def test_a_stopped_server_takes_no_connection_and_frees_its_port(echo, clock):
    with Server(echo, clock) as running:
        requests.get(running.url, timeout=5)
    with pytest.raises(requests.ConnectionError):
        requests.get(running.url, timeout=5)
    with Server(echo, clock, port=running.port) as again:
        assert requests.get(again.url, timeout=5).status_code == 200


def test_a_port_in_use_is_said_in_one_line(server, echo, clock):
    with pytest.raises(UsageError) as refused:
        Server(echo, clock, port=server.port)
    assert str(server.port) in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("host", ["no.such.host.invalid", "256.1.1.1"])
def test_a_host_that_is_none_is_said_in_one_line(echo, clock, host):
    with pytest.raises(UsageError, match=host):
        Server(echo, clock, host=host)


def test_ipv6_loopback_is_written_in_brackets(echo, clock):
    try:
        running = Server(echo, clock, host="::1")
    except UsageError:
        pytest.skip("this machine has no IPv6 loopback")
    with running:
        assert running.url.startswith("http://[::1]:")
        assert requests.get(running.url, timeout=5).status_code == 200


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("a.b", False)],
)
def test_loopback_is_told_from_the_rest(host, local):
    assert is_loopback(host) is local


def test_stop_does_not_wait_for_an_answer_that_takes_long(clock):
    came = threading.Event()

    class Slow:
        def respond(self, request, at):
            came.set()
            return HttpResponse(delay=600)

    running = Server(Slow(), clock)
    running.start()
    with socket.create_connection(("127.0.0.1", running.port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert came.wait(5)
        began = time.monotonic()
        running.stop()
        assert time.monotonic() - began < 5


_SCRIPT = """
from inspector.clock import SystemClock
from inspector.serve import Server
from inspector.wire.http import HttpResponse
class Yes:
    def respond(self, request, at):
        return HttpResponse()
server = Server(Yes(), SystemClock())
server.run(lambda: print(server.url, flush=True))
print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_ends_in_good_order_on_a_signal(number):
    child = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        url = child.stdout.readline().strip()
        assert requests.get(url, timeout=5).status_code == 200
        child.send_signal(number)
        said, complained = child.communicate(timeout=10)
    finally:
        child.kill()
        child.wait()
    assert (said, complained, child.returncode) == ("ended\n", "", 0)


def test_time_is_the_clocks(server, clock, echo):
    clock.advance(31.999)
    requests.get(server.url, timeout=5)
    state = requests.get(f"{server.url}/_inspector/v1/journal", timeout=5).json()
    assert state[0]["at"] == 31.999
    assert isinstance(clock, ManualClock)
