"""Connections that leave the test are refused."""

import asyncio
import socket
import urllib.request
from collections.abc import Iterator

import pytest

from inspector.pytest_plugin.guard import ConnectionBlocked, blocked_connections, own_connections


@pytest.fixture
def listener() -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


def test_a_connection_is_refused_and_noted(listener: tuple[str, int]) -> None:
    with blocked_connections(lambda: ()) as refused:
        with pytest.raises(ConnectionBlocked, match="may not connect to 127"):
            socket.create_connection(listener, timeout=5)
        assert refused == [f"127.0.0.1:{listener[1]}"]


def test_an_allowed_address_is_reached(listener: tuple[str, int]) -> None:
    with blocked_connections(lambda: {listener}) as refused:
        socket.create_connection(listener, timeout=5).close()
    assert refused == []


def test_the_plugin_itself_may_connect_while_the_test_may_not(listener: tuple[str, int]) -> None:
    with blocked_connections(lambda: ()) as refused:
        with own_connections():
            socket.create_connection(listener, timeout=5).close()
        assert refused == []
        with pytest.raises(ConnectionBlocked):
            socket.create_connection(listener, timeout=5)


def test_afterwards_everything_is_reached_again(listener: tuple[str, int]) -> None:
    with blocked_connections(lambda: ()):
        pass
    socket.create_connection(listener, timeout=5).close()


def test_datagrams_are_refused_too(listener: tuple[str, int]) -> None:
    with (
        blocked_connections(lambda: ()) as refused,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        pytest.raises(ConnectionBlocked),
    ):
        sender.sendto(b"hello", listener)
    assert len(refused) == 1


def test_a_client_sees_an_ordinary_connection_error(listener: tuple[str, int]) -> None:
    with blocked_connections(lambda: ()), pytest.raises(OSError, match="block_network"):
        urllib.request.urlopen(f"http://127.0.0.1:{listener[1]}/", timeout=5)


async def test_asyncio_is_refused_as_well(listener: tuple[str, int]) -> None:
    with blocked_connections(lambda: ()) as refused:
        with pytest.raises(ConnectionBlocked):
            await asyncio.open_connection(*listener)
        assert refused


def test_sockets_within_the_machine_are_left_alone() -> None:
    with blocked_connections(lambda: ()):
        here, there = socket.socketpair()
        with here, there:
            here.sendall(b"x")
            assert there.recv(1) == b"x"
