"""A client that asks as fast as one process can, over connections that are kept alive."""

from __future__ import annotations

import multiprocessing
import socket
import ssl
import time
from collections.abc import Sequence

CONNECTIONS = 16


def requests_a_second(port: int, bodies: Sequence[bytes], count: int, *, tls: bool = False) -> float:
    """Asks from a process of its own, the bodies in turn.

    Args:
        port: where, on 127.0.0.1.
        bodies: what is posted to ``/EWS/Exchange.asmx``.
        count: how many requests.
        tls: whether the connections are encrypted.

    Returns:
        Answers with status 200, a second.
    """
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return float(pool.apply(_ask, (port, list(bodies), count, tls)))


def _ask(port: int, bodies: list[bytes], count: int, tls: bool) -> float:
    messages = [
        b"POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml; charset=utf-8\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        for body in bodies
    ]
    connections = [_connected(port, tls) for _ in range(CONNECTIONS)]
    rounds = count // CONNECTIONS
    at = 0
    started = time.perf_counter()
    for _ in range(rounds):
        for connection in connections:
            connection.sendall(messages[at % len(messages)])
            at += 1
        for connection in connections:
            _receive(connection)
    taken = time.perf_counter() - started
    for connection in connections:
        connection.close()
    return rounds * CONNECTIONS / taken


def _connected(port: int, tls: bool) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if not tls:
        return connection
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(connection, server_hostname="mail.example.com")


def _receive(connection: socket.socket) -> None:
    came = connection.recv(65536)
    while (end := came.find(b"\r\n\r\n")) < 0:
        came += connection.recv(65536)
    if not came.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"not answered: {came[:200]!r}")
    head = came[:end].lower()
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    missing = end + 4 + length - len(came)
    while missing > 0:
        part = connection.recv(65536)
        if not part:
            raise RuntimeError("the connection was closed within an answer")
        missing -= len(part)
