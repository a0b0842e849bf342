from __future__ import annotations

import socket
import ssl

import pytest
import requests

from inspector.clock import SystemClock
from inspector.errors import WriteError
from inspector.serve import Server
from inspector.serve.tls import ca_file, tls_context


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """mitmproxy's CA, made once: a key takes its time."""
    folder = tmp_path_factory.mktemp("ca")
    tls_context(folder)
    return folder


@pytest.fixture
def server(echo, folder):
    with Server(echo, SystemClock(), tls=tls_context(folder)) as running:
        yield running


def certified(server, folder, name):
    """Connects to a host of this name and returns the certificate that was accepted for it."""
    context = ssl.create_default_context(cafile=str(ca_file(folder)))
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=5) as bare,
        context.wrap_socket(bare, server_hostname=name) as connection,
    ):
        return connection.getpeercert()


@pytest.mark.parametrize(
    "name", ["mail.example.com", "MAIL.Example.ORG", "autodiscover.contoso.test", "x" * 63 + ".example.com"]
)
def test_each_host_name_has_a_certificate_that_the_ca_vouches_for(server, folder, name):
    names = [value for kind, value in certified(server, folder, name)["subjectAltName"] if kind == "DNS"]
    assert names == [name.lower()]


def test_loopback_needs_no_name(server, folder, echo):
    assert server.url.startswith("https://127.0.0.1:")
    answer = requests.post(server.url, data=b"hello", verify=str(ca_file(folder)), timeout=5)
    assert answer.content == b"hello"
    assert echo.requests[0].scheme == "https"


def test_who_does_not_trust_the_ca_is_not_served(server, echo):
    with pytest.raises(requests.exceptions.SSLError):
        requests.post(server.url, data=b"hello", timeout=5)
    assert echo.requests == []


def test_a_client_that_speaks_no_tls_does_not_stop_the_server(server, folder):
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert b"HTTP/1.1 200" not in client.recv(100)
    assert requests.get(server.url, verify=str(ca_file(folder)), timeout=5).status_code == 200


def test_the_ca_stays_the_same(folder):
    before = ca_file(folder).read_bytes()
    tls_context(folder)
    assert ca_file(folder).read_bytes() == before


def test_a_folder_that_cannot_be_used_is_said(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(WriteError, match="CA"):
        tls_context(file / "ca")
